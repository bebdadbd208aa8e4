"""Charts show what they are given: scales hold every value and zero, shapes stay inside, and words say the same."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.foundation.money import MICRO, MOST, Amount
from openledger.pages import charts
from openledger.templatetags import face

VALUES = st.lists(st.integers(-MOST, MOST), min_size=1, max_size=60)
NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)


@given(VALUES)
def test_a_scale_holds_every_value_and_zero_in_few_lines(values: list[int]) -> None:
    scale = charts.scale_of(values)
    assert scale.bottom <= min(0, *values, 0)
    assert scale.top >= max(0, *values, 0)
    assert 0 in scale.ticks
    assert 2 <= len(scale.ticks) <= charts.MOST_RULES + 1


@given(VALUES)
def test_every_point_lies_inside_the_plot_from_edge_to_edge(values: list[int]) -> None:
    points = charts.points_of(range(len(values)), values, charts.scale_of(values))
    assert all(0 <= point.x <= 100 and 0 <= point.y <= 100 for point in points)
    assert (points[0].x, points[-1].x) == (0, 100)


@given(VALUES)
def test_bars_stand_on_zero_and_do_not_touch(values: list[int]) -> None:
    scale = charts.scale_of(values)
    bars = charts.bars_of(values, scale)
    for value, bar in zip(values, bars, strict=True):
        foot = bar.y + bar.height if value >= 0 else bar.y
        assert foot == pytest.approx(scale.y(0), abs=0.01)
    assert all(one.x + one.width <= two.x for one, two in itertools.pairwise(bars))


def test_round_numbers_stand_at_the_lines() -> None:
    assert charts.scale_of([41, 131]).ticks == [0, 50, 100, 150]
    assert charts.scale_of([3]).ticks == [0, 1, 2, 3]
    assert charts.scale_of([-120, 40]).ticks == [-150, -100, -50, 0, 50]


def test_nothing_at_all_is_still_a_chart() -> None:
    assert charts.scale_of([0, 0], one=MICRO).ticks == [0, MICRO]


def test_days_far_apart_are_drawn_far_apart() -> None:
    days = [date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 11)]
    points = charts.points_of(days, [1, 2, 3], charts.scale_of([3]))
    assert [point.x for point in points] == [0, 10, 100]


def test_a_balance_stays_level_until_the_next_journal() -> None:
    stairs = charts.steps_of([charts.Point(0, 100), charts.Point(40, 20)])
    assert stairs == [charts.Point(0, 100), charts.Point(40, 100), charts.Point(40, 20)]


def test_a_chart_of_money_says_in_words_what_it_draws() -> None:
    points = [(NOON - timedelta(days=2), Amount.of_open(12)), (NOON, Amount(1_500_000))]
    shown = face.chart(points, title="Balance", kind="steps")
    assert shown["words"] == "Balance: 12.00 on Nov 17, 1.50 on Nov 19, between 1.50 and 12.00"
    assert shown["unit"] == "OPEN"
    assert shown["ticks"] == ["0", "5", "10", "15"]


def test_no_points_draw_no_chart() -> None:
    assert face.chart([], title="Balance") == {}
    assert face.spark([], title="Balance") == {"points": ()}
