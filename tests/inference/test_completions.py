"""`POST /v1/chat/completions`: an agent's developer gets an answer, its price, and where its words are from."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.contributions.models import Item
from apps.factory.services import asking
from apps.foundation.money import Amount
from apps.inference.core import limits
from apps.inference.models import Call, Offer
from apps.inference.services import calling, gateway, texts
from apps.people.models import Agent, User
from apps.people.services import agents, keys, leaving, mandates
from tests import thread, world
from tests.inference.conftest import MODEL, PRICE
from tests.inference.purse import Purse, purse

pytestmark = pytest.mark.django_db
URL = "/v1/chat/completions"
HELD = 1_000_000


def body(prompt: str = thread.QUESTION, **other: object) -> dict[str, Any]:
    return {"model": MODEL, "messages": [{"role": "user", "content": prompt}], **other}


def ask(client: Client, sent: object = None, **headers: str) -> Any:
    text = sent if isinstance(sent, (str, bytes)) else json.dumps(body() if sent is None else sent)
    return client.post(URL, text, content_type="application/json", headers=headers)


def error(response: Any, status: int, code: str) -> dict[str, Any]:
    """The envelope of a refusal, seen to be whole."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    document = response.json()
    assert document.keys() == {"error"}
    told: dict[str, Any] = document["error"]
    assert told.keys() - {"x_openledger"} == {"message", "type", "code", "param"}
    assert told["code"] == code, told
    assert told["message"]
    return told


@pytest.fixture
def program(caller: User) -> Client:
    """Acme's own program."""
    return world.program(world.key(caller, "models:call").secret)


@pytest.fixture
def helper(caller: User) -> Agent:
    agent = world.agent(caller)
    world.mandate(agent, per_call=PRICE, per_day=2 * PRICE, in_total=10 * PRICE)
    return agent


@pytest.fixture
def robot(caller: User, helper: Agent) -> Client:
    """Acme's agent."""
    return world.program(world.key(caller, "models:call", of=helper).secret)


def test_an_answer_looks_like_openais_and_says_what_it_cost(
    offer: Offer, program: Client, caller: User
) -> None:
    response = ask(program)
    assert response.status_code == 200
    answer, call, item = response.json(), Call.objects.get(), Item.objects.get()
    assert (answer["object"], answer["model"], answer["id"]) == ("chat.completion", MODEL, call.public_id)
    (choice,) = answer["choices"]
    assert choice["finish_reason"] == "stop"
    assert choice["message"] == {"role": "assistant", "content": f"{thread.ANSWER} [1]", "refusal": None}
    assert answer["usage"] == {
        "prompt_tokens": call.words_in,
        "completion_tokens": call.words_out,
        "total_tokens": (call.words_in or 0) + (call.words_out or 0),
    }
    ours = answer["x_openledger"]
    assert ours["inference_id"] == call.public_id
    assert ours["price"] == ours["fee"] == Amount(PRICE).as_json()
    assert ours["remaining"] == Amount(HELD - PRICE).as_json()
    assert ours["release"]["digest"] == bytes(offer.release.digest).hex()
    assert [source["datanet"] for source in ours["snapshots"]] == ["agri-africa/agronomy"]
    (citation,) = ours["citations"]
    assert (citation["mark"], citation["item"], citation["quote"]) == (1, item.public_id, thread.ANSWER)
    assert citation["author"] == item.author.pseudonym
    assert ours["receipt_url"].endswith(f"/earnings/why/{call.public_id}/")
    assert response["OpenLedger-Inference-Id"] == call.public_id
    assert response["OpenLedger-Cost"] == str(PRICE)
    assert response["OpenLedger-Budget-Remaining"] == str(HELD - PRICE)
    assert response["Cache-Control"] == "no-store"
    assert "r=" in response["RateLimit"]
    assert purse(caller, offer) == Purse(HELD - PRICE, 0, PRICE)


def test_every_address_in_an_answer_is_one_of_ours(offer: Offer, program: Client) -> None:
    ours = ask(program).json()["x_openledger"]
    call = Call.objects.get()
    assert ours["call_url"].endswith(reverse("inference:call", args=[call.public_id]))
    (citation,), (snapshot,) = ours["citations"], ours["snapshots"]
    assert citation["datanet_url"].endswith("/d/agri-africa/agronomy/")
    assert citation["item_url"].endswith(f"/d/agri-africa/agronomy/items/{citation['item']}/")
    assert snapshot["url"].endswith(f"/d/agri-africa/agronomy/versions/{snapshot['version']}/")


