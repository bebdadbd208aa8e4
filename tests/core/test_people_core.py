"""The arithmetic of the people floor: budgets of mandates, scopes, kinds of notification, mornings, public names."""

import re
import secrets
import sys
import unicodedata
from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.people.core import digest_time, kinds, names, pseudonyms, reserved, roles, scopes, showing, states
from apps.people.core.budget import IN_TOTAL, PER_CALL, PER_DAY, Budget
from apps.people.core.kinds import BadNotification
from apps.people.core.scopes import BadScopes
from apps.people.reports import wording

DAY = date(2026, 11, 20)
AMOUNTS = st.integers(1, 10**6)
SCOPES = st.lists(st.sampled_from(scopes.SCOPES), min_size=1)


@st.composite
def budgets(draw: st.DrawFn) -> Budget:
    """Any budget that its table can hold."""
    per_call, per_day, in_total = sorted(draw(st.lists(AMOUNTS, min_size=3, max_size=3)))
    used_in_total = draw(st.integers(0, in_total))
    return Budget(
        per_call=per_call,
        per_day=per_day,
        in_total=in_total,
        used_in_total=used_in_total,
        used_on=DAY,
        used_that_day=draw(st.integers(0, min(per_day, used_in_total))),
    )


@given(budgets(), AMOUNTS, st.integers(-3, 3))
def test_a_call_fits_a_budget_just_when_it_is_no_more_than_what_is_left(
    budget: Budget, amount: int, later: int
) -> None:
    day = DAY + timedelta(days=later)
    assert (budget.limit_broken_by(amount, day) is None) == (amount <= budget.left(day))


@given(budgets(), AMOUNTS)
def test_the_limit_that_is_named_is_one_that_is_broken(budget: Budget, amount: int) -> None:
    named = budget.limit_broken_by(amount, DAY)
    assume(named is not None)
    assert (
        amount
        > {
            PER_CALL: budget.per_call,
            PER_DAY: budget.per_day - budget.used_that_day,
            IN_TOTAL: budget.in_total - budget.used_in_total,
        }[str(named)]
    )


@given(budgets(), st.integers(1, 3))
def test_a_new_day_frees_what_the_day_before_used_and_never_more_than_the_total(
    budget: Budget, later: int
) -> None:
    tomorrow = DAY + timedelta(days=later)
    assert budget.used_on_day(tomorrow) == 0
    assert budget.left(DAY) <= budget.left(tomorrow) <= budget.in_total - budget.used_in_total


@given(st.integers(1, 10**6), st.lists(st.integers(1, 1000), min_size=1, max_size=50))
def test_the_owner_is_told_once_on_the_way_to_the_end(in_total: int, calls: list[int]) -> None:
    used = told = 0
    for amount in calls:
        budget = Budget(in_total, in_total, in_total, used, DAY, 0)
        if amount > budget.left(DAY):
            break
        told += budget.becomes_nearly_spent(amount)
        used += amount
    assert told == (used * 100 >= in_total * 80)


def test_words_that_are_no_list_of_scopes_are_refused() -> None:
    for wrong, code in (
        ([], "empty"),
        (["everything"], "unknown"),
        (["account:read", "x" * 10**5], "unknown"),
    ):
        with pytest.raises(BadScopes) as refusal:
            scopes.read(wrong, within=scopes.SCOPES)
        assert refusal.value.fields == {"/scopes": code}
        assert len(refusal.value.sentence) < 200
    with pytest.raises(BadScopes, match="payouts:write"):
        scopes.read(["payouts:write"], within=scopes.FOR_AGENTS)


@given(SCOPES)
def test_scopes_are_kept_once_each_in_the_order_of_the_list(wanted: list[str]) -> None:
    kept = scopes.read(wanted, within=scopes.SCOPES)
    assert set(kept) == set(wanted)
    assert kept == sorted(kept, key=scopes.SCOPES.index)
    assert len(kept) == len(set(kept))


@given(SCOPES, st.none() | SCOPES)
def test_an_agents_key_never_does_more_than_key_and_mandate_and_agents_may(
    of_key: list[str], by_mandate: list[str] | None
) -> None:
    granted = scopes.granted(of_key, by_mandate=by_mandate, for_agent=True)
    assert granted <= set(of_key) & set(by_mandate or ()) & set(scopes.FOR_AGENTS)
    assert scopes.granted(of_key, by_mandate=None, for_agent=True) == frozenset()
    assert scopes.granted(of_key, by_mandate=by_mandate, for_agent=False) == set(of_key)


def test_nothing_that_could_widen_a_limit_is_for_agents() -> None:
    assert scopes.FOR_PEOPLE_ONLY.isdisjoint(scopes.FOR_AGENTS)
    assert scopes.FOR_PEOPLE_ONLY | set(scopes.FOR_AGENTS) == set(scopes.SCOPES)
    assert {"keys:write", "agents:write", "account:write", "payouts:write"} <= scopes.FOR_PEOPLE_ONLY


def test_every_scope_role_and_kind_has_words() -> None:
    assert wording.SCOPES.keys() == set(scopes.SCOPES)
    assert wording.ROLES.keys() == set(roles.ALL)
    assert wording.KINDS.keys() == wording.TELLINGS.keys() == kinds.KINDS.keys()


