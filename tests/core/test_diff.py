"""Two versions differ by changes that lead from one to the other and back."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.snapshots.core import diff, merkle

WORDINGS = st.tuples(st.sampled_from(["rev_1", "rev_2", "rev_3"]), st.sampled_from([bytes(32), b"\x01" * 32]))
MEMBERSHIPS = st.dictionaries(st.sampled_from([f"itm_{number}" for number in range(12)]), WORDINGS)

ONE, TWO, THREE = ("rev_1", bytes(32)), ("rev_2", b"\x01" * 32), ("rev_3", b"\x02" * 32)


def test_items_enter_change_and_leave() -> None:
    made = diff.changes({"a": ONE, "b": ONE, "c": TWO}, {"b": ONE, "c": THREE, "d": TWO})
    assert made == diff.Changes(
        added={"d": TWO}, changed={"c": THREE}, removed={"a": ONE}, replaced={"c": TWO}
    )
    assert diff.summary(made) == diff.Summary(added=1, changed=1, removed=1)
    assert diff.summary(made).total == 3


def test_another_revision_with_the_same_words_is_a_change() -> None:
    made = diff.changes({"a": ("rev_1", bytes(32))}, {"a": ("rev_2", bytes(32))})
    assert list(made.changed) == ["a"]


def test_changes_come_in_the_order_of_items() -> None:
    old = dict.fromkeys("jcahb", ONE)
    new = dict.fromkeys("hbjxwy", TWO)
    made = diff.changes(old, new)
    assert [list(made.added), list(made.changed), list(made.removed)] == [
        list("wxy"),
        list("bhj"),
        list("ac"),
    ]
    assert list(made.replaced) == list(made.changed)


@given(MEMBERSHIPS, MEMBERSHIPS)
def test_the_changes_lead_from_the_old_to_the_new(
    old: Mapping[str, diff.Wording], new: Mapping[str, diff.Wording]
) -> None:
    made = diff.changes(old, new)
    assert diff.apply(old, made) == new
    assert diff.summary(made).total == len({item for item, _ in set(old.items()) ^ set(new.items())})


@given(MEMBERSHIPS, MEMBERSHIPS)
def test_the_inverse_leads_back(old: Mapping[str, diff.Wording], new: Mapping[str, diff.Wording]) -> None:
    made = diff.changes(old, new)
    assert diff.inverse(made) == diff.changes(new, old)
    assert diff.apply(new, diff.inverse(made)) == old


@given(MEMBERSHIPS, MEMBERSHIPS, MEMBERSHIPS)
def test_changes_are_applied_to_the_version_they_were_made_from_and_to_no_other(
    old: Mapping[str, diff.Wording], new: Mapping[str, diff.Wording], third: Mapping[str, diff.Wording]
) -> None:
    made = diff.changes(old, new)
    touched = made.added.keys() | made.changed.keys() | made.removed.keys()
    if all(third.get(item) == old.get(item) for item in touched):
        assert diff.apply(third, made) == {
            **{item: wording for item, wording in third.items() if item not in touched},
            **{item: wording for item, wording in new.items() if item in touched},
        }
    else:
        with pytest.raises(ValueError, match="these changes"):
            diff.apply(third, made)


@pytest.mark.parametrize(
    "held", [{"b": ONE, "c": ONE, "d": ONE}, {"b": ONE}, {"c": ONE}, {"b": TWO, "c": ONE}]
)
def test_what_was_made_from_another_version_is_refused(held: dict[str, diff.Wording]) -> None:
    made = diff.changes({"b": ONE, "c": ONE}, {"c": TWO, "d": TWO})
    with pytest.raises(ValueError, match="these changes"):
        diff.apply(held, made)


def test_a_change_without_its_old_wording_is_refused() -> None:
    with pytest.raises(ValueError, match="an old wording and a new one"):
        diff.Changes(added={}, changed={"a": TWO}, removed={}, replaced={})


@given(MEMBERSHIPS, MEMBERSHIPS)
def test_a_trie_changed_by_the_differences_has_the_root_of_the_new_version(
    old: Mapping[str, diff.Wording], new: Mapping[str, diff.Wording]
) -> None:
    made = diff.changes(old, new)
    trie = merkle.Trie.of((item, content) for item, (_, content) in old.items())
    for item in made.removed:
        trie = trie.without(item)
    for item, (_, content) in [*made.added.items(), *made.changed.items()]:
        trie = trie.with_(item, content)
    assert trie.root == merkle.root((item, content) for item, (_, content) in new.items())
