"""Voting from a page, and where every form of this floor leads back to."""

import pytest

from apps.contributions.models import Revision
from apps.curation.models import Vote
from apps.datanets.models import Datanet
from apps.people.models import User
from tests import world
from tests.curation import scene
from tests.curation.browsing import ANY
from tests.curation.scene import given

pytestmark = pytest.mark.django_db


def test_a_vote_leads_back_to_the_item(net: Datanet, juma: User, amina: User) -> None:
    revision = scene.accepted(given(amina, net))
    item = f"/d/agri-africa/agronomy/items/{revision.item.public_id}/"
    browser, address = world.browser(juma), f"/review/{revision.public_id}/vote/"
    assert browser.post(address, {"is_good": "yes"})["Location"] == item
    assert browser.post(address, {"is_good": "no", "next": "/d/agri-africa/agronomy/"})["Location"] == (
        "/d/agri-africa/agronomy/"
    )
    assert [vote.is_good for vote in Vote.objects.standing()] == [False]
    assert browser.get(address)["Location"] == item
    assert Vote.objects.count() == 2


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "evil", "",
                  "/" + "x" * 2_000],
)  # fmt: skip
def test_nothing_leads_to_another_site(net: Datanet, juma: User, amina: User, elsewhere: str) -> None:
    revision = scene.accepted(given(amina, net))
    sent = {"is_good": "yes", "next": elsewhere}
    answer = world.browser(juma).post(f"/review/{revision.public_id}/vote/", sent)
    assert answer["Location"] == f"/d/agri-africa/agronomy/items/{revision.item.public_id}/"
    skipped = world.browser(juma).post(f"/review/{revision.public_id}/skip/", {"next": elsewhere})
    assert skipped["Location"] == ANY


def test_votes_of_strangers_and_authors_and_those_that_say_nothing_are_refused(
    net: Datanet, juma: User, amina: User, acme: User
) -> None:
    revision = scene.accepted(given(amina, net, 1))
    address = f"/review/{revision.public_id}/vote/"
    assert world.browser().post(address, {"is_good": "yes"})["Location"].startswith("/accounts/login/")
    assert world.browser(acme).post(address, {"is_good": "yes"}).status_code == 403
    assert world.browser(amina).post(address, {"is_good": "yes"}).status_code == 403
    for sent in ({}, {"is_good": ""}, {"is_good": "true"}):
        assert world.browser(juma).post(address, sent).status_code == 400
    assert not Vote.objects.exists()


def test_a_vote_on_what_is_not_accepted_is_told_and_not_counted(
    net: Datanet, juma: User, amina: User
) -> None:
    revision = given(amina, net)
    browser = world.browser(juma)
    answer = browser.post(f"/review/{revision.public_id}/vote/", {"is_good": "yes", "next": ANY})
    assert answer["Location"] == ANY
    assert not Vote.objects.exists()
    assert Revision.objects.get(pk=revision.pk).state == "queued"
