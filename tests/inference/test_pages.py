"""The pages of models: what they say to whom, and what asking from one of them does."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.factory.services import modelling
from apps.inference.core import limits
from apps.inference.models import Call, Offer
from apps.inference.services import gateway, offering
from apps.people.models import User
from tests import thread, world
from tests.inference.browsing import MODEL_PAGE, ask, get, html
from tests.inference.conftest import PRICE
from tests.inference.purse import Purse, purse, states

pytestmark = pytest.mark.django_db
TOKEN = "one-of-the-page"  # noqa: S105 - which form it was, no secret
HELD = 1_000_000


# --- the list


def test_the_list_says_what_a_model_costs_is_made_from_and_how_often_it_is_called(
    call: Call, offer: Offer
) -> None:
    page = get(None, "/models/")
    assert "Agro assist" in page
    assert '<span class="money">0.01</span>' in page
    assert '<a href="/d/agri-africa/agronomy/">Agronomy</a>' in page
    assert offer.model.builder.pseudonym in page
    assert '<td class="num pri-3">1</td>' in page


def test_models_are_found_by_words_of_their_names(offer: Offer, li_wei: User) -> None:
    modelling.open_model(
        builder=li_wei, community=offer.model.community, slug="soils", title="Soil helper",
        purpose="Of loam & clay.", now=world.NOW,
    )  # fmt: skip
    assert "Agro assist" in get(None, "/models/?q=AGRO agri")
    assert "Soil helper" not in get(None, "/models/?q=agro")
    assert "Soil helper" in get(None, "/models/?q=loam %26")
    assert "No model has “&lt;zebra&gt;”" in get(None, "/models/?q=<zebra>")
    assert get(None, f"/models/?q={'x' * 1000}&before=%C3%A9")


def test_an_empty_list_says_what_will_be_there(amina: User) -> None:
    assert "Models stand here once" in get(None, "/models/")
    assert 'href="/m/new/"' in get(amina, "/models/")


def test_the_parts_of_a_list_are_of_what_was_looked_for(offer: Offer, li_wei: User) -> None:
    for number in range(60):
        modelling.open_model(
            builder=li_wei, community=offer.model.community, slug=f"soil-{number}", title=f"Soil {number}",
            now=world.NOW,
        )  # fmt: skip
    browser = world.browser()
    part = browser.get("/models/?q=soil%20agri").context["models"]
    assert len(part.rows) == 50
    rest = browser.get(part.next_url).context["models"]
    assert len(rest.rows) == 10
    assert rest.first_url == "/models/?q=soil%20agri"
    assert not rest.next_url


# --- a model


def test_a_model_tells_a_stranger_what_it_is_and_how_to_begin(offer: Offer) -> None:
    page = get(None, MODEL_PAGE)
    assert "Sign in to ask" in page
    assert "<textarea" not in page
    assert bytes(offer.release.digest).hex() in page
    assert "/d/agri-africa/agronomy/versions/" in page
    assert "/v1/chat/completions" in page
    assert "agri-africa/agro-assist" in page
    assert "Your offer" not in page


def test_a_model_that_is_not_there_or_not_offered_says_so(offer: Offer, acme: User) -> None:
    assert get(None, "/m/agri-africa/no-such/", status=404)
    offering.close(operator=offer.operator, offer_id=offer.pk, now=world.NOW + thread.LATER)
    page = get(acme, MODEL_PAGE)
    assert "does not offer it at the moment" in page
    assert "<textarea" not in page


def test_the_calls_of_the_last_days_are_drawn(call: Call, offer: Offer, caller: User) -> None:
    assert "1 call, 0 of them by agents" in get(None, MODEL_PAGE)
    agent = world.agent(caller)
    world.mandate(agent, per_call=PRICE, per_day=PRICE, in_total=PRICE)
    thread.called(caller, offer, agent=agent, key="2", now=timezone.now())
    assert "2 calls, 1 of them by agents" in get(None, MODEL_PAGE)


def test_whoever_cannot_pay_is_told_before_they_ask_and_when_they_do(offer: Offer, acme: User) -> None:
    assert "See how to top up" in get(acme, MODEL_PAGE)
    response = ask(world.browser(acme))
    assert response.status_code == 200
    page = html(response)
    assert "This call costs 0.01 OPEN, and you can spend 0.00 OPEN. Top up your balance" in page
    assert thread.QUESTION in page
    assert not Call.objects.exists()


def test_asking_leads_to_the_answer(offer: Offer, caller: User) -> None:
    response = ask(world.browser(caller))
    call = Call.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/calls/{call.public_id}/")
    assert purse(caller, offer) == Purse(HELD - PRICE, 0, PRICE)


def test_a_double_click_pays_once_and_both_lead_to_the_answer(
    offer: Offer, caller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, second, run = world.browser(caller), [], gateway._run

    def click_again(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(gateway, "_run", run)
        second.append(ask(browser, **tokens))
        return run(*given, **named)

    tokens = {"token": TOKEN}
    monkeypatch.setattr(gateway, "_run", click_again)
    first = ask(browser, **tokens)
    assert first["Location"] == second[0]["Location"] == ask(browser, **tokens)["Location"]
    assert states(caller) == ["charged"]


def test_going_back_and_asking_something_else_is_another_call(offer: Offer, caller: User) -> None:
    browser = world.browser(caller)
    ask(browser, token=TOKEN)
    response = ask(browser, "How is maize top-dressed with nitrogen?", token=TOKEN)
    assert response.status_code == 302
    assert states(caller) == ["charged", "charged"]


def test_nothing_found_is_said_beside_the_question_and_can_be_asked_otherwise(
    offer: Offer, caller: User
) -> None:
    browser = world.browser(caller)
    response = ask(browser, "Who won the world cup?", token=TOKEN)
    page = html(response)
    assert response.status_code == 200
    assert "does not answer that. Nothing was charged." in page
    assert "Who won the world cup?" in page
    assert TOKEN not in page
    assert purse(caller, offer) == Purse(HELD, 0, 0)
    assert ask(browser).status_code == 302


def test_a_price_that_rose_meanwhile_is_shown_and_not_paid(offer: Offer, caller: User) -> None:
    browser = world.browser(caller)
    thread.offered(offer.release, price=3 * PRICE, now=world.NOW + 2 * thread.LATER)
    page = html(ask(browser, price=str(PRICE)))
    assert "A call costs 0.03 OPEN now, more than the 0.01 OPEN that you agreed to." in page
    assert "Ask for 0.03 OPEN" in page
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"prompt": ""},
        {"prompt": "   "},
        {"prompt": "x" * (limits.PROMPT_MOST + 1)},
        {"token": ""},
        {"token": "no good"},
        {"token": "x" * 65},
        {"price": ""},
        {"price": "free"},
        {"price": "0"},
        {"price": "9" * 30},
    ],
    ids=str,
)
def test_a_form_that_is_not_whole_asks_nothing(sent: dict[str, str], offer: Offer, caller: User) -> None:
    response = ask(world.browser(caller), **{"prompt": thread.QUESTION, **sent})
    assert response.status_code == 200
    assert 'class="error' in html(response) or "notice--bad" in html(response)
    assert not Call.objects.exists()


def test_whoever_is_not_signed_in_asks_nothing_and_comes_back_to_the_model(offer: Offer, acme: User) -> None:
    sent = world.browser().post(f"{MODEL_PAGE}ask/", {"prompt": "x"})
    assert sent["Location"].startswith("/accounts/login/?next=")
    assert world.browser(acme).get(f"{MODEL_PAGE}ask/")["Location"] == MODEL_PAGE
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(acme)
    assert strict.post(f"{MODEL_PAGE}ask/", {"prompt": "x"}).status_code == 403
