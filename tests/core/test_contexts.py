"""The parts of a context are bounded, and a refusal names the row that it is about."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.datanets.core import contexts, limits
from apps.datanets.core.contexts import BadContext, ContextParts, NothingSaid, Source, Term
from apps.people.core.names import BadName

LINE = st.text(st.sampled_from("abc äß日"), min_size=1, max_size=20).filter(str.strip)
PARTS = st.builds(
    ContextParts,
    guidelines=LINE,
    good=LINE | st.just(""),
    glossary=st.lists(
        st.builds(Term, LINE, LINE), max_size=4, unique_by=lambda one: " ".join(one.term.split()).casefold()
    ).map(tuple),
    sources=st.lists(st.builds(Source, LINE, st.just("https://example.org/a"), LINE), max_size=3).map(tuple),
)
WHOLE = ContextParts(
    "Say it.",
    good="So.",
    bad="Not so.",
    wanted="More.",
    glossary=(Term("pest", "what eats the crop"),),
    sources=(Source("Handbook", "https://example.org/handbook?page=2#x", "for doses"),),
)


@given(PARTS)
def test_parts_are_kept_as_values_and_read_again(parts: ContextParts) -> None:
    kept = contexts.read(parts)
    assert contexts.from_value(contexts.value(kept)) == kept
    assert contexts.read(kept) == kept


def test_a_context_from_before_says_its_guidelines_alone() -> None:
    assert contexts.from_value({"guidelines": "Say it.", "glossary": [], "sources": None}) == ContextParts(
        "Say it."
    )


def changed(**parts: object) -> ContextParts:
    return dataclasses.replace(WHOLE, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parts", "refusal", "place"),
    [
        (changed(guidelines=" \n "), NothingSaid, "/guidelines"),
        (changed(guidelines="x" * (limits.GUIDELINES_MOST + 1)), BadName, "/guidelines"),
        (changed(good="x" * (limits.EXAMPLES_MOST + 1)), BadName, "/good"),
        (changed(bad="\u202eturned"), BadName, "/bad"),
        (changed(wanted="\x00"), BadName, "/wanted"),
        (changed(glossary=(Term("", "meaning"),)), BadName, "/glossary/0/term"),
        (changed(glossary=(Term("a", "b"), Term("c", ""))), BadName, "/glossary/1/meaning"),
        (changed(glossary=(Term("Pest", "b"), Term("pest", "c"))), BadContext, "/glossary/1/term"),
        (changed(glossary=(Term("x" * 81, "b"),)), BadName, "/glossary/0/term"),
        (changed(glossary=(Term("x", "b" * 501),)), BadName, "/glossary/0/meaning"),
        (changed(glossary=tuple(Term(f"w{n}", "m") for n in range(201))), BadContext, "/glossary"),
        (changed(sources=tuple(Source(f"s{n}", "https://a.example") for n in range(51))), BadContext, "/sources"),
        (changed(sources=(Source("", "https://a.example"),)), BadName, "/sources/0/title"),
        (changed(sources=(Source("a", "https://a.example", "x" * 301),)), BadName, "/sources/0/note"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_where_it_stands(
    parts: ContextParts, refusal: type[Exception], place: str
) -> None:
    with pytest.raises(refusal) as refused:
        contexts.read(parts)
    assert list(refused.value.fields) == [place]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "//a.example", "/settings/", "a.example", "https://",
     "https://bank.example@evil.example/", "https://a.example/ b", "https://a.example/\nx", 'https://a.example/"x',
     "https://a.example/<x>", "https:a.example", " ", "https://a.example:123456/", "https://" + "a" * 500],
)  # fmt: skip
def test_a_source_leads_to_the_open_web_and_shows_where(url: str) -> None:
    with pytest.raises(BadContext) as refused:
        contexts.read(changed(sources=(Source("ok", "https://b.example"), Source("a", url))))
    assert refused.value.fields == {"/sources/1/url": "not_a_link"}


@pytest.mark.parametrize(
    "url", ["https://a.example", "HTTP://a.example:8080/x?y=z#w", "https://müller.example/ä", " https://a.example/ "]
)  # fmt: skip
def test_a_web_address_is_a_source(url: str) -> None:
    assert contexts.read(changed(sources=(Source("a", url),))).sources[0].url == url.strip()


def test_two_versions_are_compared_part_by_part_as_lines() -> None:
    assert contexts.as_text(WHOLE)["glossary"] == "pest: what eats the crop"
    assert contexts.as_text(WHOLE)["sources"] == "Handbook <https://example.org/handbook?page=2#x>: for doses"
