"""Consent is a fact, bytes and sketches can be erased with the words, and an upload keeps whose it is and what it is."""

from django.db import migrations

from apps.contributions.core import states
from apps.foundation import append_only


class Migration(migrations.Migration):
    dependencies = [("contributions", "0003_provenance_and_uploads")]

    operations = [
        append_only.facts("contributions_consent"),
        append_only.erasable("contributions_blob"),
        append_only.erasable("contributions_revisionblob"),
        append_only.erasable("contributions_sketch"),
        append_only.erasable("contributions_uploadrow"),
        append_only.frozen(
            "contributions_upload",
            but=[
                "received", "sha256", "media_type", "mapping", "preview", "state", "expires_at", "due_at", "received_at",
                "ended_at", "bytes_read", "rows_read", "rows_submitted", "counts", "attempts", "problem",
                "contribution_id", "licence", "consent_id", "origin", "source", "collected_on", "model_name", "need_id",
            ],
        ),
        append_only.moves("contributions_upload", states.UPLOAD, begins=[states.RECEIVING]),
        append_only.filled_once("contributions_upload", ["contribution_id", "received_at", "ended_at"]),
    ]  # fmt: skip
