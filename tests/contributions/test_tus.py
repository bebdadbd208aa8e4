"""tus 1.0, request by request: what it takes, what it refuses, and what it says then."""

import base64
import hashlib
from datetime import timedelta

import pytest
from django.test import Client

from apps.contributions.adapters import inbox
from apps.contributions.models import Upload
from apps.datanets.models import Datanet
from apps.people.models import User
from tests import thread, world
from tests.contributions import sending
from tests.contributions.sending import CSV, TUS, UPLOADS, announced, patched

pytestmark = pytest.mark.django_db
SIZE = len(CSV.encode())


@pytest.fixture
def net(juma: User, amina: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina])


@pytest.fixture
def client(net: Datanet, amina: User) -> Client:
    return world.program(world.key(amina, "data:write").secret)


def test_it_says_what_it_can(client: Client) -> None:
    answer = Client().options(UPLOADS)
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {
        "creation", "creation-with-upload", "termination", "checksum", "expiration",
    }  # fmt: skip
    assert int(answer["Tus-Max-Size"]) > 1024**3


def test_a_file_is_announced_sent_in_pieces_and_whole(client: Client, amina: User) -> None:
    begun = announced(client, SIZE)
    assert begun.status_code == 201
    assert begun["Tus-Resumable"] == "1.0.0"
    address = begun["Location"]
    content = CSV.encode()
    assert patched(client, address, content[:100], 0)["Upload-Offset"] == "100"
    asked = client.head(address, headers=TUS)
    assert (asked["Upload-Offset"], asked["Upload-Length"], asked["Cache-Control"]) == (
        "100",
        str(SIZE),
        "no-store",
    )
    assert "Upload-Expires" in asked
    last = patched(client, address, content[100:], 100)
    assert (last.status_code, last["Upload-Offset"]) == (204, str(SIZE))
    upload = Upload.objects.get()
    assert (upload.state, upload.received, upload.person) == ("received", SIZE, amina)
    assert inbox.path_of(upload.public_id).read_bytes() == content
    sending.worked()
    upload.refresh_from_db()
    assert (upload.state, upload.problem, upload.counts) == ("inspected", "", {"ok": 5})


def problem(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("size", "name", "more", "status", "code"),
    [
        (0, "maize.csv", {}, 400, "empty_file"),
        (3 * 1024**3, "maize.csv", {}, 413, "file_too_big"),
        (10, "maize.exe", {}, 415, "unreadable_kind"),
        (10, "maize.csv", {"net": "agri-africa/nowhere"}, 404, "no_such_datanet"),
        (10, "maize.csv", {"licence": "WTFPL"}, 400, "bad_licence"),
        (10, "maize.csv", {"origin": "moon"}, 400, "bad_provenance"),
        (10, "maize.csv", {"consent": "7"}, 400, "no_consent"),
        (10, "maize.csv", {"consent": ""}, 400, "no_consent"),
        (10, "maize.csv", {"need": "ned_01"}, 400, "bad_announcement"),
        (10, "maize.csv", {"group": "a b"}, 400, "bad_announcement"),
        (10, "maize.csv", {"sha256": "abc"}, 400, "bad_announcement"),
        (10, "maize.csv", {"collected_on": "yesterday"}, 400, "bad_announcement"),
        (10, "", {}, 400, "bad_announcement"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_a_byte_is_sent(
    client: Client, size: int, name: str, more: dict[str, str], status: int, code: str
) -> None:
    answer = announced(client, size, name, None, **more)
    assert problem(answer) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Tus-Resumable"] == "1.0.0"
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412, "wrong_tus_version"),
        ({"Upload-Length": "many"}, 400, "bad_tus_header"),
        ({"Upload-Length": "-5"}, 400, "bad_tus_header"),
        ({"Upload-Length": "9" * 17}, 400, "bad_tus_header"),
        ({"Upload-Defer-Length": "1"}, 400, "bad_announcement"),
        ({"Upload-Metadata": "filename *"}, 400, "bad_tus_header"),
        ({"Upload-Metadata": "filename YQ==,filename YQ=="}, 400, "bad_tus_header"),
        ({"Upload-Metadata": "filename /w=="}, 400, "bad_tus_header"),
        ({"Upload-Metadata": "a " + "A" * 9000}, 400, "bad_tus_header"),
        ({"Upload-Metadata": ""}, 400, "bad_announcement"),
    ],
)
def test_headers_are_read_strictly(client: Client, headers: dict[str, str], status: int, code: str) -> None:
    assert problem(announced(client, 10, headers=headers)) == (status, code)


def test_strangers_keys_without_the_scope_and_outsiders_send_nothing(
    client: Client, net: Datanet, amina: User, acme: User
) -> None:
    assert problem(announced(Client(), 10)) == (401, "not_authenticated")
    lacking = world.program(world.key(amina, "data:read").secret)
    assert announced(lacking, 10).status_code == 403
    Datanet.objects.update(entry="invite")
    outsider = world.program(world.key(acme, "data:write").secret)
    assert announced(outsider, 10).status_code == 403
    assert not Upload.objects.exists()


def test_a_browser_sends_with_its_session_and_the_token_of_its_page(net: Datanet, amina: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amina)
    assert announced(strict, 10).status_code == 403
    page = strict.get("/settings/profile/").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert announced(strict, SIZE, headers={"X-CSRFToken": token}).status_code == 201


