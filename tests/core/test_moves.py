"""A thing with a life moves only as its table says."""

import pytest

from apps.foundation.errors import Conflict
from apps.foundation.moves import ImpossibleMove, Moves

DOOR = Moves.from_table("door", {"open": ["shut"], "shut": ["open", "walled"], "walled": []})


def test_a_move_of_the_table_is_possible() -> None:
    DOOR.check("open", "shut")
    DOOR.check("shut", "walled")


@pytest.mark.parametrize(
    ("old", "new"), [("open", "walled"), ("walled", "open"), ("open", "open"), ("lost", "open")]
)
def test_any_other_move_is_a_conflict_that_names_both_states(old: str, new: str) -> None:
    with pytest.raises(ImpossibleMove, match=f"A door that is {old} cannot become {new}") as refusal:
        DOOR.check(old, new)
    assert isinstance(refusal.value, Conflict)
    assert refusal.value.code == "impossible_move"


def test_a_table_that_leads_to_unknown_states_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="gone"):
        Moves.from_table("door", {"open": ["gone"]})


def test_states_stand_in_the_order_of_the_table() -> None:
    assert DOOR.states == ("open", "shut", "walled")