@pytest.mark.parametrize("code", kinds.KINDS)
def test_a_sentence_needs_exactly_the_parameters_of_its_kind(code: str) -> None:
    given_to = {name: "owner" if name == "role" else "x" for name in kinds.KINDS[code].parameters}
    assert kinds.read_parameters(code, given_to) == given_to
    sentence, path = wording.tell(code, given_to)
    assert "%(" not in sentence + path
    for wrong in ({**given_to, "more": "x"}, dict.fromkeys(given_to, "x" * 201) or {"more": "x"}):
        with pytest.raises(BadNotification):
            kinds.read_parameters(code, wrong)


@pytest.mark.parametrize("code", kinds.KINDS)
def test_only_what_is_not_essential_can_be_switched_off(code: str) -> None:
    assert kinds.read_delivery(code, kinds.IN_APP) == kinds.IN_APP
    with pytest.raises(BadNotification):
        kinds.read_delivery(code, "by pigeon")
    if kinds.KINDS[code].essential:
        with pytest.raises(BadNotification):
            kinds.read_delivery(code, kinds.OFF)
    else:
        assert kinds.read_delivery(code, kinds.OFF) == kinds.OFF


def test_a_kind_that_is_not_on_the_list_is_refused() -> None:
    for read in (kinds.read_kind, lambda code: kinds.read_delivery(code, kinds.OFF)):
        with pytest.raises(BadNotification):
            read("gossip")


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(sorted(available_timezones())),
)
def test_every_morning_has_its_digest_and_no_day_has_two(now: datetime, zone: str) -> None:
    days = [
        digest_time.day_of_digest(now + timedelta(minutes=30 * step), time_zone=zone) for step in range(96)
    ]
    mornings = [day for day in days if day is not None]
    assert mornings == sorted(mornings)
    assert 2 <= len(set(mornings)) <= 3


def test_a_digest_that_fails_is_tried_later_and_later() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    waits = [digest_time.next_attempt(now, attempts=attempts) - now for attempts in range(1, 5)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("handle", "display_name", "shown_as", "name", "address"),
    [
        ("amina", "Amina Otieno", "name", "Amina Otieno", "amina"),
        ("amina", "", "name", "amina", "amina"),
        (None, "Amina Otieno", "name", "Amina Otieno", "quiet-heron-4821"),
        ("amina", "Amina Otieno", "pseudonym", "quiet-heron-4821", "quiet-heron-4821"),
        ("amina", "Amina Otieno", None, "quiet-heron-4821", "quiet-heron-4821"),
    ],
)
def test_a_name_is_shown_only_to_those_to_whom_it_is_told(
    handle: str | None, display_name: str, shown_as: str | None, name: str, address: str
) -> None:
    pseudonym = "quiet-heron-4821"
    assert name == showing.public_name(
        pseudonym=pseudonym, handle=handle, display_name=display_name, shown_as=shown_as
    )
    assert address == showing.address_name(pseudonym=pseudonym, handle=handle, shown_as=shown_as)


def test_roles_stand_above_each_other_and_strangers_below_all() -> None:
    for low, high in zip(
        (None, roles.MEMBER, roles.STEWARD), (roles.MEMBER, roles.STEWARD, roles.OWNER), strict=True
    ):
        assert roles.is_at_least(high, high)
        assert not roles.is_at_least(low, high)


def test_ends_are_ends() -> None:
    for moves in (states.USER, states.COMMUNITY, states.AGENT, states.MANDATE, states.KEY, states.SPENDING):
        first, *ends = moves.states
        assert moves.table[first] == set(ends)
        assert not [end for end in ends if moves.table[end]]


def test_a_pseudonym_is_neither_a_handle_nor_reserved_and_fits_its_column() -> None:
    longest = max(map(len, pseudonyms.ADJECTIVES)) + max(map(len, pseudonyms.ANIMALS)) + len("--9999")
    assert longest <= names.SLUG_MOST
    for _number in range(200):
        made = pseudonyms.make(secrets.randbelow)
        assert re.fullmatch(names.PSEUDONYM_PATTERN, made)
        with pytest.raises(names.BadName):
            names.read_handle(made)


@pytest.mark.parametrize("word", sorted(reserved.WORDS)[::7])
def test_words_kept_back_are_kept_back_in_every_spelling(word: str) -> None:
    for spelling in (word, word.upper(), word.title()):
        if len(word) >= names.HANDLE_LEAST:
            with pytest.raises(names.BadName):
                names.read_handle(spelling)
    if len(word) > names.HANDLE_LEAST and "-" not in word:
        with pytest.raises(names.BadName):
            names.read_handle(f"{word[:2]}-{word[2:]}")


def test_prose_holds_no_control_and_nothing_that_turns_the_direction() -> None:
    """Asked of every character there is, so that the pattern and Unicode cannot part unseen."""
    turning = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    refused = set()
    for letter in map(chr, range(sys.maxunicode + 1)):
        try:
            names.read_text(f"a{letter}b", field="bio", most=9)
        except names.BadName:
            refused.add(letter)
    controls = {
        letter
        for letter in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(letter) in {"Cc", "Cs"}
    }
    assert refused == turning | controls - set("\n\t")
