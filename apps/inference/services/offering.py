"""Offering a release at a price. Another price, or another release behind the name, is a new offer."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.factory.core import states as factory_states
from apps.factory.models import Model, Release
from apps.foundation import ids, moving
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.money import ZERO, Amount
from apps.inference import permissions
from apps.inference.core import accounts, limits, states
from apps.inference.models import Offer
from apps.ledger.core import codes
from apps.ledger.services import posting
from apps.people import permissions as people
from apps.people.models import User
from apps.people.services import auditing, presence


class BadPrice(Invalid):
    """A price is something, and running a call costs no more than it brings."""

    code = "bad_price"


class NotReleased(Conflict):
    """What is offered stands behind the name of its model."""

    code = "not_released"


@transaction.atomic
def offer(*, operator: User, release: Release, price: Amount, metered: Amount = ZERO, now: datetime) -> Offer:
    """Run a release for whoever pays. The offer that was open before is closed; the same again is that offer."""
    people.require(permissions.can_offer(operator, release.model))
    _check_price(price, metered)
    presence.require_present(operator)
    model = Model.objects.select_for_update(no_key=True).get(pk=release.model_id)
    release.refresh_from_db()
    if model.state != factory_states.OPEN or release.state != factory_states.PROMOTED:
        raise NotReleased(_("Only the release behind the name of a model can be offered."))
    terms = {"release_id": release.pk, "price": price.micro, "metered": metered.micro}
    before = Offer.objects.filter(model=model, operator=operator, state=states.OPEN).first()
    if before is not None and all(getattr(before, name) == value for name, value in terms.items()):
        return before
    if before is not None:
        moving.move(before, states.OFFER, states.CLOSED, closed_at=now)
    posting.open_accounts(
        codes=[accounts.fees(release.public_id), codes.TREASURY, *codes.of_person(operator.public_id)],
        now=now,
    )
    made = Offer.objects.create(
        public_id=ids.new("off", now=now), model=model, operator=operator, offered_at=now, **terms
    )
    auditing.record_act(actor_id=operator.public_id, act="model.offer", subject_id=made.public_id, now=now)
    return made


@transaction.atomic
def close(*, operator: User, offer_id: int, now: datetime) -> Offer:
    """Take no more calls. Those that are running are finished."""
    made = Offer.objects.select_for_update(of=("self",)).select_related("model").get(pk=offer_id)
    people.require(people.is_present(operator) and made.operator_id == operator.pk)
    made = moving.move(made, states.OFFER, states.CLOSED, closed_at=now)
    auditing.record_act(actor_id=operator.public_id, act="model.unoffer", subject_id=made.public_id, now=now)
    return made


def _check_price(price: Amount, metered: Amount) -> None:
    if not limits.LEAST_PRICE <= price.micro <= limits.MOST_PRICE:
        raise BadPrice(
            _("A call costs at least %(least)s and at most %(most)s.")
            % {"least": Amount(limits.LEAST_PRICE), "most": Amount(limits.MOST_PRICE)},
            fields={"/price": "range"},
        )
    if not 0 <= metered.micro <= price.micro:
        raise BadPrice(_("Running a call costs no more than its price."), fields={"/metered": "range"})
