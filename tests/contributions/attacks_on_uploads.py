"""Attacks on the tables of uploads, bytes and consents, and the rows that they are tried on."""

from collections.abc import Mapping
from typing import Final

from apps.contributions.models import (
    Blob,
    Contribution,
    RememberedMapping,
    Revision,
    RevisionBlob,
    Upload,
    UploadRow,
)
from apps.datanets.models import Datanet
from apps.people.models import User
from tests import thread
from tests.datanets.attacking import Attack
from tests.world import NOW

UPLOAD, ROW, BLOB, USE, MAPPING, CONSENT = (
    f"contributions_{name}"
    for name in ("upload", "uploadrow", "blob", "revisionblob", "rememberedmapping", "consent")
)
MOVES: Final = "contributions_upload_moves"
WHOLE: Final = {"received": 1_000, "received_at": NOW.isoformat()}
FRESH: Final[Mapping[str, Mapping[str, str]]] = {
    UPLOAD: {"id": "-1", "public_id": f"'upl_{'0' * 26}'", "contribution_id": "NULL"},
    ROW: {"id": "-1", "number": "999"},
    BLOB: {"sha256": "repeat('0', 64)"},
    USE: {"id": "-1", "field": "'another'"},
    MAPPING: {"id": "-1", "heading": "repeat('0', 64)"},
    CONSENT: {"id": "-1", "number": "99", "text": "'other words'"},
}
WRONG_COPIES: Final[Mapping[str, tuple[str, Mapping[str, object], tuple[str, ...]]]] = {
    f"{UPLOAD}_public_id_shape": (UPLOAD, {"public_id": "upl_1"}, ()),
    f"{UPLOAD}_state_known": (UPLOAD, {"state": "asleep", **WHOLE}, (MOVES,)),
    f"{UPLOAD}_origin_known": (UPLOAD, {"origin": "a machine"}, ()),
    f"{UPLOAD}_not_more_than_said": (UPLOAD, {"received": 1_001}, ()),
    f"{UPLOAD}_whole": (UPLOAD, {"state": "received"}, (MOVES,)),
    f"{UPLOAD}_became_something": (UPLOAD, {"state": "submitted", **WHOLE}, (MOVES,)),
    MOVES: (UPLOAD, {"state": "refused"}, ()),
    f"{UPLOAD}_size_check": (UPLOAD, {"size": -1}, (f"{UPLOAD}_not_more_than_said",)),
    **{
        f"{UPLOAD}_{column}_check": (UPLOAD, {column: -1}, ())
        for column in ("received", "bytes_read", "rows_read", "rows_submitted", "given_to", "attempts")
    },
    f"{ROW}_verdict_known": (ROW, {"verdict": "fine"}, ()),
    f"{ROW}_number_check": (ROW, {"number": -1}, ()),
    f"{ROW}_line_check": (ROW, {"line": -1}, ()),
    f"{BLOB}_sha256": (BLOB, {"sha256": "ABC"}, ()),
    f"{BLOB}_not_empty": (BLOB, {"size": 0}, ()),
    f"{BLOB}_size_check": (BLOB, {"size": -1}, (f"{BLOB}_not_empty",)),
    **{f"{BLOB}_{column}_check": (BLOB, {column: -1}, ()) for column in ("width", "height", "milliseconds")},
    f"{CONSENT}_number_check": (CONSENT, {"number": -1}, ()),
    f"{CONSENT}_says_something": (CONSENT, {"text": ""}, ()),
}
UNIQUE: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    f"{UPLOAD}_public_id_key": (UPLOAD, ("public_id",)),
    f"{UPLOAD}_contribution_id_key": (UPLOAD, ("contribution_id",)),
    f"{ROW}_once": (ROW, ("number",)),
    f"{USE}_once_a_field": (USE, ("field",)),
    f"{MAPPING}_once": (MAPPING, ("heading",)),
    f"{CONSENT}_number_key": (CONSENT, ("number",)),
    f"{CONSENT}_text_key": (CONSENT, ("text",)),
}
OTHERS: Final = (Attack(UPLOAD, f"{UPLOAD}_fills_once", f"UPDATE {UPLOAD} SET contribution_id = NULL"),)


def rows(author: User, of: Datanet) -> None:
    """One of each, of an item that is there."""
    upload = thread.announced(author, of)
    Upload.objects.filter(pk=upload.pk).update(contribution=Contribution.objects.order_by("pk").first())
    UploadRow.objects.create(upload=upload, number=1, line=2, verdict="ok")
    blob = Blob.objects.create(sha256="a" * 64, size=1, media_type="image/png", stored_at=NOW)
    revision = Revision.objects.order_by("pk")[0]
    RevisionBlob.objects.create(revision=revision, blob=blob, field="photo")
    RememberedMapping.objects.create(
        person=author, datanet=of, heading="b" * 64, mapping={"q": "question"}, used_at=NOW
    )
