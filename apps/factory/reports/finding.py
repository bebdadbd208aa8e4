"""Models by their address, what their releases were made from, and what is being made."""

from collections.abc import Sequence

from apps.factory.core import states
from apps.factory.models import Model, Release, ReleaseSnapshot, TrainingRun
from apps.snapshots.models import Snapshot


def model_at(community: str, slug: str) -> Model | None:
    """The model at `/m/<community>/<slug>/`."""
    found = Model.objects.select_related("community", "builder").filter(community__slug=community, slug=slug)
    return found.first()


def address_of(model: Model) -> str:
    """`python-docs/help`: how callers name it."""
    return f"{model.community.slug}/{model.slug}"


def promoted_release(model: Model) -> Release | None:
    """The release behind the name."""
    return Release.objects.filter(model=model, state=states.PROMOTED).first()


def releases_of(model: Model) -> Sequence[Release]:
    """All of them, the newest first."""
    rows = Release.objects.filter(model=model).prefetch_related("sources__snapshot__datanet__community")
    return list(rows.order_by("-number")[:50])


def sources_of(release: Release) -> Sequence[ReleaseSnapshot]:
    """What it was made from, in a fixed order."""
    rows = ReleaseSnapshot.objects.filter(release=release)
    return list(rows.select_related("snapshot__datanet__community").order_by("pk"))


def newest_run(model: Model) -> TrainingRun | None:
    """What is being made, or was made last."""
    return TrainingRun.objects.filter(model=model).select_related("snapshot").order_by("-pk").first()


def models_of_snapshot(snapshot: Snapshot) -> Sequence[Model]:
    """What was made from a version."""
    found = Model.objects.filter(releases__sources__snapshot=snapshot).select_related("community")
    return list(found.distinct().order_by("pk")[:50])
