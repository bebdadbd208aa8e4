"""The health of a datanet: what it has that a datanet in good health has, and where to mend what it lacks.

Its facts come from several floors. They are read in the one query of the front page, or in one of this page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, IntegerField, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.contributions.core import states as revision_states
from apps.contributions.models import Revision
from apps.datanets import permissions
from apps.datanets.core import health, roles, schemas, states
from apps.datanets.core.health import Facts, Health
from apps.datanets.models import Datanet, Need, Rules, Standing, Steward
from apps.datanets.reports import context, standing
from apps.people.core import states as people_states
from apps.snapshots.core import states as snapshot_states
from apps.snapshots.models import Snapshot

OWNER, CURATOR, REVIEWER = roles.OWNER, roles.CURATOR, roles.REVIEWER


@dataclass(frozen=True, slots=True)
class Said:
    """A point in words, what to do about it, and the page on which somebody with the role does it."""

    title: str | Promise
    advice: str | Promise
    page: str
    role: str


SAID: Final[Mapping[str, Said]] = {
    "purpose": Said(
        _("Its purpose is described"),
        _("Say in a whole sentence what the data is for."), "datanets:settings", OWNER,
    ),
    "examples": Said(
        _("Guidelines with good and bad examples"),
        _("Show one item that is right and one that is not, and say why."), "datanets:context-edit", CURATOR,
    ),
    "references": Said(
        _("A glossary or sources"),
        _("Explain the words of the domain, or name where things can be looked up."),
        "datanets:context-edit", CURATOR,
    ),
    "fields": Said(
        _("Every field is explained"),
        _("Add a sentence of help to each field of the schema."), "net:schema-edit", CURATOR,
    ),
    "licence": Said(
        _("A licence"), _("Choose the licence under which the data is given."), "datanets:rules-edit", CURATOR
    ),
    "described": Said(
        _("Languages and domain are named"),
        _("Name the domain and the languages, so that people find it."), "datanets:settings", OWNER,
    ),
    "curators": Said(
        _("At least two people curate it"),
        _("Make somebody else a curator, so that it does not rest on one person."), "datanets:people", OWNER,
    ),
    "needs": Said(_("It asks for something"), _("Open a need for what is missing."), "net:need-new", CURATOR),
    "accepted": Said(
        _("Something is accepted"),
        _("Review what was given, or give the first item yourself."), "curation:review-datanet", REVIEWER,
    ),
    "version": Said(
        _("What is accepted goes into a version within 90 days"),
        _("Freeze a version, so that what was accepted can be loaded."), "snapshots:propose", CURATOR,
    ),
    "reviewed": Said(
        _("Nothing waits for review longer than 14 days"),
        _("Decide what has waited longest."), "curation:review-datanet", REVIEWER,
    ),
}  # fmt: skip
_MAY: Final = {
    OWNER: permissions.can_own,
    CURATOR: permissions.can_curate,
    REVIEWER: permissions.can_review,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A point as the page shows it. Without an address there is nothing that this reader could mend."""

    title: str | Promise
    advice: str | Promise
    is_done: bool
    url: str


@require_safe
def page(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """For everybody who sees the datanet; whoever may mend a point is led to where."""
    met, now = standing.at(community, datanet, request.user), timezone.now()
    told = health_now(met.datanet, at=now)
    shown = {"datanet": met.datanet, "health": told, "lines": lines_of(told, met)}
    return render(request, "net/health.html", shown)


def health_now(datanet: Datanet, *, at: datetime) -> Health:
    """In one query."""
    rules = Rules.objects.filter(datanet=OuterRef("pk"), holds_from__lte=at).order_by("-number")
    accepted = Revision.objects.filter(item__datanet=OuterRef("pk"), state=revision_states.ACCEPTED)
    told = {
        **figures(),
        "accepted": _number(accepted, of="item__datanet"),
        "licence": Subquery(rules.values("licence")[:1]),
        "schema": Subquery(rules.values("record_schema")[:1]),
        "context": context.newest_beside("pk"),
    }
    return health_in(
        datanet, Datanet.objects.filter(pk=datanet.pk).annotate(**told).values(*told).get(), at=at
    )


def figures() -> dict[str, Any]:
    """What a row about a datanet is annotated with beside what its front page asks anyway."""
    here = OuterRef("pk")
    curators = Steward.objects.filter(
        datanet=here, role__in=(OWNER, CURATOR), user__state=people_states.ACTIVE
    )
    needs = Need.objects.filter(datanet=here, state=states.OPEN)
    waiting = Revision.objects.filter(item__datanet=here, state=revision_states.QUEUED)
    frozen = Snapshot.objects.filter(
        datanet=OuterRef("item__datanet"), state__in=snapshot_states.USABLE
    ).order_by("-number")
    accepted = Revision.objects.filter(item__datanet=here, state=revision_states.ACCEPTED)
    since = Coalesce(Subquery(frozen.values("cutoff_at")[:1]), F("item__datanet__opened_at"))
    unfrozen = accepted.annotate(frozen_at=since).filter(decided_at__gt=F("frozen_at"))
    return {
        "curators": _number(curators, of="datanet"),
        "open_needs": _number(needs, of="datanet"),
        "unfrozen_since": _earliest(unfrozen, "decided_at"),
        "waiting_since": _earliest(waiting, "submitted_at"),
    }


def health_in(datanet: Datanet, row: Mapping[str, Any], *, at: datetime) -> Health:
    """By the figures of a row."""
    facts = Facts(
        purpose=datanet.purpose,
        context=context.read(row["context"]),
        parts=schemas.parts_of(row["schema"]),
        licence=row["licence"],
        domain=datanet.domain,
        languages=datanet.languages,
        **{
            name: row[name]
            for name in ("accepted", "curators", "open_needs", "unfrozen_since", "waiting_since")
        },
    )
    return health.health_of(facts, at=at)


def lines_of(told: Health, met: Standing) -> list[Line]:
    """What is missing first, for that is what somebody comes for."""
    where = (met.datanet.community.slug, met.datanet.slug)
    lines = []
    for point in sorted(told.points, key=lambda point: point.is_done):
        said = SAID[point.name]
        may = not point.is_done and _MAY[said.role](met)
        url = reverse(said.page, args=where) if may else ""
        lines.append(Line(said.title, said.advice, point.is_done, url))
    return lines


def _number(rows: "QuerySet[Any, Any]", *, of: str) -> Coalesce:
    counted = rows.order_by().values(of).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def _earliest(rows: "QuerySet[Any, Any]", column: str) -> Subquery:
    return Subquery(rows.order_by().values("item__datanet").annotate(first=Min(column)).values("first"))
