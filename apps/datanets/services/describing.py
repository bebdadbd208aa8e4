"""What is said about a datanet, who finds it, reads it and gives to it, and whether it takes anything in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.datanets import permissions
from apps.datanets.core import languages, limits, openness, states
from apps.datanets.models import Datanet
from apps.datanets.reports import standing
from apps.foundation import moving
from apps.foundation.errors import Invalid
from apps.people import permissions as people
from apps.people.core import names
from apps.people.models import User
from apps.people.services import auditing


class BadLanguages(Invalid):
    """Languages are named by tags of BCP 47."""

    code = "bad_languages"


class BadOpenness(Invalid):
    """Visibility, access and entry have a few values each."""

    code = "bad_openness"


@dataclass(frozen=True, slots=True)
class Openness:
    """Who finds it, who reads its data, and who may give."""

    visibility: str = openness.PUBLIC
    access: str = openness.OPEN
    entry: str = openness.OPEN


@dataclass(frozen=True, slots=True)
class Description:
    """What people read before they decide to give, and find it by."""

    title: str
    purpose: str
    domain: str = ""
    languages: Sequence[str] = ()


@transaction.atomic
def describe(*, actor: User, datanet: Datanet, description: Description, now: datetime) -> Datanet:
    """Say it anew. The same again is doing nothing. Its address stays."""
    people.require(permissions.can_curate(standing.standing_of(datanet, actor)))
    said = read(description=description)
    return _change(
        actor, datanet, "datanet.describe", now=now,
        title=said.title, purpose=said.purpose, domain=said.domain, languages=list(said.languages),
    )  # fmt: skip


def description_of(*, datanet: Datanet) -> Description:
    """What is said about it now."""
    return Description(datanet.title, datanet.purpose, datanet.domain, tuple(datanet.languages))


@transaction.atomic
def open_up(*, actor: User, datanet: Datanet, to: Openness, now: datetime) -> Datanet:
    """Say who finds it, who reads its data, and who may give. It holds at once, for what is there as well."""
    people.require(permissions.can_own(standing.standing_of(datanet, actor)))
    check(to=to)
    return _change(
        actor, datanet, "datanet.open_up", now=now,
        visibility=to.visibility, access=to.access, entry=to.entry,
    )  # fmt: skip


@transaction.atomic
def close(*, actor: User, datanet: Datanet, now: datetime) -> Datanet:
    """Take nothing in any more. What it holds stays, and still earns."""
    return _move(actor, datanet, states.CLOSED, "datanet.close", now=now)


@transaction.atomic
def reopen(*, actor: User, datanet: Datanet, now: datetime) -> Datanet:
    """Take things in again."""
    return _move(actor, datanet, states.OPEN, "datanet.reopen", now=now)


def read(*, description: Description) -> Description:
    """As it is kept."""
    try:
        tags = languages.read(description.languages)
    except languages.NoLanguage as error:
        raise BadLanguages(
            _("“%(tag)s” names no language. Write tags such as en, sw or pt-BR, at most %(most)s of them.")
            % {"tag": str(error)[: languages.TAG_MOST], "most": limits.LANGUAGES_MOST},
            fields={"/languages": "unknown"},
        ) from error
    return Description(
        title=names.read_name(description.title, field="title", most=limits.TITLE_MOST),
        purpose=names.read_text(description.purpose, field="purpose", most=limits.PURPOSE_MOST),
        domain=" ".join(names.read_text(description.domain, field="domain", most=limits.DOMAIN_MOST).split()),
        languages=tags,
    )


def check(*, to: Openness) -> None:
    """Each is one of its few values."""
    for name, value, known in (
        ("visibility", to.visibility, openness.VISIBILITIES),
        ("access", to.access, openness.ACCESSES),
        ("entry", to.entry, openness.ENTRIES),
    ):
        if value not in known:
            raise BadOpenness(_("Choose one of those that are offered."), fields={f"/{name}": "unknown"})


def _change(actor: User, datanet: Datanet, act: str, *, now: datetime, **to: object) -> Datanet:
    locked = Datanet.objects.select_for_update(no_key=True).get(pk=datanet.pk)
    changed = [name for name, value in to.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, to[name])
    if changed:
        locked.save(update_fields=changed)
        auditing.record_act(actor_id=actor.public_id, act=act, subject_id=datanet.public_id, now=now)
    return locked


def _move(actor: User, datanet: Datanet, to: str, act: str, *, now: datetime) -> Datanet:
    people.require(permissions.can_own(standing.standing_of(datanet, actor)))
    moved = moving.move(datanet, states.DATANET, to)
    auditing.record_act(actor_id=actor.public_id, act=act, subject_id=datanet.public_id, now=now)
    return moved
