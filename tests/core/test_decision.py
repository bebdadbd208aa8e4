"""Decisions follow from the verdicts alone, at the first moment at which they can, and never later than they may."""

import itertools
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.curation.core import decision, verdicts
from apps.curation.core.decision import Outcome, Rule, Verdict

YES = Verdict(verdicts.ACCEPT)
SAID = st.one_of(
    st.just(YES),
    st.builds(
        Verdict,
        st.sampled_from([verdicts.REJECT, verdicts.REQUEST_CHANGES]),
        st.sampled_from(verdicts.REASONS),
    ),
)
THE_RULE = Rule(min_reviews=2, max_reviews=5, accept_at=6_667)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Whatever a datanet may publish."""
    least = draw(st.integers(1, 9))
    return Rule(least, draw(st.integers(least, 9)), draw(st.integers(5_001, 10_000)))


def no(reason: str = "wrong") -> Verdict:
    return Verdict(verdicts.REJECT, reason)


def mend(reason: str = "unclear") -> Verdict:
    return Verdict(verdicts.REQUEST_CHANGES, reason)


@pytest.mark.parametrize(
    ("said", "state", "reason"),
    [
        ([YES], None, ""),
        ([YES, YES], decision.ACCEPTED, ""),
        ([no(), no()], decision.REJECTED, "wrong"),
        ([mend(), no()], decision.CHANGES_REQUESTED, "wrong"),
        ([YES, no()], None, ""),
        ([YES, no(), YES, YES], decision.ACCEPTED, ""),
        ([YES, no("duplicate"), no("duplicate"), mend("wrong")], decision.REJECTED, "duplicate"),
        ([YES, no(), mend(), YES], None, ""),
        ([YES, no(), mend(), YES, YES], decision.DISPUTED, ""),
        ([YES, no(), mend(), YES, no()], decision.DISPUTED, ""),
    ],
)
def test_under_the_usual_rules(said: list[Verdict], state: str | None, reason: str) -> None:
    outcome = decision.decide(said, THE_RULE)
    assert (outcome.state if outcome else None, outcome.reason if outcome else "") == (state, reason)


def test_two_of_three_carry_where_two_thirds_are_asked_for_and_not_where_more_is() -> None:
    said = [YES, no(), YES]
    assert decision.decide(said, Rule(2, 5, 6_666)) == Outcome(decision.ACCEPTED, "", 3, 2)
    assert decision.decide(said, Rule(2, 5, 6_667)) is None


@given(st.lists(SAID, max_size=12), rules())
def test_nothing_follows_from_too_few_and_something_from_as_many_as_may_speak(
    said: list[Verdict], rule: Rule
) -> None:
    outcome = decision.decide(said, rule)
    if len(said) < rule.min_reviews:
        assert outcome is None
    if len(said) >= rule.max_reviews:
        assert outcome is not None


@given(st.lists(SAID, min_size=1, max_size=12), rules())
def test_what_is_decided_is_what_the_rules_ask_for(said: list[Verdict], rule: Rule) -> None:
    outcome = decision.decide(said, rule)
    for_it = Fraction(said.count(YES), len(said))
    asked = Fraction(rule.accept_at, decision.WHOLE)
    if outcome is None:
        assert len(said) < rule.min_reviews or max(for_it, 1 - for_it) < asked
        return
    assert (outcome.reviews, outcome.accepting) == (len(said), said.count(YES))
    assert (outcome.state == decision.ACCEPTED) == (for_it >= asked)
    assert (outcome.state in {decision.REJECTED, decision.CHANGES_REQUESTED}) == (1 - for_it >= asked)
    assert (outcome.state == decision.DISPUTED) == (max(for_it, 1 - for_it) < asked)


@given(
    st.lists(SAID, max_size=9).flatmap(lambda said: st.tuples(st.just(said), st.permutations(said))), rules()
)
def test_the_order_of_the_verdicts_does_not_matter(
    both: tuple[list[Verdict], list[Verdict]], rule: Rule
) -> None:
    said, shuffled = both
    assert decision.decide(said, rule) == decision.decide(shuffled, rule)


@given(st.lists(SAID, min_size=1, max_size=12), rules())
def test_only_what_goes_against_has_a_reason_and_nobody_gave_another_more_often(
    said: list[Verdict], rule: Rule
) -> None:
    outcome = decision.decide(said, rule)
    if outcome is None or outcome.state in {decision.ACCEPTED, decision.DISPUTED}:
        assert outcome is None or outcome.reason == ""
        return
    given_reasons = Counter(verdict.reason for verdict in said if verdict != YES)
    most = max(given_reasons.values())
    tied = [reason for reason in verdicts.REASONS if given_reasons[reason] == most]
    assert outcome.reason == tied[0]


@given(st.lists(SAID, min_size=1, max_size=12), rules())
def test_what_can_be_mended_is_sent_back_and_not_turned_down(said: list[Verdict], rule: Rule) -> None:
    outcome = decision.decide(said, rule)
    words = Counter(verdict.word for verdict in said)
    if outcome is not None and outcome.state == decision.CHANGES_REQUESTED:
        assert words[verdicts.REQUEST_CHANGES] >= words[verdicts.REJECT]
    if outcome is not None and outcome.state == decision.REJECTED:
        assert words[verdicts.REJECT] > words[verdicts.REQUEST_CHANGES]


@given(st.lists(SAID, min_size=1, max_size=11), rules())
def test_one_more_who_accepts_never_turns_an_acceptance_around(said: list[Verdict], rule: Rule) -> None:
    before, after = decision.decide(said, rule), decision.decide([*said, YES], rule)
    if before is not None and before.state == decision.ACCEPTED:
        assert after is not None
        assert after.state == decision.ACCEPTED


@given(st.lists(SAID, min_size=9, max_size=9), rules())
def test_whoever_is_asked_as_wanted_speaks_before_the_end_and_nobody_after_it(
    said: list[Verdict], rule: Rule
) -> None:
    """Asking goes on as `still_wanted` has it: each round is wanted, and no round goes beyond what may be asked."""
    asked = 0
    while decision.decide(said[:asked], rule) is None:
        more = decision.still_wanted(asked, rule)
        assert more >= 1
        assert more == 1 or asked + more == rule.min_reviews
        asked += more
    assert rule.min_reviews <= asked <= rule.max_reviews
    assert all(decision.decide(said[:count], rule) is None for count in range(asked))


def test_when_all_agree_the_fewest_suffice_under_any_rule() -> None:
    for least, at in itertools.product(range(1, 10), (5_001, 6_667, 10_000)):
        outcome = decision.decide([YES] * least, Rule(least, 9, at))
        assert outcome == Outcome(decision.ACCEPTED, "", least, least)