def test_an_agent_sends_where_the_rules_let_it_and_only_goes_on_with_its_own(
    client: Client, net: Datanet, amina: User
) -> None:
    agent = world.agent(amina)
    with_key = world.program(world.key(amina, "data:write", of=agent).secret)
    assert announced(with_key, 10).status_code == 403
    address = announced(client, 10)["Location"]
    assert with_key.head(address, headers=TUS).status_code in (403, 404)


def test_pieces_follow_each_other(client: Client) -> None:
    address = announced(client, 10)["Location"]
    assert problem(patched(client, address, b"abc", 3)) == (409, "wrong_offset")
    assert problem(patched(client, address, b"x" * 11, 0)) == (413, "more_than_announced")
    assert patched(client, address, b"abc", 0).status_code == 204
    assert problem(patched(client, address, b"abc", 0)) == (409, "wrong_offset")
    assert problem(patched(client, address, b"abc", 0, {"Upload-Offset": "x"})) == (400, "bad_tus_header")
    wrong = client.patch(
        address, b"{}", content_type="application/json", headers={**TUS, "Upload-Offset": "3"}
    )
    assert problem(wrong) == (415, "not_bytes")
    assert Upload.objects.get().received == 3


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_pieces_that_were_damaged_on_the_way_are_thrown_away(client: Client, algorithm: str) -> None:
    address = announced(client, 10)["Location"]
    digest = base64.b64encode(hashlib.new(algorithm, b"abcde").digest()).decode()
    said = {"Upload-Checksum": f"{algorithm} {digest}"}
    assert problem(patched(client, address, b"abcdX", 0, said)) == (460, "checksum_mismatch")
    upload = Upload.objects.get()
    assert (upload.received, inbox.size_of(upload.public_id)) == (0, 0)
    assert patched(client, address, b"abcde", 0, said)["Upload-Offset"] == "5"
    assert problem(patched(client, address, b"abcde", 5, {"Upload-Checksum": "md5 abc"})) == (
        400,
        "bad_tus_header",
    )


def test_what_was_called_off_is_gone(client: Client) -> None:
    address = announced(client, 10)["Location"]
    patched(client, address, b"abc", 0)
    upload = Upload.objects.get()
    assert client.delete(address, headers=TUS).status_code == 204
    assert problem(patched(client, address, b"abc", 3)) == (410, "upload_ended")
    assert client.head(address, headers=TUS).status_code == 410
    assert client.delete(address, headers=TUS).status_code == 204
    upload.refresh_from_db()
    assert (upload.state, upload.received) == ("cancelled", 3)


def test_what_nobody_went_on_with_for_a_week_is_gone(client: Client) -> None:
    address = announced(client, 10)["Location"]
    Upload.objects.update(expires_at=world.NOW - timedelta(minutes=1))
    assert problem(patched(client, address, b"abc", 0)) == (410, "upload_ended")


def test_methods_come_also_by_another_name(client: Client) -> None:
    address = announced(client, 3)["Location"]
    answer = client.post(
        address,
        b"abc",
        content_type="application/offset+octet-stream",
        headers={**TUS, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"},
    )
    assert answer.status_code == 204
    assert client.post(address, headers=TUS).status_code == 405


def test_what_a_killed_server_wrote_and_did_not_tell_is_cut_off(client: Client) -> None:
    address = announced(client, SIZE)["Location"]
    content = CSV.encode()
    patched(client, address, content[:50], 0)
    upload = Upload.objects.get()
    with inbox.path_of(upload.public_id).open("ab") as file:
        file.write(b"bytes that nobody acknowledged")
    assert client.head(address, headers=TUS)["Upload-Offset"] == "50"
    patched(client, address, content[50:], 50)
    assert inbox.path_of(upload.public_id).read_bytes() == content


def test_of_a_file_that_a_lost_disk_took_the_end_of_the_rest_is_asked_for_again(client: Client) -> None:
    address = announced(client, 10)["Location"]
    patched(client, address, b"abcdef", 0)
    with inbox.path_of(Upload.objects.get().public_id).open("r+b") as file:
        file.truncate(2)
    assert problem(patched(client, address, b"gh", 6)) == (409, "wrong_offset")
    assert client.head(address, headers=TUS)["Upload-Offset"] == "2"


def test_while_somebody_writes_nobody_else_does(client: Client) -> None:
    address = announced(client, 10)["Location"]
    with inbox.writing(Upload.objects.get().public_id):
        assert problem(patched(client, address, b"abc", 0)) == (423, "upload_busy")
    assert patched(client, address, b"abc", 0).status_code == 204


def test_what_waits_for_its_person_is_told_where_they_look(client: Client, net: Datanet, amina: User) -> None:
    browser = world.browser(amina)
    page = "/contributions/"
    assert "wait for you" not in browser.get(page).content.decode()
    announced(client, 1000, "half.csv")
    sending.inspected(client, CSV, "whole.csv")
    told = browser.get(page)
    assert told.context["waiting"] == {"receiving": 1, "inspected": 1}
    assert "1 to be submitted, 1 sent half-way" in told.content.decode()
    other = world.browser(world.person("other"))
    assert "wait for you" not in other.get(page).content.decode()
