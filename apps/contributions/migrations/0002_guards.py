"""What is given stays as it was given; a revision changes its state, and its words can be erased."""

from django.db import migrations


from apps.foundation import append_only
from apps.contributions.core import states


class Migration(migrations.Migration):
    dependencies = [("contributions", "0001_contributions")]

    operations = [
        append_only.facts("contributions_contribution"),
        append_only.facts("contributions_item"),
        append_only.facts("contributions_check"),
        append_only.erasable("contributions_content"),
        append_only.frozen("contributions_revision", but=["state", "decided_at"]),
        append_only.moves("contributions_revision", states.REVISION, begins=states.BEGINS),
    ]
