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
from apps.datanets.reports import seeing
from apps.factory.models import Model, Release, TrainingRun
from apps.inference.models import Call, Offer
from apps.people.permissions import Actor
from apps.rewards.models import Settlement
from apps.snapshots.models import Snapshot

Finder = Callable[[str, Actor], str | None]


def _page(view: str, rows: "QuerySet[Any]", *path: str, of: str = "") -> Finder:
    """A finder that reads, by its public id, what the address of its page is made of.

    `of` leads to the datanet that it belongs to: where there is none for somebody, nor is there the thing.
    """

    def find(public_id: str, reader: Actor) -> str | None:
        found = rows.filter(public_id=public_id)
        if of:
            found = found.filter(**{f"{of}__in": seeing.visible(reader)})
        parts = found.values_list(*path).first()
        return reverse(view, args=parts) if parts else None

    return find


def _in_datanet(view: str, rows: "QuerySet[Any]", datanet: str, *path: str) -> Finder:
    """A page under the address of a datanet."""
    within = _within(f"{datanet}__") if datanet != "pk" else _within("")
    return _page(view, rows, *within, *path, of=datanet)


def _within(place: str) -> tuple[str, str]:
    return f"{place}community__slug", f"{place}slug"


FINDERS: Mapping[str, Finder] = MappingProxyType(
    {
        "dn": _in_datanet("net:overview", Datanet.objects.all(), "pk"),
        "itm": _in_datanet("net:item", Item.objects.all(), "datanet", "public_id"),
        "rev": _in_datanet("net:item", Revision.objects.all(), "item__datanet", "item__public_id"),
        "ctb": _in_datanet("net:item", Contribution.objects.all(), "datanet", "revisions__item__public_id"),
        "rvw": _in_datanet(
            "net:item", Review.objects.all(), "revision__item__datanet", "revision__item__public_id"
        ),
        "snp": _in_datanet("net:version", Snapshot.objects.all(), "datanet", "version"),
        "wgt": _in_datanet("net:version", WeightRun.objects.all(), "snapshot__datanet", "snapshot__version"),
        "mdl": _page("inference:model", Model.objects.all(), *_within("")),
        "rel": _page("inference:model", Release.objects.all(), *_within("model__")),
        "off": _page("inference:model", Offer.objects.all(), *_within("model__")),
        "run": _page("factory:run", TrainingRun.objects.all(), *_within("model__"), "public_id"),
        "inf": _page("rewards:why", Call.objects.all(), "public_id"),
        "trc": _page("rewards:why", Trace.objects.all(), "call__public_id"),
        "stl": _page("ledger:journal", Settlement.objects.all(), "journal_id"),
    }
)
