"""What of a conversation is asked: the last message of the user. Everything else is context that is not used yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from apps.foundation.errors import Invalid
from apps.inference.core import limits

USER: Final = "user"
ASSISTANT: Final = "assistant"
ROLES: Final = ("system", "developer", USER, ASSISTANT)


class BadPrompt(Invalid):
    """There is nothing to answer, or too much."""

    code = "bad_prompt"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: str
    content: str


def prompt_of(messages: Sequence[Message]) -> str:
    """The question, trimmed. A refusal names the message."""
    asked = [place for place, message in enumerate(messages) if message.role == USER]
    if not asked:
        sentence = "Ask something: a message with the role user is needed."
        raise BadPrompt(sentence, fields={"/messages": sentence})
    return read_prompt(messages[asked[-1]].content, field=f"/messages/{asked[-1]}/content")


def read_prompt(text: str, *, field: str) -> str:
    """A question that is neither empty nor too long."""
    prompt = text.strip()
    if not prompt:
        raise _bad("Ask something: the question is empty.", field)
    if len(prompt) > limits.PROMPT_MOST:
        raise _bad(f"A question has at most {limits.PROMPT_MOST:,} characters.", field)
    return prompt


def _bad(sentence: str, field: str) -> BadPrompt:
    return BadPrompt(sentence, fields={field: sentence})
