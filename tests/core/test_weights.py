"""Weights: the axioms of who gets how much, on whole numbers that sum to exactly the total."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.attribution.core import novelty, quality, weights
from apps.attribution.core.limits import MILLION
from apps.attribution.core.novelty import Text
from apps.attribution.core.weights import TOTAL, Judged, Weight
from apps.foundation import money

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
POTS = st.integers(0, 10**15)
QUALITIES = st.integers(0, MILLION)


def judged(number: int, *, new: bool = True, of_quality: int = 900_000, votes: int = 3) -> Judged:
    place = (NOON + timedelta(seconds=number), bytes([number % 251]))
    return Judged(f"itm_{number:06}", place, MILLION if new else 0, of_quality, votes)


@st.composite
def some(draw: st.DrawFn) -> list[Judged]:
    """Items of a snapshot, of which at least one weighs something."""
    drawn = [
        judged(number, new=draw(st.booleans()), of_quality=draw(QUALITIES), votes=draw(st.integers(0, 9)))
        for number in range(draw(st.integers(0, 10)))
    ]
    return [*drawn, judged(99)]


def weight_of(item: str, found: Sequence[Weight]) -> int:
    return next(one.weight for one in found if one.item == item)


def payouts(found: Sequence[Weight], pot: int) -> dict[str, int]:
    return dict(
        zip([one.item for one in found], money.split(pot, [one.weight for one in found]), strict=True)
    )


@given(some(), POTS)
def test_everything_is_given_out_and_nothing_more(items: list[Judged], pot: int) -> None:
    found = weights.weigh(items)
    assert sum(one.weight for one in found) == TOTAL
    assert sum(payouts(found, pot).values()) == pot


@given(some())
def test_each_weight_is_within_one_unit_of_its_true_share(items: list[Judged]) -> None:
    parts = {one.item: one.novelty * quality.gate(one.quality) if one.votes else 0 for one in items}
    for one in weights.weigh(items):
        assert abs(one.weight * sum(parts.values()) - parts[one.item] * TOTAL) < sum(parts.values())


@given(some(), POTS)
def test_whoever_gives_nothing_gets_nothing_and_reads_why(items: list[Judged], pot: int) -> None:
    found = weights.weigh(items)
    paid, by_item = payouts(found, pot), {one.item: one for one in items}
    for one in found:
        about = by_item[one.item]
        counts = bool(about.novelty and about.votes and about.quality > quality.LEAST)
        assert (one.weight > 0) == counts == (one.reason == "")
        assert counts or paid[one.item] == 0
        assert one.reason in ("", *weights.REASONS)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (judged(1), ""),
        (judged(1, new=False), weights.COPY),
        (judged(1, of_quality=500_000, votes=0), weights.NO_VOTES),
        (judged(1, of_quality=500_000, votes=2), weights.LOW_QUALITY),
        (judged(1, new=False, of_quality=0, votes=0), weights.COPY),
    ],
)
def test_a_zero_tells_the_first_reason_that_holds(one: Judged, reason: str) -> None:
    assert weights.reason_for_nothing(one) == reason
    assert weights.weigh([one, judged(2)])[0].reason == reason


@given(some(), st.data())
def test_equal_items_get_the_same_within_one_unit_wherever_they_stand(
    items: list[Judged], data: st.DataObject
) -> None:
    one, other = items[-1], data.draw(st.sampled_from(items))
    twin = replace(other, novelty=one.novelty, quality=one.quality, votes=one.votes)
    found = weights.weigh([twin if item == other else item for item in items])
    assert abs(weight_of(one.item, found) - weight_of(other.item, found)) <= 1


WORDS = [f"leaf{number}" for number in range(15)]
BODY = st.lists(st.sampled_from(WORDS), min_size=6, max_size=12).map(" ".join)


def weighed(texts: Sequence[Text], of_quality: dict[str, int]) -> dict[str, int]:
    """From texts to what each is paid of a pot."""
    verdicts = {verdict.item: verdict.novelty for verdict in novelty.judge(texts)}
    found = weights.weigh(
        Judged(text.item, text.place, verdicts[text.item], of_quality.get(text.item, 990_000), votes=5)
        for text in texts
    )
    return payouts(found, 10**9 + 7) if found else {}


@given(st.lists(BODY, min_size=1, max_size=6), st.data())
def test_copying_others_or_oneself_changes_nobodys_payout(bodies: list[str], data: st.DataObject) -> None:
    """Exact replication and plagiarism: even copies that everybody votes up move nothing by a single unit."""
    texts = [Text(f"itm_{n}", (NOON + timedelta(seconds=n), b""), body) for n, body in enumerate(bodies)]
    of_quality = {text.item: data.draw(st.integers(500_001, MILLION)) for text in texts}
    copied = data.draw(st.lists(st.sampled_from(texts), min_size=1, max_size=6))
    copies = [
        Text(f"itm_copy_{n}", (NOON + timedelta(hours=1, seconds=n), b""), f" {one.text.title()}!\n")
        for n, one in enumerate(copied)
    ]
    before, after = weighed(texts, of_quality), weighed(texts + copies, of_quality)
    assert {item: after[item] for item in before} == before
    assert all(after[copy.item] == 0 for copy in copies)


@given(some(), st.lists(st.integers(1, 4), min_size=12, max_size=12), POTS)
def test_splitting_items_over_accounts_gains_and_loses_nothing(
    items: list[Judged], accounts: list[int], pot: int
) -> None:
    found = weights.weigh(items)
    alone = {item.item: "user:one:pending" for item in items}
    spread = {item.item: f"user:{account}:pending" for item, account in zip(items, accounts, strict=False)}
    assert weights.gather(found, alone) == {"user:one:pending": TOTAL}
    gathered = weights.gather(found, spread)
    assert sum(gathered.values()) == TOTAL
    assert all(gathered.values())
    paid = payouts(found, pot)
    assert sum(paid[item] for item in spread) == sum(paid.values()) == pot


def test_authors_come_in_order_and_only_those_who_have_something() -> None:
    found = [Weight("itm_1", 5), Weight("itm_2", 0, weights.COPY), Weight("itm_3", 2), Weight("itm_4", 1)]
    authors = {"itm_1": "user:z", "itm_2": "user:m", "itm_3": "user:a", "itm_4": "user:z"}
    assert list(weights.gather(found, authors).items()) == [("user:a", 2), ("user:z", 6)]


@given(some(), st.data())
def test_better_quality_never_weighs_less(items: list[Judged], data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(items))
    better = replace(one, quality=data.draw(st.integers(one.quality, MILLION)))
    before = weight_of(one.item, weights.weigh(items))
    after = weight_of(one.item, weights.weigh([better if item == one else item for item in items]))
    assert after >= before - 1


@given(some(), POTS, POTS)
def test_a_larger_pot_pays_nobody_less_but_for_one_unit(items: list[Judged], one: int, other: int) -> None:
    found = weights.weigh(items)
    small, large = payouts(found, min(one, other)), payouts(found, max(one, other))
    assert all(large[item] >= small[item] - 1 for item in small)


@given(some(), st.randoms(use_true_random=False))
def test_the_order_in_which_items_are_given_says_nothing(items: list[Judged], chance: random.Random) -> None:
    shuffled = items[:]
    chance.shuffle(shuffled)
    assert weights.weigh(shuffled) == weights.weigh(items)
    assert [one.item for one in weights.weigh(shuffled)] == [item.item for item in items]


def test_nothing_weighs_when_all_are_zero() -> None:
    assert weights.weigh([]) == ()
    assert weights.weigh([judged(1, new=False), judged(2, of_quality=400_000), judged(3, votes=0)]) == ()


def test_the_least_item_among_the_most_still_weighs_something() -> None:
    """By the formula of the prefix floors, at the worst place: among a million items that count all there is."""
    least, most = quality.gate(quality.LEAST + 1) * MILLION, MILLION * MILLION
    assert TOTAL * least >= weights.MOST_ITEMS * most
    before = (weights.MOST_ITEMS - 1) * most
    sealed = money.split(TOTAL, [before, least])
    assert sealed[1] >= 1


def test_what_cannot_be_sealed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="once"):
        weights.weigh([judged(1), judged(1)])
    with pytest.raises(ValueError, match="novelty"):
        weights.weigh([replace(judged(1), novelty=1)])
    monkeypatch.setattr(weights, "MOST_ITEMS", 2)
    with pytest.raises(ValueError, match="more than a million"):
        weights.weigh([judged(1), judged(2), judged(3)])
