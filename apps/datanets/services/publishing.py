"""Publishing rules and context. A change is a new version that holds from a date on; nothing is ever retroactive."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.datanets import permissions
from apps.datanets.core import contexts, licences, limits, schemas
from apps.datanets.core.contexts import ContextParts
from apps.datanets.models import Context, Datanet, Rules
from apps.datanets.reports import standing
from apps.foundation import ids
from apps.foundation.errors import Invalid
from apps.people import permissions as people
from apps.people.models import User
from apps.people.services import auditing


class BadRules(Invalid):
    """Numbers that no decision could follow from, or a date in the past."""

    code = "bad_rules"


@dataclass(frozen=True, slots=True)
class Terms:
    """The numbers of a version of rules, and the licence under which everything is given."""

    licence: str = "CC-BY-4.0"
    min_reviews: int = 2
    max_reviews: int = 5
    accept_at: int = 6_666
    votes_wanted: int = 8


@transaction.atomic
def publish_rules(
    *,
    actor: User,
    datanet: Datanet,
    terms: Terms,
    record_schema: Mapping[str, Any],
    holds_from: datetime,
    now: datetime,
) -> Rules:
    """The next version of what the datanet asks and how it decides. Publishing the same again is doing nothing."""
    people.require(permissions.can_curate(standing.standing_of(datanet, actor)))
    _check(terms, holds_from, now=now)
    schema = schemas.read_schema(record_schema)
    _lock(datanet)
    newest = Rules.objects.filter(datanet=datanet).order_by("-number").first()
    if newest is not None and _says_the_same(newest, terms, schema, holds_from, now=now):
        return newest
    rules = Rules.objects.create(
        public_id=ids.new("rul", now=now),
        datanet=datanet,
        number=newest.number + 1 if newest is not None else 1,
        record_schema=schema,
        licence=terms.licence,
        min_reviews=terms.min_reviews,
        max_reviews=terms.max_reviews,
        accept_at=terms.accept_at,
        votes_wanted=terms.votes_wanted,
        published_by=actor,
        published_at=now,
        holds_from=holds_from,
    )
    _record(actor, "datanet.publish_rules", rules.public_id, now=now)
    return rules


@transaction.atomic
def publish_schema(
    *, actor: User, datanet: Datanet, record_schema: Mapping[str, Any], holds_from: datetime, now: datetime
) -> Rules:
    """The next version of the rules, which asks for other fields and is otherwise what the newest version says."""
    _lock(datanet)
    newest = Rules.objects.filter(datanet=datanet).latest("number")
    return publish_rules(
        actor=actor,
        datanet=datanet,
        terms=terms_of(rules=newest),
        record_schema=record_schema,
        holds_from=holds_from,
        now=now,
    )


def terms_of(*, rules: Rules) -> Terms:
    """What a version of the rules says beside its schema."""
    said: dict[str, Any] = {}
    for field in fields(Terms):
        one = getattr(rules, field.name)
        said[field.name] = tuple(one) if isinstance(one, list) else one
    return Terms(**said)


@transaction.atomic
def publish_context(*, actor: User, datanet: Datanet, parts: ContextParts, now: datetime) -> Context:
    """The next version of what makes the data usable. Publishing the same again is doing nothing."""
    people.require(permissions.can_curate(standing.standing_of(datanet, actor)))
    said = contexts.read(parts)
    _lock(datanet)
    newest = Context.objects.filter(datanet=datanet).order_by("-number").first()
    if newest is not None and newest.parts == said:
        return newest
    context = Context.objects.create(
        public_id=ids.new("ctx", now=now),
        datanet=datanet,
        number=newest.number + 1 if newest is not None else 1,
        **contexts.value(said),
        published_by=actor,
        published_at=now,
    )
    _record(actor, "datanet.publish_context", context.public_id, now=now)
    return context


def _lock(datanet: Datanet) -> None:
    """Two who publish at once get two numbers."""
    Datanet.objects.select_for_update(no_key=True).get(pk=datanet.pk)


def _says_the_same(
    newest: Rules, terms: Terms, schema: Mapping[str, Any], holds_from: datetime, *, now: datetime
) -> bool:
    """Whether a new version would change neither the terms nor the day from which they hold."""
    hold_the_same = newest.holds_from == holds_from or max(newest.holds_from, holds_from) <= now
    said = Terms(
        licence=newest.licence,
        min_reviews=newest.min_reviews,
        max_reviews=newest.max_reviews,
        accept_at=newest.accept_at,
        votes_wanted=newest.votes_wanted,
    )
    return hold_the_same and said == terms and newest.record_schema == schema


def _check(terms: Terms, holds_from: datetime, *, now: datetime) -> None:
    if terms.licence not in licences.LICENCES:
        raise BadRules(_("Choose one of the licences of the list."), fields={"/licence": "unknown"})
    if not 1 <= terms.min_reviews <= terms.max_reviews <= limits.REVIEWS_MOST:
        raise BadRules(
            _("A decision takes 1 to %(most)s reviews, and at most as many as it may.")
            % {"most": limits.REVIEWS_MOST},
            fields={"/min_reviews": "range"},
        )
    if not limits.ACCEPT_AT_LEAST <= terms.accept_at <= limits.BASIS_POINTS:
        raise BadRules(
            _("What is accepted has more than half of the verdicts."), fields={"/accept_at": "range"}
        )
    if not 0 <= terms.votes_wanted <= limits.VOTES_MOST:
        raise BadRules(
            _("At most %(most)s are drawn to vote.") % {"most": limits.VOTES_MOST},
            fields={"/votes_wanted": "range"},
        )
    if holds_from < now:
        raise BadRules(
            _("Rules hold from now on or later, never from before."), fields={"/holds_from": "past"}
        )


def _record(actor: User, act: str, subject_id: str, *, now: datetime) -> None:
    auditing.record_act(actor_id=actor.public_id, act=act, subject_id=subject_id, now=now)
