"""Releasing: which release stands behind the name of a model. A move is public, and none happens silently."""

from datetime import datetime

from django.db import transaction

from apps.factory.core import states
from apps.factory.models import Model, Release
from apps.foundation import moving
from apps.people.services import auditing


@transaction.atomic
def promote(*, release: Release, now: datetime) -> Release:
    """Put it behind the name; the one that was there is retired."""
    Model.objects.select_for_update(no_key=True).get(pk=release.model_id)
    for before in Release.objects.filter(model=release.model_id, state=states.PROMOTED).exclude(
        pk=release.pk
    ):
        moving.move(before, states.RELEASE, states.RETIRED)
    release = moving.move(release, states.RELEASE, states.PROMOTED, promoted_at=now)
    auditing.record_act(
        actor_id=release.model.builder.public_id,
        act="model.promote",
        subject_id=release.public_id,
        now=now,
    )
    return release
