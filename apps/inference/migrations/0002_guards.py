"""An offer and a call are what was agreed; only how they end is filled in, once."""

from django.db import migrations


from apps.foundation import append_only
from apps.inference.core import states


class Migration(migrations.Migration):
    dependencies = [("inference", "0001_inference")]

    operations = [
        append_only.facts("inference_callpassage"),
        append_only.erasable("inference_calltext"),
        append_only.frozen("inference_offer", but=["state", "closed_at"]),
        append_only.filled_once("inference_offer", ["closed_at"]),
        append_only.moves("inference_offer", states.OFFER, begins=[states.OPEN]),
        append_only.frozen(
            "inference_call",
            but=["state", "fee", "words_in", "words_out", "journal_id", "charged_at", "ended_at"],
        ),
        append_only.filled_once(
            "inference_call", ["fee", "words_in", "words_out", "journal_id", "charged_at", "ended_at"]
        ),
        append_only.moves("inference_call", states.CALL, begins=[states.HELD]),
    ]
