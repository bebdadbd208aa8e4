"""The parts of a context: prose in Markdown, a glossary and sources, each within its bounds, and how they are kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from apps.datanets.core import limits
from apps.foundation.errors import Invalid
from apps.people.core import names

#: The parts that are prose, and how long each may be, in the order in which they are read.
PROSE: Final[Mapping[str, int]] = {
    "guidelines": limits.GUIDELINES_MOST,
    "good": limits.EXAMPLES_MOST,
    "bad": limits.EXAMPLES_MOST,
    "wanted": limits.EXAMPLES_MOST,
}
#: A web address without a name and a password in it, which would hide where it leads.
_ADDRESS: Final = re.compile(r"https?://[\w.-]+(:[0-9]{1,5})?([/?#][^\s<>\"\\^`{|}]*)?", re.IGNORECASE)


class NothingSaid(Invalid):
    """Context says something."""

    code = "nothing_said"


class BadContext(Invalid):
    """A row that says half of what it should, says it twice, or leads nowhere."""

    code = "bad_context"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the domain and what it means here."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where something can be looked up, and what it is good for."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ContextParts:
    """Everything that one version of the context says."""

    guidelines: str
    good: str = ""
    bad: str = ""
    wanted: str = ""
    glossary: tuple[Term, ...] = ()
    sources: tuple[Source, ...] = ()


def read(parts: ContextParts) -> ContextParts:
    """The parts as they are kept, or a refusal that names the place."""
    prose = {
        name: names.read_text(getattr(parts, name), field=name, most=most) for name, most in PROSE.items()
    }
    if not prose["guidelines"]:
        raise NothingSaid(
            "Say what good and bad look like: people cannot guess it.", fields={"/guidelines": "empty"}
        )
    _refuse_more(parts.glossary, limits.TERMS_MOST, "glossary")
    _refuse_more(parts.sources, limits.SOURCES_MOST, "sources")
    glossary = tuple(_term(number, one) for number, one in enumerate(parts.glossary))
    _refuse_twice([one.term for one in glossary])
    sources = tuple(_source(number, one) for number, one in enumerate(parts.sources))
    return replace(parts, **prose, glossary=glossary, sources=sources)


def is_address(url: str) -> bool:
    """Whether it leads to the open web, and shows where."""
    return len(url.strip()) <= limits.URL_MOST and _ADDRESS.fullmatch(url.strip()) is not None


def value(parts: ContextParts) -> dict[str, Any]:
    """The parts as plain values: how they are kept, exported and hashed."""
    return {
        **{name: getattr(parts, name) for name in PROSE},
        "glossary": [{"term": one.term, "meaning": one.meaning} for one in parts.glossary],
        "sources": [{"title": one.title, "url": one.url, "note": one.note} for one in parts.sources],
    }


def from_value(told: Mapping[str, Any]) -> ContextParts:
    """The parts again, from what was kept."""
    return ContextParts(
        **{name: str(told.get(name) or "") for name in PROSE},
        glossary=tuple(Term(one["term"], one["meaning"]) for one in told.get("glossary") or ()),
        sources=tuple(
            Source(one["title"], one["url"], one.get("note", "")) for one in told.get("sources") or ()
        ),
    )


def as_text(parts: ContextParts) -> dict[str, str]:
    """Each part as lines of text, for comparing two versions."""
    return {
        **{name: getattr(parts, name) for name in PROSE},
        "glossary": "\n".join(f"{one.term}: {one.meaning}" for one in parts.glossary),
        "sources": "\n".join(
            f"{one.title} <{one.url}>{': ' if one.note else ''}{one.note}" for one in parts.sources
        ),
    }


def _refuse_more(rows: Sequence[object], most: int, field: str) -> None:
    if len(rows) > most:
        raise BadContext(f"There is room for {most} rows.", fields={f"/{field}": "too_many"})


def _refuse_twice(terms: Sequence[str]) -> None:
    seen: set[str] = set()
    for number, term in enumerate(terms):
        if term.casefold() in seen:
            raise BadContext(
                f"“{term}” is in the glossary twice: say there what it means in all its uses.",
                fields={f"/glossary/{number}/term": "twice"},
            )
        seen.add(term.casefold())


def _term(number: int, one: Term) -> Term:
    place = f"glossary/{number}"
    return Term(
        term=names.read_name(one.term, field=f"{place}/term", most=limits.TERM_MOST),
        meaning=names.read_name(one.meaning, field=f"{place}/meaning", most=limits.MEANING_MOST),
    )


def _source(number: int, one: Source) -> Source:
    place = f"sources/{number}"
    if not is_address(one.url):
        raise BadContext(
            "A source is a web address that begins with https:// or http://.",
            fields={f"/{place}/url": "not_a_link"},
        )
    return Source(
        title=names.read_name(one.title, field=f"{place}/title", most=limits.SOURCE_MOST),
        url=one.url.strip(),
        note=names.read_name(one.note, field=f"{place}/note", most=limits.NOTE_MOST, may_be_empty=True),
    )
