"""Small fields in rows: what a cell looks like, and what was typed in rows that are not checked yet."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms

#: Of a cell that is only shown again; whether it is too long is said when it is published.
SHOWN_MOST: Final = 10_000


def cell(label: Any, *, most: int, kind: str = "text") -> forms.CharField:  # noqa: ANN401 - a lazy translation
    """One line; its label is told to those who hear the page, and shown above the column or in the cell."""
    widget = forms.TextInput(attrs={"aria-label": label, "placeholder": label, "inputmode": kind})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget)


def posted(
    data: Mapping[str, str], prefix: str, names: tuple[str, ...], *, most: int, keeps_empty: bool = False
) -> list[dict[str, str]]:
    """The rows of a form as they were typed; those that say nothing are left out, unless they are kept."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "0")
    number = min(int(total), most) if total.isdecimal() and len(total) < 6 else 0
    typed = [
        {name: data.get(f"{prefix}-{row}-{name}", "")[:SHOWN_MOST] for name in names} for row in range(number)
    ]
    return [row for row in typed if keeps_empty or any(cell.strip() for cell in row.values())]
