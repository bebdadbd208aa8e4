"""Lists that keep what somebody asked for while they are paged: words, a state."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlencode

from apps.foundation.errors import Invalid
from apps.people.reports.pages import Part

Row = TypeVar("Row")


class WrongFilter(Invalid):
    """A list can be narrowed to what there is."""

    code = "wrong_filter"

    def __init__(self, sentence: str, *, name: str) -> None:
        super().__init__(sentence, fields={f"?{name}": sentence})


def kept(part: Part[Row], asked: Mapping[str, str]) -> Part[Row]:
    """The same part of a list, whose ways on and back ask for the same again."""
    said = urlencode({name: value for name, value in asked.items() if value})
    if not said:
        return part
    return replace(
        part,
        next_url=f"{part.next_url}&{said}" if part.next_url else "",
        first_url=f"{part.first_url}?{said}" if part.first_url else "",
    )
