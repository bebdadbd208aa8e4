"""Money and ids look the same on every floor, and are read only when they look so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.serializers import ValidationError

from apps.foundation import ids, money
from apps.foundation.fields import MoneyField, PublicIdField, TextField
from apps.foundation.money import Amount

MICRO = st.integers(-money.MOST, money.MOST)
JSON = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)


@given(MICRO)
def test_an_amount_that_was_sent_can_be_sent_back(micro: int) -> None:
    field = MoneyField(least=-money.MOST)
    assert field.run_validation(field.to_representation(Amount(micro))) == Amount(micro)


@given(MICRO)
def test_a_table_s_whole_number_and_a_report_s_amount_are_sent_alike(micro: int) -> None:
    assert MoneyField().to_representation(micro) == MoneyField().to_representation(Amount(micro))


@given(st.dictionaries(st.sampled_from(["amount", "unit", "currency"]), JSON | st.just("micro-OPEN")) | JSON)
def test_whatever_else_is_sent_for_money_is_refused(sent: object) -> None:
    with pytest.raises(ValidationError):
        MoneyField(least=1).run_validation(sent)


def test_an_amount_outside_of_its_bounds_is_told_them() -> None:
    with pytest.raises(ValidationError, match="from 5 to 9 micro-OPEN"):
        MoneyField(least=5, most=9).run_validation({"amount": "10", "unit": money.UNIT})


def test_an_id_of_another_kind_is_told_which_kind_is_wanted() -> None:
    mine = ids.new_random("usr")
    assert PublicIdField("usr").run_validation(mine) == mine
    with pytest.raises(ValidationError, match="not the id of a journal: it begins with txn_"):
        PublicIdField("txn").run_validation(mine)


@pytest.mark.parametrize("sent", [0, 1.5, True, None, ["text"], {"a": "b"}])
def test_text_is_a_string_and_nothing_that_could_be_written_as_one(sent: object) -> None:
    with pytest.raises(ValidationError):
        TextField().run_validation(sent)
