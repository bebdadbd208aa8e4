"""Quotations: each word of an answer counts once, for whoever said it first, and nobody gains by copying."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from apps.attribution.core import spans
from apps.attribution.core.limits import MILLION
from apps.attribution.core.spans import LEAST, Passage, Traced
from apps.contributions.core import features

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BOILS = "Water boils at one hundred degrees at sea level."
MELTS = "Ice melts at zero degrees under the same pressure."
#: Few words in few orders, so that most texts quote each other.
PHRASES = ["a b b", "b a a", "a a a b", "b b", "a", "[1]"]
SAYINGS = st.lists(st.sampled_from(PHRASES), max_size=12).map(" ".join)
OFFERS = st.lists(SAYINGS, max_size=4)


def offered(*texts: str) -> list[Passage]:
    return [Passage(f"itm_{n}", (NOON + timedelta(seconds=n), b""), text) for n, text in enumerate(texts)]


def weights(traced: Traced) -> dict[str, int]:
    return {share.item: share.weight for share in traced.shares}


def windows(words: list[str], size: int) -> list[tuple[str, ...]]:
    """Every run of so many words that no mark breaks."""
    return [
        tuple(words[at : at + size])
        for at in range(len(words) - size + 1)
        if "1" not in words[at : at + size]
    ]


def by_windows(answer: str, texts: list[str], background: list[str]) -> dict[str, set[int]]:
    """The rule by sliding six words along: which positions count for whom."""
    said = features.words(answer)
    for text in background:
        size = min(LEAST, len(features.words(text)) - features.words(text).count("1"))
        known = {
            at + step
            for at in range(len(said) - size + 1)
            if size and tuple(said[at : at + size]) in windows(features.words(text), size)
            for step in range(size)
        }
        said = ["1" if at in known else word for at, word in enumerate(said)]
    original = features.words(answer)
    again = {
        at + step
        for at in range(len(original) - LEAST + 1)
        if tuple(original[at : at + LEAST]) in windows(original[:at], LEAST)
        for step in range(LEAST)
    }
    taken, counted = set(again), {}
    for number, text in enumerate(texts):
        covered = {
            at + step
            for at in range(len(said) - LEAST + 1)
            if tuple(said[at : at + LEAST]) in windows(features.words(text), LEAST)
            for step in range(LEAST)
        }
        if covered - taken:
            counted[f"itm_{number}"] = covered - taken
        taken |= covered
    return counted


@given(SAYINGS, OFFERS, st.lists(st.lists(st.sampled_from("ab"), max_size=8).map(" ".join), max_size=1))
def test_a_trace_is_what_sliding_six_words_along_finds(
    answer: str, texts: list[str], background: list[str]
) -> None:
    counted = by_windows(answer, texts, background)
    traced = spans.trace(answer, offered(*texts), background)
    assert weights(traced) == {item: len(positions) for item, positions in counted.items()}


@given(SAYINGS, OFFERS)
def test_every_span_stands_word_by_word_in_its_item_and_no_word_counts_twice(
    answer: str, texts: list[str]
) -> None:
    said = [word for word in features.words(answer) if word != "1"]
    passages, counted = {one.item: one.text for one in offered(*texts)}, list[int]()
    for share in spans.trace(answer, offered(*texts)).shares:
        for span in share.spans:
            quoted = said[span.start_word : span.start_word + span.words]
            assert features.words(answer[span.start : span.end]) == quoted
            assert f" {' '.join(quoted)} " in f" {' '.join(features.words(passages[share.item]))} "
            counted += range(span.start_word, span.start_word + span.words)
        assert share.weight == sum(span.words for span in share.spans) > 0
        assert list(share.spans) == sorted(share.spans, key=lambda span: span.start_word)
    assert len(counted) == len(set(counted))


@given(SAYINGS, OFFERS)
def test_coverage_is_the_part_of_all_words_that_counts_for_somebody(answer: str, texts: list[str]) -> None:
    traced = spans.trace(answer, offered(*texts))
    words = sum(word != "1" for word in features.words(answer))
    assert traced.coverage == sum(weights(traced).values()) * MILLION // max(words, 1) <= MILLION


@given(SAYINGS, OFFERS, OFFERS)
def test_whoever_comes_later_takes_nothing_from_those_before(
    answer: str, texts: list[str], later: list[str]
) -> None:
    before, after = spans.trace(answer, offered(*texts)), spans.trace(answer, offered(*texts, *later))
    assert after.shares[: len(before.shares)] == before.shares


@given(SAYINGS, OFFERS, st.randoms(use_true_random=False))
def test_the_order_in_which_passages_are_given_says_nothing(
    answer: str, texts: list[str], chance: random.Random
) -> None:
    shuffled = offered(*texts)
    chance.shuffle(shuffled)
    assert spans.trace(answer, shuffled) == spans.trace(answer, offered(*texts))


def test_an_answer_of_two_quotes_is_wholly_explained_and_can_be_shown() -> None:
    answer = f"{BOILS} [1]\n\n{MELTS} [2]"
    traced = spans.trace(answer, offered(BOILS, MELTS, "Nobody asked about the colour of the sky today."))
    assert weights(traced) == {"itm_0": 9, "itm_1": 9}
    assert traced.coverage == MILLION
    shown = [answer[span.start : span.end] for share in traced.shares for span in share.spans]
    assert shown == [BOILS.rstrip("."), MELTS.rstrip(".")]


def test_six_words_are_a_quotation_and_five_are_not() -> None:
    answer = "They say that water boils at one hundred degrees, more or less."
    assert weights(spans.trace(answer, offered("Water boils at one hundred degrees"))) == {"itm_0": 6}
    assert spans.trace(answer, offered("Water boils at one hundred kelvin")) == Traced(0, ())


def test_case_and_signs_are_no_difference_and_another_word_is() -> None:
    assert spans.trace(BOILS.upper().replace(" ", ", "), offered(BOILS)).coverage == MILLION
    assert spans.trace(BOILS.replace("one", "two"), offered(BOILS)).coverage == 0


def test_a_clone_gets_nothing_and_takes_nothing() -> None:
    traced = spans.trace(f"{BOILS} [1]", reversed(offered(BOILS, BOILS, f"{BOILS} {BOILS} 1")))
    assert weights(traced) == {"itm_0": 9}


def test_the_longest_quotation_of_an_item_stays_whole() -> None:
    said = [f"word{number}" for number in range(20)]
    item = " ".join([*said[:10], "other", *said[6:]])
    spans_of_it = spans.trace(" ".join(said), offered(item)).shares[0].spans
    assert [(span.start_word, span.words) for span in spans_of_it] == [(0, 6), (6, 14)]


def test_whoever_copies_a_whole_answer_gets_only_what_nobody_said_before() -> None:
    """The longest quotation is the copy's: were it to win, one later item would take all from both."""
    answer = f"{BOILS} And by the way: {MELTS}"
    traced = spans.trace(answer, offered(BOILS, MELTS, answer))
    assert weights(traced) == {"itm_0": 9, "itm_1": 9, "itm_2": 4}


