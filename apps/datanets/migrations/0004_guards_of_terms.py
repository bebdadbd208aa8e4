"""What is said about a datanet may change, what it is may not; needs and requests have a life; messages can be erased."""

from django.db import migrations

from apps.datanets.core import states
from apps.foundation import append_only

FROZEN = append_only.frozen(
    "datanets_datanet",
    but=["title", "purpose", "state", "domain", "languages", "visibility", "access", "entry"],
)


class Migration(migrations.Migration):
    dependencies = [("datanets", "0003_terms_needs_and_access")]

    operations = [
        migrations.RunSQL(
            "DROP TRIGGER datanets_datanet_is_frozen ON datanets_datanet;"
            "DROP TRIGGER datanets_datanet_is_kept ON datanets_datanet; DROP FUNCTION datanets_datanet_is_frozen();",
            reverse_sql=append_only.frozen("datanets_datanet", but=["title", "purpose", "state"]).sql,
        ),
        FROZEN,
        append_only.frozen("datanets_need", but=["state", "closed_at"]),
        append_only.moves("datanets_need", states.NEED, begins=[states.OPEN]),
        append_only.frozen("datanets_needclaim", but=["released_at"]),
        append_only.filled_once("datanets_needclaim", ["released_at"]),
        append_only.frozen("datanets_accessrequest", but=["state", "decided_by_id", "decided_at", "reason"]),
        append_only.moves("datanets_accessrequest", states.ACCESS, begins=[states.WAITING]),
        append_only.filled_once("datanets_accessrequest", ["decided_by_id", "decided_at", "reason"]),
        append_only.erasable("datanets_accessmessage"),
    ]
