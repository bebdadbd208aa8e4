"""A release is its digest for good; a run keeps what was asked for."""

from django.db import migrations


from apps.foundation import append_only
from apps.factory.core import states


class Migration(migrations.Migration):
    dependencies = [("factory", "0001_factory")]

    operations = [
        append_only.facts("factory_releasesnapshot"),
        append_only.frozen("factory_model", but=["title", "purpose", "state"]),
        append_only.moves("factory_model", states.MODEL, begins=[states.OPEN]),
        append_only.frozen("factory_release", but=["state", "promoted_at"]),
        append_only.moves("factory_release", states.RELEASE, begins=[states.REGISTERED]),
        append_only.frozen(
            "factory_trainingrun",
            but=["state", "attempts", "claimed_until", "rows_read", "ended_at", "failure", "release_id"],
        ),
        append_only.filled_once("factory_trainingrun", ["release_id"]),
        append_only.moves("factory_trainingrun", states.RUN, begins=[states.DUE]),
    ]
