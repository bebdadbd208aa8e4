"""The split that holds from the beginning, as `apps/rewards/core` and docs/architecture.md have it. Later ones are
published with a date ahead.
"""

from datetime import UTC, datetime

from django.db import migrations

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def publish(apps, schema_editor):
    apps.get_model("rewards", "Split").objects.get_or_create(
        number=1,
        defaults={
            "public_id": "spl_01KDVMP400700000000000000F",
            "treasury": 500,
            "operator_most": 5_000,
            "building": 3_000,
            "ancestors_most": 5_000,
            "reviewers": 700,
            "stakers": 300,
            "contributors": 6_000,
            "published_at": BEGINNING,
            "holds_from": BEGINNING,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("rewards", "0002_guards")]
    # A fact is not taken back: reversing leaves it, and coming forward again finds it.
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
