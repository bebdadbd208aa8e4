"""Browsing datanets: what facets count, what a filter leaves, and that neither knows more than the reader may."""

from collections.abc import Sequence

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.datanets.models import Datanet
from apps.datanets.services import needing
from apps.people.models import User
from openledger.pages import browsing
from openledger.pages.browsing import Asked, Found
from tests import thread, world
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def nets(juma: User, amina: User) -> list[Datanet]:
    """Three, in two communities; one holds two items that wait, one asks for data."""
    place = world.community(juma)
    made = [
        thread.datanet(juma, community=place, slug="maize"),
        thread.datanet(juma, community=place, slug="beans"),
        thread.datanet(juma, community=world.community(juma, "elsewhere"), slug="bees"),
    ]
    Datanet.objects.filter(slug="maize").update(languages=["sw", "en"], domain="agronomy")
    Datanet.objects.filter(slug="beans").update(languages=["en"], domain="agronomy")
    for number in range(2):
        thread.item(amina, made[0], question=f"{thread.QUESTION} And {number} more?")
    needing.open_need(
        actor=juma, datanet=made[2], title="Winter", description="", wanted=5, field="", value="", now=NOW
    )
    return made


def found(**asked: str) -> Found:
    return found_by(AnonymousUser(), **asked)


def found_by(reader: User | AnonymousUser, /, **asked: str) -> Found:
    return browsing.browse(Asked.read(asked), reader=reader, before=None, at=NOW)


def slugs(of: Found) -> Sequence[str]:
    return [one.slug for one in of.datanets]


def counts(of: Found, name: str) -> dict[str, int]:
    return {one.value: one.count for facet in of.facets if facet.name == name for one in facet.values}


def test_facets_count_what_their_links_lead_to(nets: list[Datanet]) -> None:
    everything = found()
    assert sorted(slugs(everything)) == ["beans", "bees", "maize"]
    assert counts(everything, "language") == {"en": 2, "sw": 1}
    assert counts(everything, "wants") == {"review": 1, "data": 1}
    for facet in everything.facets:
        for one in facet.values:
            assert found(**{facet.name: one.value}).total == one.count, (facet.name, one.value)


def test_filters_narrow_one_another_and_are_let_go_of(nets: list[Datanet]) -> None:
    english = found(language="en", community="agri-africa")
    assert sorted(slugs(english)) == ["beans", "maize"]
    assert counts(english, "domain") == {"agronomy": 2}
    assert counts(english, "language") == {"en": 2, "sw": 1}
    (chosen,) = [one for facet in english.facets for one in facet.values if one.value == "en"]
    assert chosen.is_chosen
    assert chosen.url == "/datanets/?community=agri-africa"
    assert found(modality="text", language="sw").total == 1
    assert found(wants="data", language="sw").total == 0
    assert found(modality="nonsense", sort="nonsense").total == 0


def test_the_largest_first_and_by_words(nets: list[Datanet]) -> None:
    assert slugs(found(sort="largest"))[0] == "maize"
    assert slugs(found(q="agronomy maize")) == ["maize"]
    assert slugs(found(wants="review")) == ["maize"]


def test_what_is_not_listed_is_counted_for_nobody_else(nets: list[Datanet], juma: User) -> None:
    Datanet.objects.filter(slug="maize").update(visibility="private")
    Datanet.objects.filter(slug="beans").update(visibility="unlisted")
    assert slugs(found()) == ["bees"]
    assert counts(found(), "language") == {}
    assert found_by(juma).total == 3


@pytest.mark.parametrize("address", ["/datanets/", "/datanets/?sort=largest&language=en&q=a"])
def test_the_page_asks_at_most_eight_questions(nets: list[Datanet], juma: User, address: str) -> None:
    for reader in (juma, None):
        browser = world.browser(reader)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        assert len(asked) <= 8, "\n".join(query["sql"] for query in asked)
