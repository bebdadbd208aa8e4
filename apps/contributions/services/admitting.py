"""Who may give what: asked before a form is kept, before the first byte of a file is sent, and again when it counts.

Writing one item, sending a file and the API all come through here, so that none of them is a way around the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.contributions.core import limits, needing, origins, sourcing
from apps.contributions.core.records import Record
from apps.contributions.models import Consent
from apps.contributions.reports import quota
from apps.contributions.services.consenting import NoConsent
from apps.datanets import permissions
from apps.datanets.core import states as datanet_states
from apps.datanets.models import Datanet, Need, Rules
from apps.datanets.reports import standing
from apps.foundation import ids
from apps.foundation.errors import Conflict, Invalid, NotAllowed
from apps.people import permissions as people
from apps.people.core import names
from apps.people.models import Agent, User
from apps.people.services import mandates, presence

SCOPE: Final = "data:write"


class AgentsMayNotGive(NotAllowed):
    """The rules of the datanet take from people only."""

    code = "agents_may_not_give"


class BadProvenance(Invalid):
    """What is said about where it is from does not fit together; `fields` names the place."""

    code = "bad_provenance"


class BadLicence(Invalid):
    """A licence that this datanet does not take."""

    code = "bad_licence"


class NeedNotMet(Conflict):
    """The need is closed, another datanet's, or asks for something else."""

    code = "need_not_met"


class QuotaReached(Conflict):
    """Nobody gives more to a datanet in a day than its rules say."""

    code = "quota_reached"


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gives, and through which agent if any."""

    person: User
    agent: Agent | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a giver says about it: under which licence (none: that of the rules), where it is from, what for."""

    licence: str = ""
    origin: str = origins.OWN
    source: str = ""
    collected_on: date | None = None
    model_name: str = ""
    call_id: str = ""
    need: Need | None = None
    consent: Consent | None = None


@transaction.atomic
def admit(*, giver: Giver, datanet: Datanet, provenance: Provenance, now: datetime, items: int = 1) -> Rules:
    """The rules under which so many items are taken now. Holds the person's row, so that two at once count both."""
    presence.require_present(giver.person)
    people.require(permissions.can_contribute(standing.standing_of(datanet, giver.person)))
    rules = Rules.objects.in_force(datanet, now)
    _require_agent(giver, rules, now=now)
    _check_provenance(provenance, rules, now=now)
    _check_need(provenance.need, datanet)
    _require_room(giver.person, datanet, rules, items, now=now)
    return rules


def require_answer(*, need: Need | None, record: Record) -> None:
    """What is given for a need is what it asks for."""
    if need is not None and not needing.answers(record, field=need.field, value=need.value):
        raise NeedNotMet(
            _("%(need)s asks for %(field)s: %(value)s. Give this without naming the need, or change it.")
            % {"need": need.title, "field": need.field, "value": need.value},
            fields={"/need": "unmet"},
        )


def fields_of(*, said: Provenance, rules: Rules) -> dict[str, Any]:
    """The columns of a contribution or an upload that hold what was said, as it is kept."""
    return {
        "licence": said.licence or rules.licence,
        "origin": said.origin,
        "source": _line(said.source, "source", limits.SOURCE_MOST),
        "collected_on": said.collected_on,
        "model_name": _line(said.model_name, "model_name", limits.MODEL_NAME_MOST),
        "need": said.need,
        "consent": said.consent,
    }


def _require_agent(giver: Giver, rules: Rules, *, now: datetime) -> None:
    if giver.agent is None:
        return
    people.require(people.owns_agent(giver.person, giver.agent))
    if not rules.agents_may_give:
        raise AgentsMayNotGive(_("This datanet takes from people only: its rules let no agent give."))
    mandates.require_scope(agent=giver.agent, scope=SCOPE, now=now)


def _check_provenance(said: Provenance, rules: Rules, *, now: datetime) -> None:
    if said.licence and said.licence not in (rules.licence, *rules.also_licences):
        raise BadLicence(
            _("This datanet takes %(licences)s.")
            % {"licences": ", ".join((rules.licence, *rules.also_licences))},
            fields={"/licence": "unknown"},
        )
    kept = fields_of(said=said, rules=rules)
    for field, fault in sourcing.faults(
        origin=said.origin,
        source=kept["source"],
        model_name=kept["model_name"],
        call_id=said.call_id,
        is_call=ids.is_id(said.call_id, "inf"),
    ):
        raise BadProvenance(str(_FAULTS[field, fault]), fields={f"/{field}": fault})
    if said.collected_on is not None and not sourcing.is_past(said.collected_on, now):
        raise BadProvenance(
            _("It cannot have been collected after today."), fields={"/collected_on": sourcing.FUTURE}
        )
    if said.consent is None:
        raise NoConsent(
            _("Agree to the text first: without it nothing can be kept."), fields={"/consent": "missing"}
        )


def _check_need(need: Need | None, datanet: Datanet) -> None:
    if need is None:
        return
    # Held until the end, so that what is given for a need was given while it was open.
    there = Need.objects.select_for_update(no_key=True).filter(pk=need.pk, datanet=datanet).first()
    if there is None or there.state != datanet_states.OPEN:
        raise NeedNotMet(
            _("That need is not open any more. Give this without naming it, or choose another."),
            fields={"/need": "closed"},
        )


def _require_room(person: User, datanet: Datanet, rules: Rules, items: int, *, now: datetime) -> None:
    left = quota.left_today(person, datanet, rules, now=now)
    if items > left:
        raise QuotaReached(
            _("This datanet takes %(most)s items a day from one person, and %(left)s more of you now.")
            % {"most": f"{rules.most_items_a_day:,}", "left": f"{left:,}"}
        )


def _line(text: str, field: str, most: int) -> str:
    return names.read_name(text, field=field, most=most, may_be_empty=True)


_FAULTS: Final[Mapping[tuple[str, str], Promise]] = {
    ("origin", sourcing.UNKNOWN): gettext_lazy("Say where it is from: choose one of the origins."),
    ("source", sourcing.MISSING): gettext_lazy("Say where it was taken from: an address or a title."),
    ("model_name", sourcing.MISSING): gettext_lazy("Name the model that wrote it."),
    ("model_name", sourcing.UNWANTED): gettext_lazy(
        "Where a model is named, the origin is a model, a call or a derived work."
    ),
    ("call_id", sourcing.MISSING): gettext_lazy("Name the call that answered it: inf_ and 26 letters."),
    ("call_id", sourcing.SHAPE): gettext_lazy("A call is named by inf_ and 26 letters."),
    ("call_id", sourcing.UNWANTED): gettext_lazy("Where a call is named, the origin is a call."),
}
