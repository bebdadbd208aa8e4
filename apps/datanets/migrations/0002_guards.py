"""Rules and context are facts; a datanet keeps its address; stewards come and go."""

from django.db import migrations


from apps.foundation import append_only
from apps.datanets.core import states


class Migration(migrations.Migration):
    dependencies = [("datanets", "0001_datanets")]

    operations = [
        append_only.facts("datanets_rules"),
        append_only.facts("datanets_context"),
        append_only.frozen("datanets_datanet", but=["title", "purpose", "state"]),
        append_only.moves("datanets_datanet", states.DATANET, begins=[states.OPEN]),
        append_only.erasable("datanets_steward", but=["role"]),
    ]
