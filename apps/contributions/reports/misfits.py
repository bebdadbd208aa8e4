"""How many of the items that were accepted would not fit another schema. So many are looked at, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from apps.contributions.core import states
from apps.contributions.models import Content
from apps.datanets.core import fitting
from apps.datanets.models import Datanet

LOOKED_AT_MOST: Final = 5_000
AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Misfits:
    """Of those that were looked at, the newest first."""

    looked_at: int
    misfits: int

    @property
    def is_all(self) -> bool:
        return self.looked_at < LOOKED_AT_MOST


def misfits(datanet: Datanet, schema: Mapping[str, Any]) -> Misfits:
    """Nothing changes for these items: they stay under the rules of their day. But a model would meet both kinds."""
    problems = fitting.fitter(schema).problems
    accepted = Content.objects.filter(revision__item__datanet=datanet, revision__state=states.ACCEPTED)
    records = accepted.order_by("-revision_id").values_list("record", flat=True)[:LOOKED_AT_MOST]
    looked_at = unfit = 0
    for record in records.iterator(chunk_size=AT_ONCE):
        looked_at += 1
        unfit += bool(problems(record))
    return Misfits(looked_at, unfit)
