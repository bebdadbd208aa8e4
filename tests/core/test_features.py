"""Words and shingles: what two texts have in common, however they are spelled and in whatever script."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.contributions.core import features
from apps.contributions.core.features import MILLION

TEXTS = st.text(max_size=60)
SPELLED = ["ab", "c,", "don't", "os.path.", "__init__", "東京", "हिन्दी", "e\u0301"]
SAYINGS = st.lists(st.sampled_from(SPELLED), max_size=9).map(" ".join)
SETS = st.frozensets(st.tuples(st.sampled_from("abcdef")), max_size=6)


def test_spaces_case_width_and_what_cannot_be_seen_make_no_other_text() -> None:
    assert features.normalised("  The\u200b CAFE\u0301\n\tis \uff21\ufeff ") == "the caf\u00e9 is a"
    assert features.normalised("don\u2019t") == features.normalised("DON'T")
    assert features.normalised("\u2060 \u00ad") == ""


@given(TEXTS | SAYINGS)
def test_what_is_normalised_stays_as_it_is(text: str) -> None:
    once = features.normalised(text)
    assert features.normalised(once) == once
    assert features.words(once) == features.words(text)


def test_no_character_needs_a_second_folding_and_each_has_one_spelling() -> None:
    letters = [chr(point) for point in range(sys.maxunicode + 1)]
    written = [letter for letter in letters if unicodedata.category(letter) not in {"Cs", "Cn", "Co"}]
    folded = {letter: features.normalised(letter) for letter in written}
    assert [letter for letter in written if features.normalised(folded[letter]) != folded[letter]] == []
    assert [letter for letter in written if not unicodedata.is_normalized("NFKC", folded[letter])] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Call os.path.join(a, b).", ["call", "os.path.join", "a", "b"]),
        ("__init__ and snake_case", ["__init__", "and", "snake_case"]),
        ("Don't wait... 3.14 (or so)!", ["don't", "wait", "3.14", "or", "so"]),
        ("'quoted' .hidden end.", ["quoted", "hidden", "end"]),
        ("na\u00efve Stra\u00dfe", ["na\u00efve", "strasse"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("東京は, abc中文", ["東", "京", "は", "abc", "中", "文"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("?! ...", []),
        ("", []),
    ],
)
def test_words_are_what_a_reader_takes_for_words(text: str, words: list[str]) -> None:
    assert features.words(text) == words


@given(st.text(st.characters(max_codepoint=127), max_size=60) | st.text("ab_1.' \n-", max_size=20))
def test_the_quick_way_for_plain_letters_finds_the_same_words(text: str) -> None:
    """One letter of another script at the end, and the words before it are found the other way."""
    assert features.words(text + " é")[:-1] == features.words(text)


@given(TEXTS | SAYINGS)
def test_every_word_is_found_again_where_it_stands(text: str) -> None:
    located = features.located(text)
    assert [one.word for one in located] == features.words(text)
    assert all(0 <= one.start < one.end <= len(text) for one in located)
    assert located == sorted(located, key=lambda one: one.start)


@given(SAYINGS)
def test_the_place_of_a_word_holds_this_word_and_no_other(text: str) -> None:
    for word, start, end in features.located(text):
        assert features.words(text[start:end]) == [word]


def test_a_place_counts_the_letters_that_were_written() -> None:
    assert features.located("Cafe\u0301 \ufb01ne") == [("caf\u00e9", 0, 5), ("fine", 6, 9)]
    assert features.located("東京ab") == [("東", 0, 1), ("京", 1, 2), ("ab", 2, 4)]


def test_loose_parts_of_a_syllable_are_placed_as_a_whole() -> None:
    assert features.located("x \u1112\u1161\u11ab!") == [("x", 0, 1), ("\ud55c", 2, 6)]


def test_shingles_are_runs_of_three_words() -> None:
    assert features.shingles("One two three, four") == {("one", "two", "three"), ("two", "three", "four")}
    assert features.shingles("a b c d", 2) == {("a", "b"), ("b", "c"), ("c", "d")}


def test_a_short_text_is_compared_as_a_whole() -> None:
    assert features.shingles("Yes, sir") == {("yes", "sir")}
    assert features.shingles("??? !!!") == {("???", "!!!")}
    assert features.shingles(" \n") == frozenset()


def test_similarity_is_a_part_of_all_that_either_says() -> None:
    seven, ten = (frozenset((str(number),) for number in range(size)) for size in (7, 10))
    assert features.similarity(seven, ten) == 700_000
    assert features.similarity(frozenset([("a",)]), frozenset([("a",), ("b",), ("c",)])) == 333_333
    assert features.similarity(frozenset(), frozenset()) == 0


@given(SETS, SETS)
def test_similarity_has_no_direction_and_is_whole_only_for_the_same(
    a: frozenset[features.Shingle], b: frozenset[features.Shingle]
) -> None:
    alike = features.similarity(a, b)
    assert alike == features.similarity(b, a)
    assert 0 <= alike <= MILLION
    assert (alike == MILLION) == (a == b and bool(a))


@given(SETS, SETS, st.integers(0, MILLION))
def test_at_least_so_many_parts_is_exact(
    a: frozenset[features.Shingle], b: frozenset[features.Shingle], bound: int
) -> None:
    if a | b:
        assert (features.similarity(a, b) >= bound) == (len(a & b) * MILLION >= bound * len(a | b))