def test_an_agent_is_told_what_its_mandate_leaves(offer: Offer, robot: Client, helper: Agent) -> None:
    assert ask(robot)["OpenLedger-Budget-Remaining"] == str(PRICE)
    assert ask(robot)["OpenLedger-Budget-Remaining"] == "0"
    assert set(Call.objects.values_list("agent", flat=True)) == {helper.pk}
    told = error(ask(robot), 402, "over_mandate")
    assert told["type"] == "budget_exceeded"
    assert "per day" in told["message"]
    assert told["x_openledger"]["price"] == Amount(PRICE).as_json()
    assert told["x_openledger"]["spendable"] == Amount(0).as_json()
    assert told["x_openledger"]["mandate_url"].endswith(f"/settings/agents/{helper.public_id}/mandate/")


def test_whoever_cannot_pay_is_told_the_price_what_they_have_and_where_to_top_up(
    offer: Offer, acme: User
) -> None:
    thread.funded(acme, micro=5)
    told = error(ask(world.program(world.key(acme, "models:call").secret)), 402, "cannot_pay")
    assert "0.01 OPEN" in told["message"]
    assert "0.000005 OPEN" in told["message"]
    ours = told["x_openledger"]
    assert (ours["price"], ours["spendable"]) == (Amount(PRICE).as_json(), Amount(5).as_json())
    assert ours["top_up_url"].endswith("/balance/")
    assert ours["mandate_url"] is None


def test_a_limit_of_the_callers_own_is_kept(offer: Offer, program: Client, caller: User) -> None:
    dear = {"max_price": Amount(PRICE - 1).as_json()}
    told = error(ask(program, body(x_openledger=dear)), 402, "above_your_limit")
    assert told["x_openledger"]["price"] == Amount(PRICE).as_json()
    assert ask(program, body(x_openledger={"max_price": Amount(PRICE).as_json()})).status_code == 200
    assert purse(caller, offer) == Purse(HELD - PRICE, 0, PRICE)


# --- who asks


def test_without_a_key_nobody_is_answered_also_not_whoever_is_signed_in(offer: Offer, caller: User) -> None:
    for client in (world.browser(), world.browser(caller)):
        response = ask(client)
        told = error(response, 401, "missing_api_key")
        assert told["type"] == "authentication_error"
        assert response["WWW-Authenticate"] == "Bearer"
    assert not Call.objects.exists()


@pytest.mark.parametrize("secret", ["sk-1234", "olp_" + "0" * 36, ""])
def test_a_key_that_is_none_opens_nothing(secret: str, offer: Offer) -> None:
    response = ask(world.program(secret))
    error(response, 401, "invalid_api_key")
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_revoked_key_opens_nothing(offer: Offer, caller: User) -> None:
    issued = world.key(caller, "models:call")
    keys.revoke_key(actor=caller, key=issued.key, now=world.NOW)
    error(ask(world.program(issued.secret)), 401, "invalid_api_key")


def test_a_key_without_the_scope_calls_nothing(offer: Offer, caller: User) -> None:
    told = error(ask(world.program(world.key(caller, "data:read").secret)), 403, "insufficient_scope")
    assert told["type"] == "permission_error"
    assert "models:call" in told["message"]


def test_an_agents_key_is_as_good_as_its_mandate(
    offer: Offer, robot: Client, helper: Agent, caller: User
) -> None:
    mandates.withdraw_mandate(agent=helper, now=world.NOW)
    assert "mandate" in error(ask(robot), 403, "no_mandate")["message"]
    agents.close_agent(actor=caller, agent=helper, now=world.NOW)
    error(ask(robot), 401, "invalid_api_key")


def test_whoever_left_is_not_known_any_more(offer: Offer, program: Client, caller: User) -> None:
    leaving.leave(user=User.objects.get(pk=caller.pk), now=world.NOW)
    error(ask(program), 401, "invalid_api_key")


# --- the same again


def test_a_key_makes_two_requests_one(offer: Offer, program: Client, caller: User) -> None:
    first, again = (ask(program, **{"Idempotency-Key": "question-0001"}) for _time in range(2))
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert first.json() == again.json()
    assert purse(caller, offer) == Purse(HELD - PRICE, 0, PRICE)


def test_without_one_each_request_is_one_of_its_own(offer: Offer, program: Client, caller: User) -> None:
    assert ask(program).json()["id"] != ask(program).json()["id"]
    assert purse(caller, offer) == Purse(HELD - 2 * PRICE, 0, 2 * PRICE)


def test_a_key_for_something_else_is_a_conflict(offer: Offer, program: Client) -> None:
    ask(program, **{"Idempotency-Key": "question-0001"})
    told = error(
        ask(program, body("Why?"), **{"Idempotency-Key": "question-0001"}), 409, "idempotency_key_reused"
    )
    assert told["type"] == "conflict_error"


def test_a_person_and_their_agent_do_not_share_keys(offer: Offer, program: Client, robot: Client) -> None:
    for client in (program, robot):
        assert ask(client, **{"Idempotency-Key": "question-0001"}).status_code == 200
    assert Call.objects.count() == 2


