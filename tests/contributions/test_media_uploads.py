"""Pictures one by one, in folders and in archives, with a table that says what is on them."""

import io
import zipfile
from typing import Any, Final

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from apps.contributions.models import Blob, Content, RevisionBlob, Upload
from apps.contributions.services import intake
from apps.datanets.core import schemas
from apps.datanets.models import Datanet, Rules
from apps.foundation import ids
from apps.people.models import User
from tests import thread, world
from tests.contributions import sending
from tests.contributions.sending import inspected, sent
from tests.world import NOW

pytestmark = pytest.mark.django_db
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["photo"],
    "additionalProperties": False,
    "properties": {
        "photo": {
            "type": "string", "title": "Photo", "contentMediaType": "image/*", "pattern": schemas.SHA256,
            "minLength": 64, "maxLength": 64,
        },
        "label": {"type": "string", "title": "Label", "enum": ["maize", "rice"]},
    },
}  # fmt: skip


@pytest.fixture
def net(juma: User, amina: User) -> Datanet:
    """Its rules ask for a picture, and a label where there is one."""
    made = thread.datanet(juma, community=world.community(juma), members=[amina])
    Rules.objects.create(
        public_id=ids.new("rul", now=NOW), datanet=made, number=2, record_schema=SCHEMA, licence="CC-BY-4.0",
        min_reviews=1, max_reviews=3, accept_at=6_666, votes_wanted=8, published_by=juma, published_at=NOW,
        holds_from=NOW,
    )  # fmt: skip
    return made


@pytest.fixture
def client(net: Datanet, amina: User) -> Client:
    return world.program(world.key(amina, "data:write").secret)


def picture(seed: int, kind: str = "PNG") -> bytes:
    """Squares in a pattern of its own, so that no two pictures look alike."""
    image = Image.effect_noise((64, 48), 90).convert("RGB")
    image.putpixel((seed % 64, seed % 48), (seed % 256, 0, 0))
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def archive(**members: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def test_a_picture_is_a_row_and_kept_once(client: Client, amina: User) -> None:
    content = picture(1)
    upload = inspected(client, content, "leaf.png")
    assert (upload.state, upload.problem, upload.counts) == ("inspected", "", {"ok": 1})
    blob = Blob.objects.get()
    assert (blob.media_type, blob.width, blob.height, blob.has_thumbnail) == ("image/png", 64, 48, True)
    assert upload.rows.get().record == {"photo": blob.sha256}
    intake.request_submission(actor=amina, upload=upload, now=timezone.now())
    sending.worked()
    assert Content.objects.get().record == {"photo": blob.sha256}
    assert RevisionBlob.objects.get().blob == blob
    again = inspected(client, content, "again.png")
    assert again.counts == {"duplicate": 1}
    assert Blob.objects.count() == 1


def test_a_table_that_is_sent_together_says_what_is_on_the_pictures(client: Client) -> None:
    group = {"group": "together"}
    leaf = sent(client, picture(1), "leaf.png", relativePath="photos/leaf.png", **group)
    ear = sent(client, picture(2, "JPEG"), "ear.jpg", relativePath="photos/ear.jpg", **group)
    table = sent(client, "file_name,label\nleaf.png,maize\near.jpg,wheat\n", "metadata.csv", **group)
    sending.worked()
    for one in (leaf, ear, table):
        one.refresh_from_db()
    assert (leaf.counts, ear.counts, table.state) == ({"ok": 1}, {"invalid": 1}, "cancelled")
    assert (leaf.rows.get().record or {})["label"] == "maize"


def test_an_archive_is_read_member_by_member(client: Client, amina: User) -> None:
    raw = archive(
        a__one_dot_png=picture(1),
        a__two_dot_webp=picture(2, "WEBP"),
        a__metadata_dot_csv="file_name,label\none.png,maize\ntwo.webp,rice\n",
        readme_dot_exe=b"MZ\x90\x00" + bytes(range(256)),
    )
    upload = inspected(client, raw, "photos.zip")
    assert (upload.state, upload.problem) == ("inspected", "")
    assert upload.counts == {"ok": 2, "invalid": 1}
    labels = [row.record["label"] for row in upload.rows.order_by("number") if row.record]
    assert labels == ["maize", "rice"]
    intake.request_submission(actor=amina, upload=upload, now=timezone.now())
    sending.worked()
    assert RevisionBlob.objects.count() == 2


def test_nobody_gives_a_file_that_they_know_by_its_hash_alone(
    client: Client, juma: User, net: Datanet
) -> None:
    inspected(client, picture(1), "leaf.png")
    thief = world.program(world.key(juma, "data:write").secret)
    stolen = inspected(thief, f"photo,label\n{Blob.objects.get().sha256},maize\n", "rows.csv")
    assert stolen.counts == {"invalid": 1}
    assert stolen.rows.get().findings[0]["code"] == "strange_file"


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\nbroken", b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_what_is_no_picture_says_why(client: Client, content: bytes) -> None:
    upload = inspected(client, content, "leaf.png")
    assert upload.state == "refused"
    assert upload.problem
    assert not Blob.objects.exists()
    assert Upload.objects.count() == 1
