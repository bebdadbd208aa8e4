"""How much of what a datanet asks for was given: the count that the needs of the floor below are read with."""

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from apps.contributions.core import states
from apps.contributions.models import Revision
from apps.datanets.models import Need


def accepted_for_need() -> Coalesce:
    """How many items that were given for a need stand accepted: one wording of each does."""
    accepted = Revision.objects.filter(state=states.ACCEPTED, item__contribution__need=OuterRef("pk"))
    counted = accepted.order_by().annotate(whole=Value(1)).values("whole").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def accepted_for(need: Need) -> int:
    """The same, of one."""
    return Revision.objects.filter(state=states.ACCEPTED, item__contribution__need=need).count()
