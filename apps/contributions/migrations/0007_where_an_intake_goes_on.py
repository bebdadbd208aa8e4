"""Where the submission of an upload goes on, whether near copies stay behind, and rows found by their words."""

from django.db import migrations, models

from apps.foundation import append_only

BEFORE = [
    "received", "sha256", "media_type", "mapping", "preview", "state", "expires_at", "due_at", "received_at",
    "ended_at", "bytes_read", "rows_read", "rows_submitted", "counts", "attempts", "problem",
    "contribution_id", "licence", "consent_id", "origin", "source", "collected_on", "model_name", "need_id",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("contributions", "0006_bands")]

    operations = [
        migrations.AddField("upload", "given_to", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "upload",
            "leaves_out_near",
            models.BooleanField(
                default=False, help_text="Whether near copies stay behind when the rest is submitted."
            ),
        ),
        migrations.AddIndex(
            "uploadrow",
            models.Index(fields=["upload", "content_hash"], name="contributions_uploadrow_hash"),
        ),
        migrations.RunSQL(
            append_only.frozen("contributions_upload", but=BEFORE).reverse_sql,
            reverse_sql=append_only.frozen("contributions_upload", but=BEFORE).sql,
        ),
        append_only.frozen("contributions_upload", but=[*BEFORE, "given_to", "leaves_out_near"]),
    ]
