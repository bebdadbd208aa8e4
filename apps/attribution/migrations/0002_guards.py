"""Weights and shares are facts; a run and a trace are filled in once, when they end."""

from django.db import migrations


from apps.foundation import append_only
from apps.attribution.core import states


class Migration(migrations.Migration):
    dependencies = [("attribution", "0001_attribution")]

    operations = [
        append_only.facts("attribution_weight"),
        append_only.facts("attribution_reviewerweight"),
        append_only.facts("attribution_traceshare"),
        append_only.frozen(
            "attribution_weightrun",
            but=["state", "attempts", "claimed_until", "failure", "input_hash", "total", "sealed_at"],
        ),
        append_only.filled_once("attribution_weightrun", ["input_hash", "total", "sealed_at"]),
        append_only.moves("attribution_weightrun", states.WEIGHT_RUN, begins=[states.DUE]),
        append_only.frozen(
            "attribution_trace",
            but=["state", "attempts", "failure", "method", "input_hash", "coverage", "traced_at"],
        ),
        append_only.filled_once("attribution_trace", ["input_hash", "coverage", "traced_at"]),
        append_only.moves("attribution_trace", states.TRACE, begins=[states.DUE]),
    ]
