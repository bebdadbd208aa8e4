"""Novelty: the index finds what comparing everything with everything finds, and the first one wins."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.attribution.core import novelty
from apps.attribution.core.limits import MILLION
from apps.attribution.core.novelty import NEAR, Text, Verdict
from apps.contributions.core import features
from apps.contributions.core.features import Shingle

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BOOK = [f"word{number}" for number in range(16)]


def text(number: int, said: str, *, witness: bool = False) -> Text:
    return Text(f"itm_{number:06}", (NOON + timedelta(seconds=number), bytes([number % 251])), said, witness)


@st.composite
def versions(draw: st.DrawFn) -> list[Text]:
    """Texts that are near each other: one text, each time with some words of it changed, cut or left out."""
    drawn = []
    for number in range(draw(st.integers(0, 12))):
        said = BOOK[draw(st.integers(0, 3)) : len(BOOK) - draw(st.integers(0, 12))]
        for _ in range(draw(st.integers(0, 2))):
            said[draw(st.integers(0, len(said) - 1))] = draw(st.sampled_from(["word0", "other", ""]))
        drawn.append(text(number, " ".join(said), witness=draw(st.booleans())))
    return drawn


def by_comparing_all(texts: list[Text]) -> list[Verdict]:
    """What the docstring of the module says, word by word."""
    verdicts, sets = [], [features.shingles(one.text) for one in texts]
    for position, one in enumerate(texts):
        verdict = Verdict(one.item, novelty=MILLION)
        for at, earlier in reversed(list(enumerate(texts[:position]))):
            same = features.normalised(earlier.text) == features.normalised(one.text)
            alike = features.similarity(sets[at], sets[position])
            if same or alike >= NEAR:
                verdict = Verdict(one.item, 0, earlier.item, MILLION if same else alike)
        verdicts += [] if one.witness else [verdict]
    return verdicts


@given(versions())
def test_the_index_finds_what_comparing_all_finds(texts: list[Text]) -> None:
    assert list(novelty.judge(texts)) == by_comparing_all(texts)


def test_it_does_so_among_many_texts_of_all_lengths() -> None:
    chance = random.Random(7)
    said = [[chance.choice(BOOK) for _ in range(chance.randrange(3, 40))] for _ in range(40)]
    for _ in range(160):
        copy = list(chance.choice(said))
        for _ in range(chance.randrange(4)):
            copy[chance.randrange(len(copy))] = chance.choice(BOOK)
        said.append(copy + [chance.choice(BOOK) for _ in range(chance.randrange(3))])
    texts = [text(number, " ".join(words)) for number, words in enumerate(said)]
    verdicts = by_comparing_all(texts)
    assert list(novelty.judge(texts)) == verdicts
    assert 50 < sum(not verdict.novelty for verdict in verdicts) < 180


@given(versions(), st.randoms(use_true_random=False))
def test_the_order_in_which_texts_are_given_says_nothing(texts: list[Text], chance: random.Random) -> None:
    shuffled = texts[:]
    chance.shuffle(shuffled)
    assert novelty.judge(shuffled) == novelty.judge(texts)


@given(versions(), st.data())
def test_copies_that_come_later_change_no_verdict(texts: list[Text], data: st.DataObject) -> None:
    copied = data.draw(st.lists(st.sampled_from(texts), max_size=5)) if texts else []
    copies = [
        text(100 + number, one.text.upper(), witness=data.draw(st.booleans()))
        for number, one in enumerate(copied)
    ]
    verdicts = novelty.judge(texts + copies)
    alone = novelty.judge(texts)
    assert verdicts[: len(alone)] == alone
    assert all(not verdict.novelty for verdict in verdicts[len(alone) :])


def test_the_first_is_new_and_a_copy_names_it() -> None:
    first, again, other = novelty.judge(
        [text(1, "Water boils."), text(2, " water BOILS"), text(3, "Ice melts.")]
    )
    assert first == Verdict("itm_000001", MILLION)
    assert again == Verdict("itm_000002", 0, copy_of="itm_000001", similarity=MILLION)
    assert other == Verdict("itm_000003", MILLION)


def test_earlier_goes_by_when_it_was_committed_and_then_by_its_hash() -> None:
    late = Text("itm_a", (NOON, b"\x02"), "Water boils.")
    early = Text("itm_b", (NOON, b"\x01"), "Water boils.")
    assert [verdict.copy_of for verdict in novelty.judge([late, early])] == ["", "itm_b"]


def test_exactly_seven_of_ten_shingles_are_a_copy_and_fewer_are_not() -> None:
    seven_of_ten = novelty.judge([text(1, " ".join(BOOK[:9])), text(2, " ".join(BOOK[:12]))])
    assert seven_of_ten[1] == Verdict("itm_000002", 0, "itm_000001", 700_000)
    two_of_three = novelty.judge([text(1, " ".join(BOOK[:4])), text(2, " ".join(BOOK[:5]))])
    assert [verdict.novelty for verdict in two_of_three] == [MILLION, MILLION]


def test_a_copy_joins_the_earliest_that_it_is_like_itself_and_no_chain_is_made() -> None:
    series = [" ".join(BOOK[start : start + 12]) for start in range(5)]
    verdicts = novelty.judge([text(number, said) for number, said in enumerate(series[:4])])
    assert [verdict.copy_of for verdict in verdicts] == ["", "itm_000000", "itm_000001", "itm_000002"]
    verdicts = novelty.judge([text(number, said) for number, said in enumerate(series[::2])])
    assert [verdict.novelty for verdict in verdicts] == [MILLION, MILLION, MILLION]


def test_a_witness_is_matched_and_gets_no_verdict() -> None:
    verdicts = novelty.judge([text(1, "Water boils.", witness=True), text(2, "Water boils.")])
    assert verdicts == (Verdict("itm_000002", 0, "itm_000001", MILLION),)


def test_texts_without_words_are_copies_of_the_same_signs_only() -> None:
    verdicts = novelty.judge([text(n, said) for n, said in enumerate(["", "?!", " ", "!!", "?!"])])
    assert [verdict.copy_of for verdict in verdicts] == ["", "", "itm_000000", "", "itm_000001"]
    assert verdicts[2].similarity == MILLION


def test_an_item_is_judged_once() -> None:
    with pytest.raises(ValueError, match="once"):
        novelty.judge([text(1, "a"), text(1, "b")])


@pytest.mark.parametrize("own", [0, 3, 12, 30])
def test_what_everybody_says_makes_nobody_compare_everything(
    own: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form of eighty words that all share, with so many own words: copies, nearly copies, and new ones."""
    chance, compared, honest = random.Random(own), 0, features.similarity

    def counting(a: frozenset[Shingle], b: frozenset[Shingle]) -> int:
        nonlocal compared
        compared += 1
        return honest(a, b)

    monkeypatch.setattr(features, "similarity", counting)
    form = [f"form{number}" for number in range(80)]
    texts = [
        text(number, " ".join(form + [f"own{chance.randrange(10**6)}" for _ in range(own)]))
        for number in range(600)
    ]
    verdicts = novelty.judge(texts)
    assert sum(verdict.novelty for verdict in verdicts) == (600 if own == 30 else 1) * MILLION
    assert compared <= 4 * len(texts)
