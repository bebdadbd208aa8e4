"""Reads what clients of OpenAI's chat completions send. Fields that change nothing here are passed over.

What a client would rely on and not get is refused by its name: better no answer than another one than was asked for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from apps.foundation import money
from apps.foundation.errors import Invalid
from apps.foundation.money import Amount
from apps.inference.core import limits, messages
from apps.inference.core.messages import Message

#: Where what is ours stands, in what is sent and in what is answered.
OURS: Final = "x_openledger"
MAX_PRICE: Final = "max_price"

_WHOLE = re.compile(r"[0-9]{1,18}")
#: Words of a message of somebody else than the people who talk.
_ROLES_OF_TOOLS: Final = ("tool", "function")


class BadBody(Invalid):
    """The body is not what a chat completion looks like."""

    code = "bad_body"


class NotOffered(Invalid):
    """The body asks for something that is not offered here."""

    code = "not_offered"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a model, and the most that the caller agrees to pay for the answer."""

    model: str
    prompt: str
    most: Amount | None


def read(body: object) -> Asked:
    """The question; the first thing that is wrong is named by its place."""
    if not isinstance(body, dict):
        raise _wrong("The body is a JSON object with model and messages.", "")
    for name, fine in _NOT_OFFERED.items():
        if not _is_among(body.get(name), fine):
            sentence = f"{name} is not offered here: leave it out."
            raise NotOffered(sentence, fields={f"/{name}": sentence})
    for name, (least, most) in _NUMBERS.items():
        _check_number(name, body.get(name), least, most)
    return Asked(
        model=_model(body.get("model")),
        prompt=messages.prompt_of(_messages(body.get("messages"))),
        most=_most(body.get(OURS)),
    )


#: Fields that are refused unless they say what is done anyway.
_NOT_OFFERED: Final[Mapping[str, tuple[object, ...]]] = {
    "stream": (None, False),
    "n": (None, 1),
    "tools": (None, []),
    "functions": (None, []),
    "tool_choice": (None, "none", "auto"),
    "function_call": (None, "none", "auto"),
    "response_format": (None, {"type": "text"}),
    "modalities": (None, ["text"]),
    "audio": (None,),
    "logprobs": (None, False),
    "top_logprobs": (None, 0),
    "web_search_options": (None,),
}
#: Numbers that a model with a choice of words would use; an answer here is made of quotes.
_NUMBERS: Final[Mapping[str, tuple[int, int]]] = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
    "max_tokens": (1, 10**9),
    "max_completion_tokens": (1, 10**9),
}


def _is_among(value: object, fine: tuple[object, ...]) -> bool:
    """`false` and 0 are told apart, as JSON does."""
    return any(value == each and type(value) is type(each) for each in fine)


def _check_number(name: str, value: object, least: int, most: int) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise _wrong(f"{name} is a number from {least} to {most}.", f"/{name}")


def _model(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= limits.MODEL_NAME_MOST:
        raise _wrong("model is the name of a model, such as agri-africa/agro-assist.", "/model")
    return value


def _messages(value: object) -> list[Message]:
    if not isinstance(value, list) or not 0 < len(value) <= limits.MESSAGES_MOST:
        raise _wrong(f"messages is a list of 1 to {limits.MESSAGES_MOST} messages.", "/messages")
    return [_message(message, f"/messages/{place}") for place, message in enumerate(value)]


def _message(value: object, place: str) -> Message:
    if not isinstance(value, dict):
        raise _wrong("A message is an object with role and content.", place)
    role = value.get("role")
    if role in _ROLES_OF_TOOLS:
        sentence = f"Messages of the role {role} are not offered here."
        raise NotOffered(sentence, fields={f"{place}/role": sentence})
    if not isinstance(role, str) or role not in messages.ROLES:
        raise _wrong(f"The role of a message is one of {', '.join(messages.ROLES)}.", f"{place}/role")
    content = value.get("content")
    if content is None and role == messages.ASSISTANT:
        return Message(role=role, content="")
    return Message(role=role, content=_text(content, f"{place}/content"))


def _text(value: object, place: str) -> str:
    if isinstance(value, list):
        if len(value) > limits.PARTS_MOST:
            raise _wrong(f"A message has at most {limits.PARTS_MOST} parts.", place)
        value = "\n".join(_part(part, f"{place}/{number}") for number, part in enumerate(value))
    if not isinstance(value, str):
        raise _wrong("The content of a message is text, or a list of parts of the type text.", place)
    if len(value) > limits.MESSAGE_MOST:
        raise _wrong(f"A message has at most {limits.MESSAGE_MOST:,} characters.", place)
    return value


def _part(value: object, place: str) -> str:
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise _wrong("A part of a message is an object with type and text.", place)
    if value["type"] != "text":
        sentence = f"Parts of the type {value['type'][:40]} are not offered here: send text."
        raise NotOffered(sentence, fields={f"{place}/type": sentence})
    if not isinstance(value.get("text"), str):
        raise _wrong("The text of a part is a string.", f"{place}/text")
    return str(value["text"])


def _most(ours: Any) -> Amount | None:  # noqa: ANN401 - whatever was sent
    """A limit that is misspelled is refused: it would be no limit."""
    if ours is None:
        return None
    if not isinstance(ours, dict):
        raise _wrong(f"{OURS} is an object.", f"/{OURS}")
    if strangers := sorted(ours.keys() - {MAX_PRICE}):
        raise _wrong(f"{OURS} takes {MAX_PRICE} and nothing else.", f"/{OURS}/{strangers[0][:80]}")
    price = ours.get(MAX_PRICE)
    return None if price is None else _money(price, f"/{OURS}/{MAX_PRICE}")


def _money(value: Any, place: str) -> Amount:  # noqa: ANN401 - whatever was sent
    shaped = isinstance(value, dict) and value.keys() == {"amount", "unit"} and value["unit"] == money.UNIT
    digits = value["amount"] if shaped else None
    if not isinstance(digits, str) or not _WHOLE.fullmatch(digits) or int(digits) > money.MOST:
        raise _wrong('Write money as {"amount": "73", "unit": "micro-OPEN"}, the amount in a string.', place)
    return Amount(int(digits))


def _wrong(sentence: str, place: str) -> BadBody:
    return BadBody(sentence, fields={place: sentence})
