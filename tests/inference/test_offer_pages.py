"""Offering from the page of a model, which only its builder can."""

import pytest

from apps.factory.services import modelling
from apps.inference.models import Offer
from apps.people.models import User
from tests import thread, world
from tests.inference.browsing import MODEL_PAGE, get, html
from tests.inference.conftest import PRICE

pytestmark = pytest.mark.django_db


def test_the_builder_sees_who_would_get_what_before_offering(offer: Offer, li_wei: User) -> None:
    page = get(li_wei, MODEL_PAGE)
    assert "Your offer" in page
    assert "+ 0.005100" in page
    other = get(li_wei, f"{MODEL_PAGE}?price=2&metered=1.5")
    assert "+ 1.000000" in other
    assert "up to half of the price" in other
    wrong = get(li_wei, f"{MODEL_PAGE}?price=dear&metered=1")
    assert "Write an amount like" in wrong
    assert "Correct the amounts" in wrong


def test_the_builder_offers_changes_and_closes(offer: Offer, li_wei: User) -> None:
    browser = world.browser(li_wei)
    for _click in range(2):
        sent = browser.post(f"{MODEL_PAGE}offer/", {"price": "0.5", "metered": "0"})
        assert sent["Location"] == MODEL_PAGE
    assert Offer.objects.get(state="open").price == 500_000
    assert Offer.objects.count() == 2
    assert browser.post(f"{MODEL_PAGE}offer/close/")["Location"] == MODEL_PAGE
    assert browser.post(f"{MODEL_PAGE}offer/close/")["Location"] == MODEL_PAGE
    assert not Offer.objects.filter(state="open").exists()
    assert browser.get(f"{MODEL_PAGE}offer/")["Location"] == MODEL_PAGE


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"price": "0", "metered": "0"},
        {"price": "1001", "metered": "0"},
        {"price": "1", "metered": "2"},
        {"price": "1e3", "metered": "0"},
        {"price": "9" * 21, "metered": "-1"},
    ],
)
def test_an_offer_that_cannot_be_is_shown_with_what_is_wrong(
    sent: dict[str, str], offer: Offer, li_wei: User
) -> None:
    response = world.browser(li_wei).post(f"{MODEL_PAGE}offer/", sent)
    assert response.status_code == 200
    assert 'class="error' in html(response)
    assert Offer.objects.get().price == PRICE


def test_a_newer_release_is_offered_by_saying_so(offer: Offer, li_wei: User) -> None:
    newer = thread.trained(li_wei, offer.model, offer.release.sources.get().snapshot)
    page = get(li_wei, MODEL_PAGE)
    assert "Callers get release 1 until you offer it anew" in page
    world.browser(li_wei).post(f"{MODEL_PAGE}offer/", {"price": "0.01", "metered": "0"})
    assert Offer.objects.get(state="open").release == newer


def test_a_model_without_a_release_cannot_be_offered(offer: Offer, li_wei: User) -> None:
    modelling.open_model(
        builder=li_wei, community=offer.model.community, slug="unborn", title="Unborn", now=world.NOW
    )
    assert "It has no release yet" in get(li_wei, "/m/agri-africa/unborn/")
    response = world.browser(li_wei).post("/m/agri-africa/unborn/offer/", {"price": "1", "metered": "0"})
    assert response.status_code == 200
    assert Offer.objects.count() == 1


def test_nobody_else_offers_or_closes(offer: Offer, juma: User, root: User) -> None:
    for stranger in (juma, root):
        for address in ("offer/", "offer/close/"):
            sent = world.browser(stranger).post(f"{MODEL_PAGE}{address}", {"price": "1", "metered": "0"})
            assert sent.status_code == 403
    assert world.browser().post(f"{MODEL_PAGE}offer/", {}).status_code == 302
    offer.refresh_from_db()
    assert offer.state == "open"
