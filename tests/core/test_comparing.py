"""Two wordings differ by pieces of whole words, and the pieces make both of them."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.datanets.core import comparing

TEXTS = st.text(st.sampled_from("ab c.\n'日本é"), max_size=40) | st.text(max_size=40)


def told(old: str, new: str, steps: int = comparing.STEPS_MOST) -> str:
    """The pieces as one line: `-[gone]` and `+[come]`."""
    signs = {comparing.SAME: "{}", comparing.ADDED: "+[{}]", comparing.REMOVED: "-[{}]"}
    return "".join(
        signs[piece.kind].format(piece.text) for piece in comparing.word_diff(old, new, steps=steps)
    )


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("", "", ""),
        ("as it was", "as it was", "as it was"),
        ("", "all new", "+[all new]"),
        ("all gone", "", "-[all gone]"),
        ("the red house", "the blue house", "the -[red]+[blue] house"),
        ("one two", "one two three", "one two+[ three]"),
        ("two three", "one two three", "+[one ]two three"),
        ("It ends.", "It ends!", "It ends-[.]+[!]"),
        ("don't stop", "don't-ever stop", "-[don't]+[don't-ever] stop"),
        ("a b", "c d", "-[a b]+[c d]"),
        ("ng'ombe wawili", "ng'ombe watatu", "ng'ombe -[wawili]+[watatu]"),
        ("हिन्दी भाषा।", "हिन्दी भाषाएँ।", "हिन्दी -[भाषा]+[भाषाएँ]।"),
        ("今日は雨です", "今日は晴です", "今日は-[雨]+[晴]です"),
        ("a  b", "a b", "a -[ ]b"),
        ("a b\n", "a\tb", "a-[ ]+[\t]b-[\n]"),
        (" ", "a", "+[a]-[ ]"),
    ],
)
def test_a_change_is_shown_by_whole_words(old: str, new: str, line: str) -> None:
    assert told(old, new) == line


@given(TEXTS, TEXTS, st.sampled_from([0, 3, 30, comparing.STEPS_MOST]))
def test_the_pieces_make_both_texts_however_few_steps_there_are(old: str, new: str, steps: int) -> None:
    pieces = comparing.word_diff(old, new, steps=steps)
    assert "".join(piece.text for piece in pieces if piece.kind != comparing.ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.kind != comparing.REMOVED) == new
    assert all(piece.text for piece in pieces)
    assert all(one.kind != other.kind for one, other in itertools.pairwise(pieces))


def test_too_much_to_compare_goes_and_comes_as_a_whole() -> None:
    old, new = "so a b c d e f on", "so 1 b 2 d 3 f 4 on"
    assert told(old, new) == "so -[a]+[1] b -[c]+[2] d -[e]+[3] f+[ 4] on"
    assert told(old, new, steps=8) == "so -[a b c d e f]+[1 b 2 d 3 f 4] on"


def test_a_text_made_to_be_slow_is_not_compared_to_the_end() -> None:
    chance = random.Random(7)
    old, new = (" ".join(chance.choices("ab", k=1_500)) for _ in range(2))
    pieces = comparing.word_diff(f"x {old} y", f"z {new} w")
    assert [piece.kind for piece in pieces] == [comparing.REMOVED, comparing.ADDED]


@pytest.mark.parametrize(("count", "different"), [(6_000, 900), (400, 20)])
def test_a_long_text_with_few_changes_is_compared_to_the_end(count: int, different: int) -> None:
    """Also when each word comes often, which difflib left to itself would take for noise."""
    words = [f"word{number % different}" for number in range(count)]
    edited = list(words)
    for place in (10, count // 2, count - 10):
        edited[place] = "edited"
    kinds = [piece.kind for piece in comparing.word_diff(" ".join(words), " ".join(edited))]
    assert kinds == [*[comparing.SAME, comparing.REMOVED, comparing.ADDED] * 3, comparing.SAME]
