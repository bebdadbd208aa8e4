"""A model that is offered, made from an item that Amina gave and Juma reviewed, and somebody who can pay for it."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from apps.factory.services import asking
from apps.inference.models import Call, Offer
from apps.people.models import User
from tests import thread, world

MODEL = "agri-africa/agro-assist"
PRICE = 10_000


@pytest.fixture(autouse=True)
def nothing_at_hand() -> Iterator[None]:
    """Releases of another test's database are not these, whatever they are called."""
    asking._loaded.cache_clear()
    yield
    asking._loaded.cache_clear()


def offered_model(amina: User, juma: User, li_wei: User) -> Offer:
    """Everything that has to be there before somebody can ask."""
    net = thread.datanet(juma, community=world.community(juma), members=[amina, li_wei])
    thread.reviewed(thread.item(amina, net), juma)
    return thread.offered(thread.released(li_wei, thread.published(juma, net)), price=PRICE)


@pytest.fixture
def offer(amina: User, juma: User, li_wei: User) -> Offer:
    return offered_model(amina, juma, li_wei)


@pytest.fixture
def caller(acme: User) -> User:
    """Acme has 1 OPEN."""
    return thread.funded(acme)


@pytest.fixture
def call(offer: Offer, caller: User) -> Call:
    """Acme asked just now."""
    return thread.called(caller, offer, now=timezone.now()).call
