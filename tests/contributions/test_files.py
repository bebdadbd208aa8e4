"""Bytes that people give: kept once, whole, for those who may read what uses them, and never as a page."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from pytest_django import Settings

from apps.contributions.adapters import blobs
from apps.contributions.core.reading import Unreadable
from apps.contributions.forms.writing import CONSENT, LICENCE, ORIGIN, TOKEN
from apps.contributions.models import Blob, Item, Revision, RevisionBlob
from apps.contributions.services import deciding, storing, submitting
from apps.contributions.services.admitting import Giver
from apps.contributions.services.storing import NotYourFile
from apps.datanets.models import Datanet
from apps.people.models import User
from tests import thread, world
from tests.contributions import pictures
from tests.snapshots import scene
from tests.snapshots.scene import Net
from tests.world import NOW

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Net:
    net = scene.net(curator=juma, author=amina, members=(li_wei,))
    pictures.of_pictures(net.datanet, juma)
    return net


def read(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def form_of(browser: Client, address: str, **change: object) -> dict[str, object]:
    form = browser.get(address).context["form"]
    agreed = {TOKEN: form[TOKEN].value(), ORIGIN: "own", LICENCE: "on", CONSENT: form[CONSENT].value()}
    said = {"label": "maize", "ripe": "yes", "leaves": "12", "metres": "1.50", "note": ""}
    return {**agreed, **said, **change}


def test_the_same_picture_is_kept_once_without_what_its_camera_said(media: Path) -> None:
    picture = Image.open(io.BytesIO(pictures.png()))
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif)
    first = storing.store(kind="image", file=io.BytesIO(written.getvalue()), name="a.jpg", now=NOW)
    again = storing.store(kind="image", file=io.BytesIO(written.getvalue()), name="b.jpg", now=NOW)
    assert first == again
    assert Blob.objects.count() == 1
    path = media / "blobs" / first.sha256[:2] / first.sha256
    assert b"secret place" not in path.read_bytes()
    assert pictures.files_under(media) == {first.sha256, f"{first.sha256}.thumb"}
    assert (first.width, first.height, first.has_thumbnail) == (400, 300, True)


@pytest.mark.parametrize(
    "content", [SVG, HTML, b"", b"\x89PNG\r\n\x1a\n", b"GIF89a" + SVG, pictures.png()[:200]]
)
def test_what_is_no_picture_is_said_in_a_sentence_and_nothing_is_kept(
    content: bytes, net: Net, amina: User, media: Path
) -> None:
    browser, address = world.browser(amina), f"{net.address}/contribute/"
    page = browser.post(address, form_of(browser, address, photo=pictures.sent(content)))
    assert page.status_code == 200
    assert page.context["form"].errors["photo"]
    assert not Item.objects.exists()
    assert pictures.files_under(media) == set()


def test_a_sound_is_no_picture() -> None:
    with pytest.raises(Unreadable):
        storing.store(kind="audio", file=io.BytesIO(pictures.png()), name="a.wav", now=NOW)


def test_a_picture_with_its_fields_is_written_in_a_form(net: Net, amina: User) -> None:
    browser, address = world.browser(amina), f"{net.address}/contribute/"
    answer = browser.post(address, form_of(browser, address, photo=pictures.sent()))
    assert answer.status_code == 302
    revision = Revision.objects.get()
    blob = Blob.objects.get()
    assert revision.content.record == pictures.record(blob.sha256)
    assert list(RevisionBlob.objects.values_list("revision", "blob", "field")) == [
        (revision.pk, blob.sha256, "photo")
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"label": "wheat"}, "label"),
        ({"ripe": ""}, "ripe"),
        ({"leaves": "101"}, "leaves"),
        ({"leaves": "many"}, "leaves"),
        ({"metres": "1,5"}, "metres"),
        ({"metres": "1e5"}, "metres"),
        ({"photo": ""}, "photo"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    net: Net, amina: User, change: dict[str, str], field: str
) -> None:
    browser, address = world.browser(amina), f"{net.address}/contribute/"
    page = browser.post(address, form_of(browser, address, photo=pictures.sent()) | change)
    assert field in page.context["form"].errors
    assert not Item.objects.exists()


def test_a_file_is_not_asked_for_again_while_the_rest_is_put_right(
    net: Net, amina: User, li_wei: User
) -> None:
    browser, address = world.browser(amina), f"{net.address}/contribute/"
    thread_of = form_of(browser, address, photo=pictures.sent(), **{"act-origin": "third_party"})
    form = browser.post(address, thread_of).context["form"]
    assert form.errors
    kept = form.kept["kept-photo"]
    again = form_of(browser, address, **{"kept-photo": kept})
    stolen = world.browser(li_wei)
    assert stolen.post(address, form_of(stolen, address, **{"kept-photo": kept})).status_code == 200
    assert stolen.post(address, form_of(stolen, address, **{"kept-photo": "x"})).status_code == 200
    assert browser.post(address, again).status_code == 302
    assert Item.objects.get().author == amina


def test_knowing_a_hash_is_no_right_to_the_bytes(net: Net, amina: User, li_wei: User) -> None:
    there = pictures.given(amina, net.datanet)
    sha256 = there.content.record["photo"]
    for named in (sha256, "0" * 64):
        with pytest.raises(NotYourFile):
            submitting.submit(
                giver=Giver(li_wei),
                datanet=net.datanet,
                record=pictures.record(named, leaves=3),
                provenance=thread.own(),
                request=thread.asked("stolen"),
                now=NOW,
            )


def test_whoever_refines_keeps_the_picture_that_is_there(net: Net, amina: User, li_wei: User) -> None:
    there = deciding.accept(revision=pictures.given(amina, net.datanet), now=NOW)
    browser = world.browser(li_wei)
    address = f"{net.address}/items/{there.item.public_id}/refine/"
    form = browser.get(address).context["form"]
    assert (form["ripe"].value(), form["label"].value()) == ("yes", "maize")
    assert browser.post(address, form_of(browser, address, leaves="13")).status_code == 302
    assert RevisionBlob.objects.filter(revision__refines=there).count() == 1


def test_bytes_are_for_those_who_may_read_what_uses_them(
    net: Net, amina: User, li_wei: User, acme: User
) -> None:
    revision = pictures.given(amina, net.datanet)
    address = f"/blobs/{revision.content.record['photo']}"
    for reader in (None, amina, li_wei, acme):
        assert world.browser(reader).get(address).status_code == 200
    Datanet.objects.update(access="gated")
    assert [world.browser(one).get(address).status_code for one in (None, acme, li_wei, amina)] == [
        404,
        404,
        404,
        200,
    ]
    Datanet.objects.update(access="open", visibility="private")
    assert [world.browser(one).get(f"{address}/small").status_code for one in (None, acme, li_wei)] == [
        404,
        404,
        200,
    ]
    Datanet.objects.update(visibility="public")
    deciding.withdraw(actor=amina, revision=revision, now=NOW)
    assert [world.browser(one).get(address).status_code for one in (None, li_wei, amina)] == [404, 404, 200]
    for nothing in ("0" * 64, "..", "x", revision.content.record["photo"].upper()):
        assert world.browser(amina).get(f"/blobs/{nothing}").status_code == 404


def test_a_program_asks_which_bytes_it_can_read_already_and_learns_nothing_of_others(
    net: Net, amina: User, li_wei: User, acme: User
) -> None:
    revision = pictures.given(amina, net.datanet)
    there, nowhere = revision.content.record["photo"], "0" * 64

    def told(who: User, *hashes: object) -> Any:
        program = world.program(world.key(who, "data:read").secret)
        return program.post(
            "/api/v1/uploads/check", {"sha256": list(hashes)}, content_type="application/json"
        )

    for who in (amina, li_wei, acme):
        assert told(who, nowhere, there, there).json() == {"readable": [there]}
    Datanet.objects.update(access="gated")
    assert [told(who, there).json()["readable"] for who in (acme, li_wei, amina)] == [[], [], [there]]
    assert told(acme, there).content == told(acme, nowhere).content
    Datanet.objects.update(access="open")
    deciding.withdraw(actor=amina, revision=revision, now=NOW)
    assert [told(who, there).json()["readable"] for who in (acme, amina)] == [[], [there]]
    for wrong in ([], ["x"], [there.upper()], [7], [nowhere] * 101, [f"{nowhere}\n"]):
        assert told(amina, *wrong).status_code == 400, wrong
    giving = world.program(world.key(amina, "data:write").secret)
    sent = {"sha256": [there]}
    assert giving.post("/api/v1/uploads/check", sent, content_type="application/json").status_code == 403


def test_every_answer_tells_the_browser_to_run_and_guess_nothing(net: Net, amina: User) -> None:
    sha256 = pictures.given(amina, net.datanet).content.record["photo"]
    browser = world.browser()
    for address, media_type in ((f"/blobs/{sha256}", "image/png"), (f"/blobs/{sha256}/small", "image/webp")):
        answer = browser.get(address)
        assert answer["Content-Type"] == media_type
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
        assert read(answer)
    assert browser.get(f"/blobs/{sha256}", headers={"if-none-match": f'"{sha256}"'}).status_code == 304
    assert browser.post(f"/blobs/{sha256}").status_code == 405


@pytest.mark.parametrize(
    ("media_type", "kind", "how"),
    [
        ("image/jpeg", "image/jpeg", "inline"),
        ("audio/mpeg", "audio/mpeg", "inline"),
        ("application/pdf", "application/pdf", "attachment"),
        ("image/gif", "image/gif", "attachment"),
        ("image/svg+xml", "application/octet-stream", "attachment"),
        ("text/html", "application/octet-stream", "attachment"),
    ],
)
def test_only_what_runs_nothing_is_shown_and_only_known_types_are_told(
    net: Net, amina: User, media_type: str, kind: str, how: str
) -> None:
    revision = pictures.given(amina, net.datanet)
    there = Blob.objects.get(pk=revision.content.record["photo"])
    other = Blob.objects.create(sha256="ab" * 32, size=there.size, media_type=media_type, stored_at=NOW)
    RevisionBlob.objects.create(revision=revision, blob=other, field="other")
    blobs.keep(other.sha256, b"x" * there.size)
    answer = world.browser().get(f"/blobs/{other.sha256}")
    assert read(answer)
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith(how)


def test_a_part_can_be_asked_for(net: Net, amina: User) -> None:
    sha256 = pictures.given(amina, net.datanet).content.record["photo"]
    browser, address = world.browser(), f"/blobs/{sha256}"
    whole = read(browser.get(address))
    part = browser.get(address, headers={"range": "bytes=10-19"})
    assert (part.status_code, read(part)) == (206, whole[10:20])
    assert part["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert part["Content-Length"] == "10"
    beyond = browser.get(address, headers={"range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(whole)}")
    head = browser.head(address)
    assert (head["Content-Length"], head.content) == (str(len(whole)), b"")


def test_bytes_that_are_gone_are_said_to_be(net: Net, amina: User) -> None:
    sha256 = pictures.given(amina, net.datanet).content.record["photo"]
    blobs.forget(sha256)
    assert world.browser().get(f"/blobs/{sha256}").status_code == 404
