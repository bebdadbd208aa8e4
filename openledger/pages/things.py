"""Where the ids of data, models and calls lead: the page of the thing, or of what it belongs to."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from apps.attribution.models import Trace, WeightRun
from apps.contributions.models import Contribution, Item, Revision
from apps.curation.models import Review
from apps.datanets.models import Datanet
from apps.factory.models import Model, Release, TrainingRun
from apps.inference.models import Call, Offer
from apps.rewards.models import Settlement
from apps.snapshots.models import Snapshot

Finder = Callable[[str], str | None]


def _page(view: str, rows: "QuerySet[Any]", *path: str) -> Finder:
    """A finder that reads, by its public id, what the address of its page is made of."""

    def find(public_id: str) -> str | None:
        parts = rows.filter(public_id=public_id).values_list(*path).first()
        return reverse(view, args=parts) if parts else None

    return find


def _within(datanet: str) -> tuple[str, str]:
    return f"{datanet}community__slug", f"{datanet}slug"


FINDERS: Mapping[str, Finder] = MappingProxyType(
    {
        "dn": _page("net:overview", Datanet.objects.all(), *_within("")),
        "itm": _page("net:item", Item.objects.all(), *_within("datanet__"), "public_id"),
        "rev": _page("net:item", Revision.objects.all(), *_within("item__datanet__"), "item__public_id"),
        "ctb": _page(
            "net:item", Contribution.objects.all(), *_within("datanet__"), "revisions__item__public_id"
        ),
        "rvw": _page(
            "net:item",
            Review.objects.all(),
            *_within("revision__item__datanet__"),
            "revision__item__public_id",
        ),
        "snp": _page("net:version", Snapshot.objects.all(), *_within("datanet__"), "version"),
        "wgt": _page(
            "net:version", WeightRun.objects.all(), *_within("snapshot__datanet__"), "snapshot__version"
        ),
        "mdl": _page("inference:model", Model.objects.all(), *_within("")),
        "rel": _page("inference:model", Release.objects.all(), *_within("model__")),
        "off": _page("inference:model", Offer.objects.all(), *_within("model__")),
        "run": _page("factory:run", TrainingRun.objects.all(), *_within("model__"), "public_id"),
        "inf": _page("rewards:why", Call.objects.all(), "public_id"),
        "trc": _page("rewards:why", Trace.objects.all(), "call__public_id"),
        "stl": _page("ledger:journal", Settlement.objects.all(), "journal_id"),
    }
)
