"""What clients send is read as it is meant, refused by its place, and never breaks the reader."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.foundation.errors import Invalid
from apps.foundation.money import Amount
from apps.inference.core import completions, limits, messages
from apps.inference.core.completions import Asked, BadBody, NotOffered
from apps.inference.core.messages import BadPrompt

MODEL = "agri-africa/agro-assist"
QUESTION = {"role": "user", "content": "When is maize top-dressed?"}


def body(**other: Any) -> dict[str, Any]:
    return {"model": MODEL, "messages": [QUESTION], **other}


def refused(sent: object) -> tuple[type[Invalid], str]:
    """Of which kind the refusal is, and the place that it names."""
    with pytest.raises(Invalid) as refusal:
        completions.read(sent)
    (place,) = refusal.value.fields
    return type(refusal.value), place


def test_the_last_question_of_a_conversation_is_asked() -> None:
    talk = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "How deep is maize planted?", "name": "amina"},
        {"role": "assistant", "content": None},
        {"role": "user", "content": "  And when top-dressed?  "},
        {"role": "assistant", "content": "When it"},
    ]
    assert completions.read(body(messages=talk)) == Asked(MODEL, "And when top-dressed?", None)


def test_text_may_come_in_parts() -> None:
    parts = [{"type": "text", "text": "When is maize"}, {"type": "text", "text": "top-dressed?"}]
    read = completions.read(body(messages=[{"role": "user", "content": parts}]))
    assert read.prompt == "When is maize\ntop-dressed?"


@pytest.mark.parametrize(
    "other",
    [
        {"temperature": 0.7, "top_p": 1, "max_tokens": 500, "max_completion_tokens": 1, "seed": 7},
        {"presence_penalty": -2, "frequency_penalty": 2.0, "stop": ["\n"], "user": "amina"},
        {"stream": False, "n": 1, "tools": [], "tool_choice": "auto", "parallel_tool_calls": True},
        {"stream": None, "n": None, "tools": None, "logprobs": None, "response_format": {"type": "text"}},
        {
            "modalities": ["text"],
            "logit_bias": {},
            "store": True,
            "metadata": {"a": "b"},
            "service_tier": "auto",
        },
        {"whatever comes next year": [1, {"deep": None}]},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_changes_nothing_is_passed_over(other: dict[str, Any]) -> None:
    assert completions.read(body(**other)) == completions.read(body())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stream", True),
        ("stream", "yes"),
        ("stream", 0),
        ("n", 2),
        ("n", True),
        ("n", "1"),
        ("tools", [{"type": "function", "function": {"name": "f"}}]),
        ("tools", {}),
        ("functions", [{"name": "f"}]),
        ("tool_choice", "required"),
        ("tool_choice", {"type": "function"}),
        ("function_call", {"name": "f"}),
        ("response_format", {"type": "json_object"}),
        ("modalities", ["text", "audio"]),
        ("audio", {"voice": "alloy"}),
        ("logprobs", True),
        ("top_logprobs", 3),
        ("web_search_options", {}),
    ],
)
def test_what_a_client_would_rely_on_is_refused_by_name(name: str, value: object) -> None:
    assert refused(body(**{name: value})) == (NotOffered, f"/{name}")


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ([], ""),
        ("model", ""),
        (None, ""),
        ({}, "/model"),
        ({"model": 7, "messages": [QUESTION]}, "/model"),
        ({"model": "", "messages": [QUESTION]}, "/model"),
        ({"model": "x" * (limits.MODEL_NAME_MOST + 1), "messages": [QUESTION]}, "/model"),
        ({"model": MODEL}, "/messages"),
        ({"model": MODEL, "messages": []}, "/messages"),
        ({"model": MODEL, "messages": "hi"}, "/messages"),
        ({"model": MODEL, "messages": [QUESTION] * (limits.MESSAGES_MOST + 1)}, "/messages"),
        (body(messages=["hi"]), "/messages/0"),
        (body(messages=[QUESTION, {"content": "hi"}]), "/messages/1/role"),
        (body(messages=[{"role": "king", "content": "hi"}]), "/messages/0/role"),
        (body(messages=[{"role": ["user"], "content": "hi"}]), "/messages/0/role"),
        (body(messages=[{"role": "user"}]), "/messages/0/content"),
        (body(messages=[{"role": "user", "content": 7}]), "/messages/0/content"),
        (body(messages=[{"role": "system", "content": "x" * (limits.MESSAGE_MOST + 1)}]), "/messages/0/content"),
        (body(messages=[{"role": "user", "content": ["hi"]}]), "/messages/0/content/0"),
        (body(messages=[{"role": "user", "content": [{"type": "text"}]}]), "/messages/0/content/0/text"),
        (
            body(messages=[{"role": "user", "content": [{"type": "text", "text": ""}] * (limits.PARTS_MOST + 1)}]),
            "/messages/0/content",
        ),
        (body(temperature="hot"), "/temperature"),
        (body(temperature=True), "/temperature"),
        (body(temperature=2.1), "/temperature"),
        (body(top_p=-0.1), "/top_p"),
        (body(max_tokens=0), "/max_tokens"),
        (body(max_completion_tokens=10**12), "/max_completion_tokens"),
        (body(x_openledger=7), "/x_openledger"),
        (body(x_openledger={"maxprice": 7}), "/x_openledger/maxprice"),
        (body(x_openledger={"max_price": 7}), "/x_openledger/max_price"),
        (body(x_openledger={"max_price": {"amount": 7, "unit": "micro-OPEN"}}), "/x_openledger/max_price"),
        (body(x_openledger={"max_price": {"amount": "7", "unit": "OPEN"}}), "/x_openledger/max_price"),
        (body(x_openledger={"max_price": {"amount": "-7", "unit": "micro-OPEN"}}), "/x_openledger/max_price"),
        (body(x_openledger={"max_price": {"amount": "9" * 18, "unit": "micro-OPEN"}}), "/x_openledger/max_price"),
        (body(x_openledger={"max_price": {"amount": "٣", "unit": "micro-OPEN"}}), "/x_openledger/max_price"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_at_its_place(sent: object, place: str) -> None:
    assert refused(sent) == (BadBody, place)


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        (body(messages=[{"role": "tool", "content": "7", "tool_call_id": "x"}]), "/messages/0/role"),
        (body(messages=[{"role": "function", "content": "7"}]), "/messages/0/role"),
        (
            body(messages=[{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]),
            "/messages/0/content/0/type",
        ),
    ],
)
def test_messages_of_a_kind_that_is_not_read_are_refused_by_name(sent: object, place: str) -> None:
    assert refused(sent) == (NotOffered, place)


@pytest.mark.parametrize(
    ("talk", "place"),
    [
        ([{"role": "system", "content": "Be kind."}], "/messages"),
        ([QUESTION, {"role": "user", "content": " \n "}], "/messages/1/content"),
        ([{"role": "user", "content": []}], "/messages/0/content"),
        ([{"role": "user", "content": "x" * (limits.PROMPT_MOST + 1)}], "/messages/0/content"),
    ],
)
def test_a_conversation_without_a_question_is_refused(talk: list[dict[str, Any]], place: str) -> None:
    assert refused(body(messages=talk)) == (BadPrompt, place)


def test_the_longest_question_is_asked() -> None:
    longest = "x" * limits.PROMPT_MOST
    assert messages.read_prompt(f" {longest} ", field="/prompt") == longest


@pytest.mark.parametrize("ours", [None, {}, {"max_price": None}])
def test_a_caller_need_not_say_a_limit(ours: object) -> None:
    assert completions.read(body(x_openledger=ours)).most is None


def test_a_caller_may_say_the_most_they_pay() -> None:
    ours = {"max_price": {"amount": "10000", "unit": "micro-OPEN"}}
    assert completions.read(body(x_openledger=ours)).most == Amount(10_000)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = (
    "model", "messages", "stream", "n", "tools", "temperature", "x_openledger", "response_format", "role", "content",
)  # fmt: skip


def places_named(sent: object) -> list[str]:
    """None if it can be read."""
    try:
        completions.read(sent)
    except Invalid as refusal:
        return list(refusal.fields)
    return []


@given(st.dictionaries(st.sampled_from(FIELDS), anything, max_size=6) | anything)
def test_whatever_is_sent_is_read_or_refused_at_one_place(sent: object) -> None:
    assert len(places_named(sent)) <= 1


@given(anything)
def test_whatever_a_message_is_it_is_read_or_refused_at_its_place(message: object) -> None:
    assert all(place.startswith("/messages/1") for place in places_named(body(messages=[QUESTION, message])))
