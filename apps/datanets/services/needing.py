"""Asking for what a datanet lacks: opening a need, closing it when there is enough, and opening it again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.datanets import permissions
from apps.datanets.core import fitting, limits, schemas, states
from apps.datanets.models import Datanet, Need, Rules
from apps.datanets.reports import standing, wording
from apps.foundation import ids, moving
from apps.foundation.errors import Conflict, Invalid
from apps.people import permissions as people
from apps.people.core import names
from apps.people.models import User
from apps.people.services import auditing


class BadNeed(Invalid):
    """It asks for no number of items, or for what the schema does not know."""

    code = "bad_need"


class TooManyNeeds(Conflict):
    """A board that nobody can look over helps nobody."""

    code = "too_many_needs"


@transaction.atomic
def open_need(
    *,
    actor: User,
    datanet: Datanet,
    title: str,
    wanted: int,
    description: str = "",
    field: str = "",
    value: str = "",
    now: datetime,
) -> Need:
    """Ask for so many items, of those with a value in a field if both are named. Asking the same again is another."""
    people.require(permissions.can_curate(standing.standing_of(datanet, actor)))
    if not 1 <= wanted <= limits.WANTED_MOST:
        raise BadNeed(
            _("Ask for 1 to %(most)s items.") % {"most": f"{limits.WANTED_MOST:,}"},
            fields={"/wanted": "range"},
        )
    said = names.read_name(value, field="value", most=limits.VALUE_MOST, may_be_empty=True)
    _check_value(Rules.objects.in_force(datanet, now), field.strip(), said)
    Datanet.objects.select_for_update(no_key=True).get(pk=datanet.pk)
    _refuse_more(datanet)
    need = Need.objects.create(
        public_id=ids.new("ned", now=now),
        datanet=datanet,
        title=names.read_name(title, field="title", most=limits.TITLE_MOST),
        description=names.read_text(description, field="description", most=limits.NEED_MOST),
        wanted=wanted,
        field=field.strip(),
        value=said,
        opened_by=actor,
        opened_at=now,
    )
    _record(actor, "datanet.open_need", need, now=now)
    return need


@transaction.atomic
def close_need(*, actor: User, need: Need, now: datetime) -> Need:
    """There is enough, or it is not wanted any more. Who is at it may still give, without naming it."""
    people.require(permissions.can_curate(standing.standing_of(need.datanet, actor)))
    closed = moving.move(need, states.NEED, states.CLOSED, closed_at=now)
    _record(actor, "datanet.close_need", closed, now=now)
    return closed


@transaction.atomic
def reopen_need(*, actor: User, need: Need, now: datetime) -> Need:
    """It is wanted after all."""
    people.require(permissions.can_curate(standing.standing_of(need.datanet, actor)))
    Datanet.objects.select_for_update(no_key=True).get(pk=need.datanet_id)
    _refuse_more(need.datanet)
    opened = moving.move(need, states.NEED, states.OPEN, closed_at=None)
    _record(actor, "datanet.reopen_need", opened, now=now)
    return opened


def _refuse_more(datanet: Datanet) -> None:
    if Need.objects.filter(datanet=datanet, state=states.OPEN).count() >= limits.NEEDS_MOST:
        raise TooManyNeeds(
            _("There are %(most)s open needs. Close one that is met first.") % {"most": limits.NEEDS_MOST}
        )


def _check_value(rules: Rules, field: str, value: str) -> None:
    """The value is one that an item can have in that field."""
    if not field and not value:
        return
    parts = {part.name: part for part in schemas.parts_of(rules.record_schema)}
    if field not in parts or parts[field].kind in schemas.MEDIA:
        raise BadNeed(
            _("Choose one of the fields that hold words or numbers, or none."), fields={"/field": "unknown"}
        )
    if not value:
        raise BadNeed(_("Say which value is wanted in that field."), fields={"/value": "empty"})
    cells = fitting.coerce({field: value}, [parts[field]])
    problems = fitting.fitter(rules.record_schema).problems(cells)
    for problem in problems:
        if problem.code != fitting.MISSING:
            raise BadNeed(
                wording.problem_sentence(problem.code, problem.params), fields={"/value": problem.code}
            )


def _record(actor: User, act: str, need: Need, *, now: datetime) -> None:
    auditing.record_act(actor_id=actor.public_id, act=act, subject_id=need.public_id, now=now)
