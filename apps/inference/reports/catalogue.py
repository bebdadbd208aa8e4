"""Models as their pages show them: the list of all, and one with what it was made from and how often it is called."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from apps.datanets.reports import seeing
from apps.factory.core import states as factory_states
from apps.factory.models import Model, Release, ReleaseSnapshot
from apps.inference.core import limits, states
from apps.inference.models import Call, Offer
from apps.inference.reports import offers
from apps.people import permissions as people
from apps.people.models import User
from apps.people.reports import pages, persons
from apps.people.reports.pages import Part
from apps.people.reports.persons import Shown
from apps.snapshots.models import Snapshot


@dataclass(frozen=True, slots=True)
class Line:
    """A model in the list."""

    model: Model
    builder: Shown
    offer: Offer | None
    executions: int
    snapshots: Sequence[Snapshot]
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """One model: what stands behind its name, what is offered of it, and how often it was called.

    `unseen` of its sources are versions of datanets that are private to others.
    """

    model: Model
    builder: Shown
    offer: Offer | None
    operator: Shown | None
    promoted: Release | None
    snapshots: Sequence[Snapshot]
    per_day: Sequence[tuple[date, int]]
    executions: int
    by_agents: int
    unseen: int = 0

    @property
    def release(self) -> Release | None:
        """What answers a call now; before anything is offered, what would."""
        return self.offer.release if self.offer is not None else self.promoted

    @property
    def is_newer_unoffered(self) -> bool:
        """Another release stands behind the name by now, and callers still get the one that was offered."""
        return (
            self.offer is not None and self.promoted is not None and self.offer.release_id != self.promoted.pk
        )


def listed(*, reader: people.Actor, query: str, before: str | None, path: str, now: datetime) -> Part[Line]:
    """Open models, the newest first, by words of their names or purposes."""
    part = pages.part(_found(query), key="public_id", before=before, path=path)
    following, first = _addresses(part, query)
    return Part(rows=_lines(part.rows, reader=reader, now=now), next_url=following, first_url=first)


def card(model: Model, *, reader: people.Actor, now: datetime) -> Card:
    """What the page of a model shows. The model was read with its community and builder."""
    offer = offers.offer_of(model)
    sources = list(
        _sources(Q(release__model=model, release__state=factory_states.PROMOTED) | _offered(offer), reader)
    )
    promoted = next(
        (source.release for source in sources if source.release.state == factory_states.PROMOTED), None
    )
    answering = offer.release_id if offer is not None else promoted and promoted.pk
    behind = [source for source in sources if source.release_id == answering]
    days = _per_day(model, now=now)
    return Card(
        model=model,
        builder=shown(model.builder),
        offer=offer,
        operator=shown(offer.operator) if offer is not None else None,
        promoted=promoted,
        snapshots=[source.snapshot for source in behind if _is_seen(source)],
        unseen=sum(not _is_seen(source) for source in behind),
        per_day=[(day, calls) for day, (calls, _agents) in days.items()],
        executions=sum(calls for calls, _agents in days.values()),
        by_agents=sum(agents for _calls, agents in days.values()),
    )


def model_at(community: str, slug: str) -> Model | None:
    """The model at `/m/<community>/<slug>/`, with whom its page names."""
    rows = Model.objects.select_related("community", "builder__profile")
    return rows.filter(community__slug=community, slug=slug).first()


def snapshots_of(releases: Collection[int], *, reader: people.Actor) -> dict[int, list[Snapshot]]:
    """Release -> what it was made from, as far as this reader may know."""
    found: dict[int, list[Snapshot]] = {}
    for source in filter(_is_seen, _sources(Q(release__in=releases), reader)):
        found.setdefault(source.release_id, []).append(source.snapshot)
    return found


def shown(person: User) -> Shown:
    """A person who was read with their profile, by the name that the public has for them."""
    profile = getattr(person, "profile", None)  # whoever left has none
    return persons.shown(
        {
            "public_id": person.public_id,
            "pseudonym": person.pseudonym,
            "handle": person.handle,
            "profile__display_name": profile.display_name if profile else "",
            "profile__shown_as": profile.shown_as if profile else None,
        }
    )


def _found(query: str) -> QuerySet[Model]:
    rows = Model.objects.filter(state=factory_states.OPEN).select_related("community", "builder__profile")
    for word in query[: limits.SEARCH_MOST].split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(purpose__icontains=word)
            | Q(slug__icontains=word)
            | Q(community__slug__icontains=word)
            | Q(community__title__icontains=word)
        )
    return rows


def _addresses(part: Part[Model], query: str) -> tuple[str, str]:
    """The parts that follow are of what was looked for, too."""
    if not query:
        return part.next_url, part.first_url
    asked = f"q={quote(query[: limits.SEARCH_MOST])}"
    following = part.next_url.replace("?", f"?{asked}&", 1)
    return following, f"{part.first_url}?{asked}" if part.first_url else ""


def _lines(models: Sequence[Model], *, reader: people.Actor, now: datetime) -> list[Line]:
    offered, executions = offers.of_models(models), _executions(models, now=now)
    not_offered = [model for model in models if model.pk not in offered]
    releases = {offer.release_id for offer in offered.values()}
    sources: dict[int, list[ReleaseSnapshot]] = {}
    promoted = Q(release__model__in=not_offered, release__state=factory_states.PROMOTED)
    for source in _sources(Q(release__in=releases) | promoted, reader):
        sources.setdefault(source.release.model_id, []).append(source)
    return [
        Line(
            model=model,
            builder=shown(model.builder),
            offer=offered.get(model.pk),
            executions=executions.get(model.pk, 0),
            snapshots=[source.snapshot for source in sources.get(model.pk, []) if _is_seen(source)],
            unseen=sum(not _is_seen(source) for source in sources.get(model.pk, [])),
        )
        for model in models
    ]


def _sources(which: Q, reader: people.Actor) -> QuerySet[ReleaseSnapshot]:
    """With a mark for those of datanets that there are for this reader."""
    rows = ReleaseSnapshot.objects.filter(which).select_related("release", "snapshot__datanet__community")
    seen = seeing.visible(reader).filter(pk=OuterRef("snapshot__datanet"))
    return rows.annotate(is_seen=Exists(seen)).order_by("pk")


def _is_seen(source: ReleaseSnapshot) -> bool:
    return bool(getattr(source, "is_seen", False))


def _offered(offer: Offer | None) -> Q:
    return Q(release=offer.release_id) if offer is not None else Q(pk__in=[])


def _charged(models: Sequence[Model], *, now: datetime) -> QuerySet[Call]:
    return Call.objects.filter(
        release__model__in=models,
        state__in=[states.CHARGED, states.REFUNDED],
        charged_at__date__gt=(now - timedelta(days=limits.DAYS)).date(),
    )


def _executions(models: Sequence[Model], *, now: datetime) -> dict[int, int]:
    rows = _charged(models, now=now).values_list("release__model").annotate(calls=Count("pk"))
    return dict(rows.order_by("release__model"))


def _per_day(model: Model, *, now: datetime) -> dict[date, tuple[int, int]]:
    """Each of the last days -> its calls, and those of agents."""
    rows = _charged([model], now=now).annotate(day=TruncDate("charged_at")).values("day").order_by("day")
    counted = {
        row["day"]: (row["calls"], row["agents"])
        for row in rows.annotate(calls=Count("pk"), agents=Count("agent"))
    }
    days = [(now - timedelta(days=ago)).date() for ago in reversed(range(limits.DAYS))]
    return {day: counted.get(day, (0, 0)) for day in days}
