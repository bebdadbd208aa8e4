"""The living page of parts: what templates are built of, shown with examples, for whoever writes a page.

The examples are made up here and say so; nothing is read from the database.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.foundation.money import Amount

NOON: Final = datetime(2026, 11, 19, 14, 2, 11, tzinfo=UTC)
JOURNAL: Final = "txn_01KAE2Q4RB7Z3M9W5XV8C6D7AT"


@dataclass(frozen=True, slots=True)
class Stat:
    """One cell of the stat strip."""

    label: str
    value: str
    note: str = ""
    unit: str = ""


class Example(forms.Form):
    """One field of each kind, one of them wrong."""

    name = forms.CharField(
        max_length=60, initial="Agri-Africa", help_text="In any script, at most 60 letters."
    )
    slug = forms.SlugField(max_length=40, required=False)
    purpose = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), required=False)
    role = forms.ChoiceField(choices=[("member", "Member"), ("steward", "Steward")])
    delivery = forms.ChoiceField(
        choices=[("in_app", "Here"), ("digest", "Here and by mail"), ("off", "Not at all")],
        widget=forms.RadioSelect, initial="in_app",
    )  # fmt: skip
    public = forms.BooleanField(required=False, label="Show my handle", help_text="Instead of the pseudonym.")


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Every part once."""
    today = date(2026, 11, 19)
    growth = [(today - timedelta(days=29 - day), 40 + 3 * day + (day * 7) % 11) for day in range(30)]
    balances = [(NOON - timedelta(hours=hours), Amount.of_open(micro)) for hours, micro in BALANCES]
    context = {
        "stats": _stats(),
        "growth": growth,
        "balances": balances,
        "trend": [value for _day, value in growth],
        "entries": ENTRIES,
        "sum": sum(micro for _name, micro in ENTRIES),
        "moved": Amount(10_000),
        "journal": JOURNAL,
        "noon": NOON,
        "people": PEOPLE,
        "form": Example({"name": "Agri-Africa", "slug": "two words", "role": "member", "delivery": "off"}),
        "badges": (
            ("ok", _("Accepted")),
            ("warn", _("Needs 1 vote")),
            ("bad", _("Duplicate")),
            ("info", _("New")),
        ),
    }
    return render(request, "design.html", context)


BALANCES: Final = ((400, 0), (330, 120), (260, 95), (170, 310), (100, 250), (40, 268), (0, 128))
ENTRIES: Final = (
    ("caller: acme-agents", -10_000),
    ("builder: agro-assist-7b", 5_000),
    ("treasury", 1_000),
    ("you", 73),
    ("411 others", 3_927),
)
PEOPLE: Final = (
    ("usr_01KAE2Q4RB7Z3M9W5XV8C6D7AT", "quiet-heron-4821"),
    ("usr_01KAE2Q4RB7Z3M9W5XV8C6D7BV", "juma-k"),
    ("usr_01KAE2Q4RB7Z3M9W5XV8C6D7CW", "a-person-with-a-name-as-long-as"),
)


def _stats() -> list[Stat]:
    return [
        Stat(_("Issued"), "1,204,500.00", _("paid for by callers"), "OPEN"),
        Stat(_("Journals"), "58,281", _("1,946 today")),
        Stat(_("People"), "412", _("38 active today")),
        Stat(_("Sum of all balances"), "0.00", _("as it must be"), "OPEN"),
    ]
