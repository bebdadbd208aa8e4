"""Publishing rules and context. A change is a new version that holds from a date on; nothing is ever retroactive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
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
    """What a version of rules says beside its schema: licences, how it decides, quotas, and shares held out."""

    licence: str = "CC-BY-4.0"
    min_reviews: int = 2
    max_reviews: int = 5
    accept_at: int = 6_666
    votes_wanted: int = 8
    also_licences: Sequence[str] = ()
    agents_may_give: bool = False
    most_items_a_day: int = 5_000
    most_bytes: int = 2 * 1024**3
    validation_share: int = 0
    test_share: int = 0


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
    terms = _read(terms, holds_from, now=now)
    schema = schemas.read_schema(record_schema)
    _lock(datanet)
    newest = Rules.objects.filter(datanet=datanet).order_by("-number").first()
    _keep_licence_of_origin(datanet, terms)
    if newest is not None and _says_the_same(newest, terms, schema, holds_from, now=now):
        return newest
    rules = Rules.objects.create(
        public_id=ids.new("rul", now=now),
        datanet=datanet,
        number=newest.number + 1 if newest is not None else 1,
        record_schema=schema,
        **(_values(terms) | {"also_licences": list(terms.also_licences)}),
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


def _keep_licence_of_origin(datanet: Datanet, terms: Terms) -> None:
    """What began with the rules of another goes on under its licence."""
    first = Rules.objects.filter(datanet=datanet, number=1).values_list("licence", flat=True).first()
    if datanet.forked_from_id is not None and first is not None and terms.licence != first:
        raise BadRules(
            _("A fork keeps the licence of the datanet that it began as: %(licence)s.") % {"licence": first},
            fields={"/licence": "kept"},
        )


def _lock(datanet: Datanet) -> None:
    """Two who publish at once get two numbers."""
    Datanet.objects.select_for_update(no_key=True).get(pk=datanet.pk)


def _says_the_same(
    newest: Rules, terms: Terms, schema: Mapping[str, Any], holds_from: datetime, *, now: datetime
) -> bool:
    """Whether a new version would change neither the terms nor the day from which they hold."""
    hold_the_same = newest.holds_from == holds_from or max(newest.holds_from, holds_from) <= now
    return hold_the_same and terms_of(rules=newest) == terms and newest.record_schema == schema


def _values(terms: Terms) -> dict[str, Any]:
    return {field.name: getattr(terms, field.name) for field in fields(terms)}


def _read(terms: Terms, holds_from: datetime, *, now: datetime) -> Terms:
    """As they are kept, or what is wrong with them."""
    licence = _licence(terms.licence, "licence")
    others = [_licence(one, "also_licences") for one in terms.also_licences]
    if len(others) > limits.LICENCES_MOST:
        raise BadRules(
            _("At most %(most)s other licences.") % {"most": limits.LICENCES_MOST},
            fields={"/also_licences": "range"},
        )
    _check_decisions(terms)
    _check_quotas(terms)
    if holds_from < now:
        raise BadRules(
            _("Rules hold from now on or later, never from before."), fields={"/holds_from": "past"}
        )
    kept = tuple(dict.fromkeys(one for one in others if one != licence))
    return replace(terms, licence=licence, also_licences=kept)


def _licence(text: str, name: str) -> str:
    try:
        return licences.read(text)
    except licences.UnknownLicence as error:
        raise BadRules(
            _("“%(licence)s” is no licence that SPDX knows. Write its identifier, such as CC-BY-4.0 or MIT.")
            % {"licence": text[: limits.LICENCE_MOST]},
            fields={f"/{name}": "unknown"},
        ) from error


def _check_decisions(terms: Terms) -> None:
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


def _check_quotas(terms: Terms) -> None:
    if not 1 <= terms.most_items_a_day <= limits.ITEMS_A_DAY_MOST:
        raise BadRules(
            _("One person may give 1 to %(most)s items a day.") % {"most": limits.ITEMS_A_DAY_MOST},
            fields={"/most_items_a_day": "range"},
        )
    if not 1 <= terms.most_bytes <= limits.BYTES_MOST:
        raise BadRules(
            _("A file may be up to %(most)s GiB.") % {"most": limits.BYTES_MOST // 1024**3},
            fields={"/most_bytes": "range"},
        )
    shares = (terms.validation_share, terms.test_share)
    if min(shares) < 0 or sum(shares) > limits.HELD_OUT_MOST:
        raise BadRules(
            _("Validation and test together are at most %(most)s %% of the items: most are for training.")
            % {"most": limits.HELD_OUT_MOST // 100},
            fields={"/validation_share": "range"},
        )


def _record(actor: User, act: str, subject_id: str, *, now: datetime) -> None:
    auditing.record_act(actor_id=actor.public_id, act=act, subject_id=subject_id, now=now)
