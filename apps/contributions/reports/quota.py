"""How much of a day's quota somebody has used in a datanet, by one query: as a page says it, and as it is held to."""

from datetime import datetime, timedelta
from typing import Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject

from apps.contributions.core import states, verdicts
from apps.contributions.models import Revision, Upload
from apps.datanets.models import Datanet, Rules
from apps.people.models import User

DAY: Final = timedelta(days=1)


def left_today(person: User, datanet: Datanet, rules: Rules, *, now: datetime) -> int:
    """How many more items the rules take of this person now."""
    return max(0, rules.most_items_a_day - used_today(person, datanet, now=now))


def used_today(person: User, datanet: Datanet, *, now: datetime) -> int:
    """Items and refinements of the last 24 hours, and rows that were submitted and are no items yet.

    An item begins with a wording, so wordings are counted. Without the rows, two files at once would each find the day
    empty.
    """
    given = Revision.objects.filter(
        author=OuterRef("pk"), item__datanet=datanet, submitted_at__gt=now - DAY
    ).order_by()
    waiting = Upload.objects.filter(person=OuterRef("pk"), datanet=datanet, state=states.SUBMITTING)
    row = (
        User.objects.filter(pk=person.pk)
        .values(
            given=Coalesce(Subquery(given.values("author").annotate(number=Count("pk")).values("number")), 0),
            waiting=ArraySubquery(
                waiting.values(
                    told=JSONObject(
                        counts="counts", without_near="leaves_out_near", submitted="rows_submitted"
                    )
                )
            ),
        )
        .get()
    )
    under_way = (
        verdicts.countable(one["counts"], without_near=one["without_near"]) - int(one["submitted"])
        for one in row["waiting"]
    )
    return int(row["given"]) + sum(under_way)
