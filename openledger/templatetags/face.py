"""What templates need to show an amount, an id, a time, a person's picture or a chart. `{% load face %}`.

Only how things look: each tag takes what a report found and never asks the database.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from babel import Locale, UnknownLocaleError, dates
from django import forms, template
from django.utils import formats, timezone
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.foundation import ids
from apps.foundation.money import MICRO, Amount
from openledger.pages import charts, identicons

register = template.Library()

Value = int | Amount


@register.filter
def as_amount(value: Value) -> Amount:
    """An amount, also from the plain micro-OPEN of a row."""
    return value if isinstance(value, Amount) else Amount(value)


@register.filter
def flow(value: Value) -> str:
    """The class of a number by its direction. The sign is always written as well."""
    micro = as_amount(value).micro
    return "amt" if micro > 0 else "neg" if micro < 0 else ""


@register.filter
def exact(value: Value) -> str:
    """All six decimals, so that amounts in a column align: `1.204500`."""
    micro = as_amount(value).micro
    whole, fraction = divmod(abs(micro), MICRO)
    return f"{'−' if micro < 0 else ''}{whole:,}.{fraction:06d}"


@register.filter
def brief(value: Value) -> str:
    """For tight places: two decimals, rounded down, of what is an OPEN or more; less than one is never shortened."""
    micro = as_amount(value).micro
    cent = MICRO // 100
    return Amount(micro // cent * cent if micro >= MICRO else micro).decimal()


@register.filter
def exact_signed(value: Value) -> str:
    """All six decimals and always a sign, as entries are shown: `+ 0.010000`. Zero has none."""
    amount = as_amount(value)
    sign = "+ " if amount.micro > 0 else "− " if amount.micro < 0 else ""
    return f"{sign}{exact(abs(amount.micro))}"


@register.filter
def number(value: int) -> str:
    """A count with the thousands apart, as the language writes it."""
    return formats.number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def shorten(public_id: str) -> str:
    """`txn_01K9ZC…7A`."""
    return ids.shorten(public_id)


@register.filter
def utc(value: date) -> str:
    """`Nov 19, 2026, 14:02 UTC`: never without its zone. A day has none: `Nov 19, 2026`."""
    if not isinstance(value, datetime):
        return dates.format_date(value, "medium", locale=_locale())
    instant = value.astimezone(UTC)
    return f"{dates.format_date(instant, 'medium', locale=_locale())}, {instant:%H:%M} UTC"


@register.filter
def ago(value: datetime) -> str:
    """`3 minutes ago`, or `in 2 days` for what is to come."""
    now = timezone.now()
    if value > now:
        return _("in %(span)s") % {"span": timeuntil(value, now, depth=1)}
    return _("%(span)s ago") % {"span": timesince(value, now, depth=1)}


@register.filter
def is_tick(field: forms.BoundField) -> bool:
    """Whether a field is one box to tick, whose label stands beside it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def quiet(field: forms.BoundField) -> str:
    """The control without a placeholder, for forms of libraries whose placeholders repeat the label."""
    return field.as_widget(attrs={"placeholder": False})


@register.inclusion_tag("_identicon.html")
def identicon(public_id: str, size: str = "") -> dict[str, object]:
    """The picture of an id; `s` is small, `l` is large. It says nothing to a screen reader: a name stands beside it."""
    return {"picture": identicons.draw(public_id), "size": size}


@register.inclusion_tag("_chart.html")
def chart(
    points: Sequence[tuple[charts.Place, Value]],
    *,
    title: str,
    unit: str = "",
    kind: str = "area",
    data_url: str = "",
) -> dict[str, object]:
    """A chart of (place, value) pairs: `area`, `steps` for what stays level in between, or `bars`.

    Places are days, instants or whole numbers, in order; amounts are shown in OPEN.
    """
    if not points:
        return {}
    places, values = [place for place, _value in points], [_whole(value) for _place, value in points]
    is_money = isinstance(points[0][1], Amount)
    scale = charts.scale_of(values, one=MICRO if is_money and max(map(abs, values)) >= MICRO else 1)
    line = charts.points_of(places, values, scale)
    return {
        "points": charts.steps_of(line) if kind == "steps" else line,
        "bars": charts.bars_of(values, scale) if kind == "bars" else (),
        "rules": [scale.y(tick) for tick in scale.ticks],
        "zero": scale.y(0),
        "ticks": [_tick(tick, is_money) for tick in scale.ticks],
        "first": _place(places[0]),
        "last": _place(places[-1]),
        "last_y": scale.y(values[-1]),
        "last_value": _shown(values[-1], is_money),
        "title": title,
        "unit": unit or ("OPEN" if is_money else ""),
        "data_url": data_url,
        "words": _in_words(title, places, [_shown(value, is_money) for value in values], values),
    }


@register.inclusion_tag("_spark.html")
def spark(values: Sequence[Value], *, title: str) -> dict[str, object]:
    """A line in a word's space: its shape only, with its ends said in words."""
    whole = [_whole(value) for value in values]
    if not whole:
        return {"points": ()}
    line = charts.points_of(range(len(whole)), whole, charts.scale_of(whole))
    said = [_shown(value, isinstance(values[0], Amount)) for value in whole]
    return {"points": line, "words": f"{title}: {said[0]} – {said[-1]}"}


def _whole(value: Value) -> int:
    return value.micro if isinstance(value, Amount) else value


def _shown(value: int, is_money: bool) -> str:  # noqa: FBT001 - what the number is, asked of the points once
    return Amount(value).decimal() if is_money else number(value)


def _tick(value: int, is_money: bool) -> str:  # noqa: FBT001
    return _shown(value, is_money).removesuffix(".00")


def _place(place: charts.Place) -> str:
    if not isinstance(place, date):
        return str(place)
    return dates.format_skeleton("MMMd", place, locale=_locale())


def _locale() -> Locale:
    """How the reader's language writes days; English where Babel does not know it, as for the pseudo-locale."""
    try:
        return Locale.parse(get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _in_words(title: str, places: Sequence[charts.Place], shown: Sequence[str], values: Sequence[int]) -> str:
    """What a reader who does not see the chart is told."""
    facts: dict[str, Any] = {
        "title": title, "first": shown[0], "last": shown[-1], "from": _place(places[0]), "to": _place(places[-1]),
        "least": shown[values.index(min(values))], "most": shown[values.index(max(values))],
    }  # fmt: skip
    return _("%(title)s: %(first)s on %(from)s, %(last)s on %(to)s, between %(least)s and %(most)s") % facts
