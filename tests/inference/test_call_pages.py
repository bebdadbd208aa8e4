"""The pages of calls: the words for whoever asked, the rest for everybody; and what all pages of the floor cost."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.factory.services import modelling
from apps.inference.models import Call, Offer
from apps.inference.services import calling, gateway, texts
from apps.inference.services.calling import Caller
from apps.people.models import User
from apps.people.services import naming
from tests import thread, world
from tests.inference.browsing import MODEL_PAGE, get
from tests.inference.conftest import PRICE

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8


def test_the_caller_reads_question_answer_and_sources(call: Call, caller: User) -> None:
    page = get(caller, f"/calls/{call.public_id}/")
    assert thread.QUESTION in page
    assert "knee high" in page
    item = call.passages.get().item
    assert f"/d/agri-africa/agronomy/items/{item.public_id}/" in page
    assert f"/earnings/why/{call.public_id}/" in page
    assert f"/ledger/{call.journal_id}/" in page
    assert item.author.pseudonym in page


def test_others_see_that_it_was_paid_for_and_no_word_of_it(
    call: Call, caller: User, li_wei: User, root: User
) -> None:
    naming.choose_handle(user=caller, handle="acme-known")
    for reader in (None, li_wei, root):
        page = get(reader, f"/calls/{call.public_id}/")
        assert call.journal_id in page
        assert "maize" not in page
        assert "knee high" not in page
        assert caller.pseudonym not in page
        assert call.passages.get().item.public_id not in page


def test_what_was_asked_is_escaped(offer: Offer, caller: User) -> None:
    wild = f"<script>alert(1)</script> {thread.QUESTION}"
    call = thread.called(caller, offer, prompt=wild).call
    for address in (f"/calls/{call.public_id}/", "/calls/"):
        assert "<script>alert(1)" not in get(caller, address)


def test_a_call_without_an_answer_says_that_nothing_was_charged(offer: Offer, caller: User) -> None:
    with pytest.raises(gateway.NothingFound):
        thread.called(caller, offer, prompt="Who won the world cup?")
    page = get(caller, f"/calls/{Call.objects.get().public_id}/")
    assert "Nothing was charged" in page
    assert "Where your fee went" not in page


def test_a_call_that_runs_looks_again_and_one_whose_words_are_gone_says_so(
    call: Call, offer: Offer, caller: User
) -> None:
    texts.erase(call=call)
    assert "no longer kept" in get(caller, f"/calls/{call.public_id}/")
    begun = calling.begin(
        caller=Caller(caller), offer=offer, request=thread.asked("begun-1"), now=world.NOW
    ).call
    assert "data-reload-after" in get(caller, f"/calls/{begun.public_id}/")


def test_ones_own_calls_are_listed_with_those_of_ones_agents_and_nobody_elses(
    call: Call, offer: Offer, caller: User, juma: User
) -> None:
    agent = world.agent(caller, "Night shift")
    world.mandate(agent, per_call=PRICE, per_day=PRICE, in_total=PRICE)
    thread.called(caller, offer, agent=agent, key="2", prompt="How is maize top-dressed?", now=timezone.now())
    page = get(caller, "/calls/")
    assert thread.QUESTION in page
    assert "How is maize top-dressed?" in page
    assert "Night shift" in page
    assert "2 calls for 0.02 OPEN" in page
    others = get(juma, "/calls/")
    assert "You have not called a model yet" in others
    assert "maize" not in others
    assert world.browser().get("/calls/").status_code == 302


@pytest.mark.parametrize("call_id", ["inf_1", "x" * 300, "inf_" + "0" * 26, "%C3%A9"])
def test_a_call_that_is_not_there_is_not_found(call_id: str) -> None:
    assert get(None, f"/calls/{call_id}/", status=404)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_that_only_show_take_nothing(method: str, call: Call, caller: User) -> None:
    for address in ("/models/", MODEL_PAGE, "/calls/", f"/calls/{call.public_id}/"):
        assert getattr(world.browser(caller), method)(address).status_code == 405


@pytest.mark.parametrize("who", ["nobody", "caller", "builder"])
def test_a_page_asks_the_database_few_questions_whatever_the_rows(
    who: str,
    call: Call,
    offer: Offer,
    caller: User,
    li_wei: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(4):
        thread.called(caller, offer, key=f"more-{number}", now=timezone.now())
        model = modelling.open_model(
            builder=li_wei,
            community=offer.model.community,
            slug=f"more-{number}",
            title="More",
            now=world.NOW,
        )
        release = thread.trained(li_wei, model, offer.release.sources.get().snapshot)
        if number % 2:
            thread.offered(release)
    reader = {"nobody": None, "caller": caller, "builder": li_wei}[who]
    browser = world.browser(reader)
    addresses = ["/models/", "/models/?q=more", MODEL_PAGE, f"/calls/{call.public_id}/"]
    for address in addresses if reader is None else [*addresses, "/calls/"]:
        with django_assert_max_num_queries(MOST_QUERIES):
            assert browser.get(address).status_code == 200
