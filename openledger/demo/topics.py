"""Questions and answers for the demo, from the help topics that come with the installed Python."""

import itertools
import re
from collections.abc import Iterator
from pydoc_data.topics import topics

from apps.contributions.core import records

SOURCE = "https://docs.python.org/3/reference/"
#: An answer is some paragraphs of prose: grammar, code and remarks about versions are left out.
MOST_LETTERS = 1_200
#: Enough to find answers in, and few enough to be given, judged and frozen while somebody waits for a first start.
MOST_TOPICS = 48
LEAST_WORDS = 12
#: What people ask about first; the rest follows by name.
ASKED_ABOUT = frozenset(
    """
    assert assignment booleans break calls class comparisons conversions del dict else exceptions for formatstrings
    function global if import in integers lambda lists naming nonlocal numbers operator-summary pass raise return
    sequence-types slicings strings truth try typesmapping typesseq while with yield
    """.split()  # noqa: SIM905 - names read better without their quotes
)
_ASIDE = re.compile(r"(New|Changed|Deprecated) in version|^[=*~-]+$|^\[|^\*\*|^\w+\.\w+\(")
_EMPHASIS = re.compile(r"\*([\w./ -]+)\*")


def all_records() -> Iterator[tuple[str, dict[str, str]]]:
    """The name of each topic that has something to say, and its record. Some topics have two names."""
    yield from itertools.islice(_records(), MOST_TOPICS)


def _records() -> Iterator[tuple[str, dict[str, str]]]:
    told: set[str] = set()
    for name in sorted(topics, key=lambda topic: (topic not in ASKED_ABOUT, topic)):
        title, _, text = topics[name].partition("\n")
        answer = _answer(text)
        if answer and answer not in told:
            told.add(answer)
            yield name, {records.QUESTION: _question(title.strip()), records.ANSWER: answer}


def _question(title: str) -> str:
    spoken = " ".join(word.lower() if word.istitle() else word for word in title.split())
    if spoken.startswith("the ") and spoken.endswith("statement"):
        return f"How does {spoken} work in Python?"
    return f"What should I know about {spoken} in Python?"


def _answer(text: str) -> str:
    chosen: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        if not _is_prose(paragraph):
            continue
        prose = " ".join(_EMPHASIS.sub(r"\1", paragraph).split()).removesuffix(":") + (
            "." if paragraph.rstrip().endswith(":") else ""
        )
        if sum(map(len, chosen)) + len(prose) > MOST_LETTERS:
            break
        chosen.append(prose)
    return "\n\n".join(chosen)


def _is_prose(paragraph: str) -> bool:
    lines = paragraph.strip("\n").splitlines()
    return bool(
        lines
        and not any(line.startswith(" ") for line in lines)
        and not any(_ASIDE.search(line) for line in lines)
        and len(paragraph.split()) >= LEAST_WORDS
        and "::=" not in paragraph
    )
