"""What a new model begins with: the version that it is made from, where it may live, and a name that is free."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from apps.datanets.core import openness
from apps.datanets.reports import seeing
from apps.factory.core import limits
from apps.factory.models import Model, ReleaseSnapshot, TrainingRun
from apps.people.core import states as people_states
from apps.people.models import Community, Membership, User
from apps.snapshots.core import states as snapshot_states
from apps.snapshots.models import Snapshot

MOST_COMMUNITIES = 50
MOST_TRIED = 100
MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Beginning:
    """The community of the version comes first; `joins` says that the builder is not in it yet."""

    snapshot: Snapshot
    communities: Sequence[Community]
    joins: bool
    title: str
    slug: str

    @property
    def first_community(self) -> str:
        """Empty when there is none that is open."""
        return self.communities[0].slug if self.communities else ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A version that a model can be made from, and whether a release was."""

    snapshot: Snapshot
    is_released: bool


def version_meant(public_id: str, *, builder: User) -> Snapshot | None:
    """A version that they may read and that something can be made from, or that was yanked since they saw it."""
    rows = Snapshot.objects.select_related("datanet__community", "rules")
    return rows.filter(
        public_id=public_id, state__in=snapshot_states.ISSUED, datanet__in=seeing.readable(builder)
    ).first()


def beginning(snapshot: Snapshot, *, builder: User) -> Beginning:
    """Everything filled in, so that pressing one button is enough."""
    home = snapshot.datanet.community
    found = list(_communities(home, builder))
    communities = sorted(found, key=lambda community: (community.pk != home.pk, community.title))
    joins = any(community.pk == home.pk and not getattr(community, "is_in", False) for community in found)
    datanet = snapshot.datanet
    is_secret = datanet.visibility == openness.PRIVATE  # a model is public, also by its name
    return Beginning(
        snapshot=snapshot,
        communities=communities,
        joins=joins,
        title="" if is_secret else _shortened(_("Answers from %(title)s") % {"title": datanet.title}),
        slug="" if is_secret else free_slug(home, f"{datanet.slug}-answers"),
    )


def candidates(model: Model, *, builder: User) -> Sequence[Candidate]:
    """What another release can be made from: versions of the datanets that were used before, the newest first.

    Those that the builder may not read any more are not among them.
    """
    datanets = TrainingRun.objects.filter(model=model).values("snapshot__datanet")
    released = ReleaseSnapshot.objects.filter(release__model=model, snapshot=OuterRef("pk"))
    rows = Snapshot.objects.filter(datanet__in=datanets, state__in=snapshot_states.USABLE)
    rows = rows.filter(datanet__in=seeing.readable(builder))
    told = rows.select_related("datanet__community").annotate(is_released=Exists(released))
    return [
        Candidate(snapshot, is_released=getattr(snapshot, "is_released", False))
        for snapshot in told.order_by("-published_at", "-pk")[:MOST_CANDIDATES]
    ]


def free_slug(community: Community, wanted: str) -> str:
    """The address that is wanted, or the first of `wanted-2`, `wanted-3` and so on that nobody has."""
    begins = wanted[: limits.SLUG_MOST].rstrip("-")
    taken = set(
        Model.objects.filter(community=community, slug__startswith=begins[:-4]).values_list("slug", flat=True)
    )
    tried = [begins, *(_numbered(begins, number) for number in range(2, MOST_TRIED))]
    return next((slug for slug in tried if slug not in taken), "")


def _numbered(begins: str, number: int) -> str:
    ending = f"-{number}"
    return begins[: limits.SLUG_MOST - len(ending)].rstrip("-") + ending


def _communities(home: Community, builder: User) -> Sequence[Community]:
    mine = Membership.objects.filter(community=OuterRef("pk"), user=builder)
    rows = Community.objects.filter(Q(pk=home.pk) | Q(memberships__user=builder), state=people_states.OPEN)
    return list(rows.annotate(is_in=Exists(mine)).distinct().order_by("slug")[:MOST_COMMUNITIES])


def _shortened(title: str) -> str:
    return title if len(title) <= limits.TITLE_MOST else title[: limits.TITLE_MOST - 1].rstrip() + "…"