@pytest.mark.parametrize("key", ["", "short", "x" * 129, "two words!"])
def test_a_key_of_another_shape_is_refused(key: str, offer: Offer, program: Client) -> None:
    assert ask(program, **{"Idempotency-Key": key}).status_code == 400
    assert not Call.objects.exists()


def test_a_request_that_is_being_answered_says_when_to_come_back(
    offer: Offer, program: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    second: list[Any] = []
    run = gateway._run

    def ask_again_meanwhile(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(gateway, "_run", run)
        second.append(ask(program, **{"Idempotency-Key": "question-0001"}))
        return run(*given, **named)

    monkeypatch.setattr(gateway, "_run", ask_again_meanwhile)
    assert ask(program, **{"Idempotency-Key": "question-0001"}).status_code == 200
    error(second[0], 409, "still_running")
    assert second[0]["Retry-After"] == "1"


def test_words_that_were_erased_are_not_answered_again(offer: Offer, program: Client) -> None:
    ask(program, **{"Idempotency-Key": "question-0001"})
    texts.erase(call=Call.objects.get())
    error(ask(program, **{"Idempotency-Key": "question-0001"}), 409, "ended_before")


# --- what goes wrong


def test_nothing_found_is_said_and_costs_nothing(offer: Offer, program: Client, caller: User) -> None:
    told = error(ask(program, body("Who won the world cup?")), 404, "nothing_found")
    assert "Nothing was charged" in told["message"]
    assert purse(caller, offer) == Purse(HELD, 0, 0)


def test_a_model_that_nobody_offers_is_named_as_openai_does(offer: Offer, program: Client) -> None:
    told = error(ask(program, {**body(), "model": "gpt-4o"}), 404, "model_not_found")
    assert (told["param"], told["type"]) == ("model", "not_found_error")


def test_a_model_that_breaks_says_that_nothing_was_charged(
    offer: Offer, program: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(**_given: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(asking, "ask", break_down)
    response = ask(program)
    told = error(response, 503, "did_not_answer")
    assert "Nothing was charged" in told["message"]
    assert "Retry-After" in response


def test_what_nobody_foresaw_is_told_without_its_insides(
    offer: Offer, program: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(**_given: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(calling, "begin", break_down)
    told = error(ask(program), 500, "internal")
    assert told["type"] == "server_error"
    assert "secret" not in json.dumps(told)


def test_a_hundred_and_one_things_are_refused_by_the_place_in_openais_words(program: Client) -> None:
    told = error(ask(program, body(stream=True)), 400, "not_offered")
    assert (told["param"], told["type"]) == ("stream", "invalid_request_error")
    parts = [{"type": "text", "text": "a"}, {"type": "image_url"}]
    sent = {"model": MODEL, "messages": [{"role": "user", "content": parts}]}
    assert error(ask(program, sent), 400, "not_offered")["param"] == "messages[0].content[1].type"
    long = "x" * (limits.PROMPT_MOST + 1)
    assert error(ask(program, body(long)), 400, "bad_prompt")["param"] == "messages[0].content"


@pytest.mark.parametrize(
    "sent",
    [
        "", "{", "nope", "[]", "null", '"text"', "7", '{"model": NaN}', '{"model": Infinity}', '{"model": "\\ud800"}',
        '{"model": "\\u0000"}', '{"model": "a", "model": "b"}', '{"messages": [{"role": "user", "role": "user"}]}',
        '{"n": 123456789012345678901234567890}', '{"temperature": 1e999}', "[" * 100_000,
        '{"messages": ' + "[" * 200 + "]" * 200 + "}", b"\xff\xfe", b"\xef\xbb\xbf{}", '{"model": "a"} {}',
        '{"x_openledger": {"~1/\\ud83d\\ude00": 1}, "model": "a/b", "messages": [{"role": "user", "content": "x"}]}',
    ],
    ids=lambda sent: str(sent)[:20],
)  # fmt: skip
def test_what_is_not_plain_json_is_refused_and_never_breaks_anything(
    sent: str | bytes, program: Client
) -> None:
    assert ask(program, sent).status_code == 400
    assert set(ask(program, sent).json()) == {"error"}


def test_a_body_in_another_form_is_refused(program: Client) -> None:
    response = program.post(URL, {"model": MODEL})
    assert error(response, 415, "unsupported_media_type")["type"] == "invalid_request_error"


def test_another_method_is_refused_and_the_right_one_named(program: Client) -> None:
    response = program.get(URL)
    error(response, 405, "method_not_allowed")
    assert "POST" in response["Allow"]


def test_whoever_is_too_fast_is_told_when_to_go_on(
    offer: Offer, program: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openledger.api.throttling.ActorThrottle.allow_request", lambda *_given: False)
    monkeypatch.setattr("openledger.api.throttling.ActorThrottle.wait", lambda _self: 7.0)
    response = ask(program)
    assert error(response, 429, "throttled")["type"] == "rate_limit_error"
    assert response["Retry-After"] == "8"
    assert not Call.objects.exists()
