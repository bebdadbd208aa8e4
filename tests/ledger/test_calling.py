"""An array that is written here is read by PostgreSQL as the same elements."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from apps.ledger.services import calling

#: Whatever PostgreSQL can keep in a text, with what means something inside an array more often than by chance.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0") | st.sampled_from(r"""{},"\' NUL"""))


def read(literal: str, kind: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [literal])
        ((elements,),) = cursor.fetchall()
    return elements


@pytest.mark.django_db
@given(st.lists(TEXTS))
def test_texts_arrive_as_they_were(texts: list[str]) -> None:
    assert read(calling.array_of_texts(texts), "text") == texts


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["NULL", "", "{}", '"', "\\", '\\"', "a,b", "a\nb", "%s", "user:a:available"]
)
def test_a_text_that_means_something_to_an_array_is_a_text(text: str) -> None:
    assert read(calling.array_of_texts([text, text]), "text") == [text, text]


@pytest.mark.django_db
@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_integers_arrive_as_they_were(numbers: list[int]) -> None:
    assert read(calling.array_of_integers(numbers), "bigint") == numbers