def test_saying_a_sentence_again_counts_once_in_an_item_and_once_in_an_answer() -> None:
    assert weights(spans.trace(BOILS, offered(f"{BOILS} {BOILS} {BOILS}"))) == {"itm_0": 9}
    again = spans.trace(f"{BOILS} {BOILS} {BOILS}", offered(BOILS))
    assert weights(again) == {"itm_0": 9}
    assert again.coverage == 333_333
    assert weights(spans.trace(f"{BOILS} {BOILS}", offered(f"{BOILS} {BOILS}"))) == {"itm_0": 9}


def test_an_item_that_holds_all_sorts_of_phrases_gets_only_for_what_is_quoted() -> None:
    hedge = " ".join(f"Maybe it is number {n} of all the many possible ones." for n in range(200))
    traced = spans.trace(f"{BOILS} [1]\n\n{MELTS} [2]", offered(f"{hedge} {BOILS}", MELTS))
    assert weights(traced) == {"itm_0": 9, "itm_1": 9}


def test_words_of_the_form_count_for_nobody_even_if_an_item_has_copied_them() -> None:
    form, short = "This is what the items of this datanet say about it:", "Ask again!"
    answer = f"{form} {BOILS} {short}"
    thief = f"{form} {BOILS} {short}"
    assert weights(spans.trace(answer, offered(BOILS, thief))) == {"itm_0": 9, "itm_1": 13}
    assert weights(spans.trace(answer, offered(BOILS, thief), (form, short))) == {"itm_0": 9}
    assert spans.trace(answer, offered(BOILS, thief), (form, short)).coverage == 9 * MILLION // 22


def test_background_breaks_a_run_so_that_a_few_words_beside_it_are_no_quotation() -> None:
    said = "as everybody knows in all of the world snow is quite cold"
    background = ["as everybody knows in all of the world"]
    assert weights(spans.trace(said, offered(said))) == {"itm_0": 12}
    assert spans.trace(said, offered(said), background) == Traced(0, ())


def test_a_mark_is_no_word_and_no_quotation_goes_across_it() -> None:
    assert spans.trace("[1] [2]", offered("1 2")) == Traced(0, ())
    assert (
        spans.trace("one two three [1] four five six", offered("one two three 1 four five six")).coverage == 0
    )
    assert (
        spans.trace("take the list[1] of all things", offered("take the list[1] of all things")).coverage
        == MILLION
    )


def test_items_with_the_same_start_share_by_who_said_it_first() -> None:
    spain, chile = (
        f"The capital of the country of {name}" for name in ("Spain is Madrid", "Chile is Santiago")
    )
    assert weights(spans.trace(chile, offered(spain, chile))) == {"itm_0": 6, "itm_1": 3}
    assert weights(spans.trace(chile, offered(chile, spain))) == {"itm_0": 9}


def test_several_passages_of_one_item_are_one_share() -> None:
    place = (NOON, b"")
    traced = spans.trace(f"{BOILS} {MELTS}", [Passage("itm_0", place, BOILS), Passage("itm_0", place, MELTS)])
    assert weights(traced) == {"itm_0": 18}


def test_without_words_or_passages_nothing_is_explained() -> None:
    assert spans.trace("", offered(BOILS)) == Traced(0, ())
    assert spans.trace(BOILS, []) == Traced(0, ())
