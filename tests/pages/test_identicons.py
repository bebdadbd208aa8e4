"""Everybody has a picture, always the same one, and hardly anybody shares it."""

from hypothesis import given
from hypothesis import strategies as st

from openledger.pages import identicons


@given(st.text(max_size=40))
def test_a_picture_is_mirrored_and_stays_in_its_frame(public_id: str) -> None:
    picture = identicons.draw(public_id)
    cells = set(picture.cells)
    assert {(identicons.SIDE - 1 - column, row) for column, row in cells} == cells
    assert all(0 <= column < identicons.SIDE and 0 <= row < identicons.SIDE for column, row in cells)
    assert 1 <= picture.colour <= identicons.COLOURS


def test_the_same_id_has_the_same_picture_and_others_have_others() -> None:
    assert identicons.draw("usr_1") == identicons.draw("usr_1")
    assert len({identicons.draw(f"usr_{number}") for number in range(1000)}) > 990
