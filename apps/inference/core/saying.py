"""What was said in a call, as it is kept: the question, the answer, and the quotes that the answer is made of.

The answer names its quotes by marks, [1] and on, in the order of `quotes`. Nobody has to read the marks out of it: a
quoted sentence may hold something that looks like one.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from apps.factory.core import quoting
from apps.factory.core.quoting import Quote


@dataclass(frozen=True, slots=True)
class Words:
    """What was asked and answered. Without quotes, the answer is all that is known of it."""

    prompt: str
    answer: str
    quotes: tuple[Quote, ...] = ()


def of_quotes(prompt: str, quotes: Sequence[Quote]) -> Words:
    """The answer that these quotes make."""
    return Words(prompt=prompt, answer=quoting.text_of(quotes), quotes=tuple(quotes))


def written(words: Words) -> str:
    """The answer as one string, to be sealed."""
    quotes = [[quote.item, quote.text] for quote in words.quotes]
    return json.dumps({"answer": words.answer, "quotes": quotes}, ensure_ascii=False)


def read(prompt: str, text: str) -> Words:
    """The same again."""
    kept = json.loads(text)
    quotes = tuple(Quote(item=item, text=said) for item, said in kept["quotes"])
    return Words(prompt=prompt, answer=kept["answer"], quotes=quotes)
