"""Offering: only the builder, only what stands behind the name, one open offer at a time."""

import pytest

from apps.factory.models import Model
from apps.foundation.errors import Conflict, NotAllowed
from apps.foundation.money import MICRO, Amount
from apps.inference import permissions
from apps.inference.core import accounts
from apps.inference.models import Offer
from apps.inference.services import offering
from apps.ledger.core import codes
from apps.ledger.models import Account
from apps.people.models import AuditRecord, User
from apps.people.services import leaving
from tests import thread, world

pytestmark = pytest.mark.django_db
NOW = world.NOW + thread.LATER


def offer_again(of: Offer, *, by: User | None = None, price: int = 20_000, metered: int = 0) -> Offer:
    return offering.offer(
        operator=by or of.operator,
        release=of.release,
        price=Amount(price),
        metered=Amount(metered),
        now=NOW + thread.LATER,
    )


def test_an_offer_opens_the_accounts_that_a_fee_goes_through(offer: Offer) -> None:
    needed = {
        accounts.fees(offer.release.public_id),
        codes.TREASURY,
        *codes.of_person(offer.operator.public_id),
    }
    assert set(Account.objects.filter(code__in=needed).values_list("code", flat=True)) == needed
    assert AuditRecord.objects.filter(act="model.offer", subject_id=offer.public_id).exists()


def test_another_price_is_another_offer_and_closes_the_one_before(offer: Offer) -> None:
    dearer = offer_again(offer)
    offer.refresh_from_db()
    assert (offer.state, offer.closed_at) == ("closed", NOW + thread.LATER)
    assert (dearer.state, dearer.price) == ("open", 20_000)


def test_the_same_offer_twice_is_one(offer: Offer) -> None:
    assert offer_again(offer, price=offer.price, metered=offer.metered) == offer
    assert offer_again(offer) == offer_again(offer)
    assert Offer.objects.count() == 2


@pytest.mark.parametrize(("price", "metered"), [(0, 0), (1_000 * MICRO + 1, 0), (10, 11)])
def test_a_price_that_cannot_be_is_refused_and_changes_nothing(
    price: int, metered: int, offer: Offer
) -> None:
    with pytest.raises(offering.BadPrice):
        offer_again(offer, price=price, metered=metered)
    offer.refresh_from_db()
    assert offer.state == "open"


def test_a_cost_below_nothing_is_refused(offer: Offer) -> None:
    with pytest.raises(offering.BadPrice):
        offer_again(offer, metered=-1)


def test_nobody_offers_what_somebody_else_built(offer: Offer, juma: User, root: User) -> None:
    for stranger in (juma, root):
        assert not permissions.can_offer(stranger, offer.model)
        with pytest.raises(NotAllowed):
            offer_again(offer, by=stranger)


def test_whoever_left_offers_nothing(offer: Offer) -> None:
    as_read_before = User.objects.get(pk=offer.operator_id)
    leaving.leave(user=offer.operator, now=NOW)
    with pytest.raises(NotAllowed):
        offer_again(offer, by=as_read_before)


def test_only_the_release_behind_the_name_is_offered(offer: Offer, li_wei: User) -> None:
    thread.trained(li_wei, offer.model, offer.release.sources.get().snapshot, now=NOW)
    with pytest.raises(offering.NotReleased):
        offer_again(offer)


def test_a_closed_model_is_not_offered(offer: Offer) -> None:
    Model.objects.filter(pk=offer.model_id).update(state="closed")
    with pytest.raises(offering.NotReleased):
        offer_again(offer)


def test_an_offer_is_closed_once_by_its_operator(offer: Offer, juma: User) -> None:
    with pytest.raises(NotAllowed):
        offering.close(operator=juma, offer_id=offer.pk, now=NOW)
    closed = offering.close(operator=offer.operator, offer_id=offer.pk, now=NOW)
    assert (closed.state, closed.closed_at) == ("closed", NOW)
    assert AuditRecord.objects.filter(act="model.unoffer", subject_id=offer.public_id).exists()
    with pytest.raises(Conflict):
        offering.close(operator=offer.operator, offer_id=offer.pk, now=NOW)
