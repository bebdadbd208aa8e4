"""Whether records fit a schema, told quickly: the schema is compiled once, and each record takes a microsecond or two.

The verdicts are those of `schemas.check_record`; a problem is a place, a code and numbers, and its sentence is made
where people read it. Beside it, how the cells of a table become values.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from apps.datanets.core import schemas
from apps.datanets.core.schemas import Part

NOT_AN_OBJECT: Final = "not_an_object"
UNKNOWN: Final = "unknown"
MISSING: Final = "missing"
NOT_TEXT: Final = "not_text"
TOO_SHORT: Final = "too_short"
TOO_LONG: Final = "too_long"
NOT_A_CHOICE: Final = "not_a_choice"
NOT_WHOLE: Final = "not_whole"
TOO_SMALL: Final = "too_small"
TOO_LARGE: Final = "too_large"
NOT_A_NUMBER: Final = "not_a_number"
NOT_YES_NO: Final = "not_yes_no"
NOT_MEDIA: Final = "not_media"
CODES: Final = (
    NOT_AN_OBJECT, UNKNOWN, MISSING, NOT_TEXT, TOO_SHORT, TOO_LONG, NOT_A_CHOICE, NOT_WHOLE, TOO_SMALL, TOO_LARGE,
    NOT_A_NUMBER, NOT_YES_NO, NOT_MEDIA,
)  # fmt: skip

#: Of fields that the schema does not name: enough to see what went wrong.
UNKNOWN_MOST: Final = 10
#: Of the name of such a field.
SHOWN_MOST: Final = 80
#: Of choices that a sentence lists.
LISTED_MOST: Final = 200

Params = Mapping[str, str | int]
_Fault = tuple[str, Params]
_Check = Callable[[object], _Fault | None]

_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,17}(\.0+)?")
_YES: Final = frozenset({"yes", "true", "1", "y", "t"})
_NO: Final = frozenset({"no", "false", "0", "n", "f"})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place of a record: a JSON pointer, a code of `CODES`, and what its sentence names."""

    pointer: str
    code: str
    params: Params


class Fitter:
    """A compiled schema."""

    __slots__ = ("_checks", "_pointers", "_required")

    def __init__(self, schema: Mapping[str, Any]) -> None:
        properties = schema["properties"]
        self._checks: dict[str, _Check] = {name: _check(field) for name, field in properties.items()}
        self._required = tuple(schema.get("required", ()))
        self._pointers = {name: f"/{name}" for name in properties}

    def problems(self, record: object) -> tuple[Problem, ...]:
        """Everything that is wrong with the record, at most one problem a field; nothing if it fits."""
        if not isinstance(record, dict):
            return (Problem("", NOT_AN_OBJECT, {}),)
        checks = self._checks
        found: list[Problem] = []
        strange = 0
        for name, value in record.items():
            check = checks.get(name)
            if check is None:
                strange += 1
                if strange <= UNKNOWN_MOST:
                    found.append(Problem(_pointer(name), UNKNOWN, {"name": str(name)[:SHOWN_MOST]}))
            elif (fault := check(value)) is not None:
                found.append(Problem(self._pointers[name], *fault))
        found.extend(Problem(f"/{name}", MISSING, {}) for name in self._required if name not in record)
        return tuple(found)


def fitter(schema: Mapping[str, Any]) -> Fitter:
    """Compile a schema that `schemas.read_schema` let through."""
    return Fitter(schema)


def coerce(raw: Mapping[str, object], parts: Sequence[Part]) -> dict[str, Any]:
    """The values that the cells of a row mean: 12 for "12", True for "yes"; an empty cell is left out.

    What does not fit stays as it is, and so does what no field is named for, so that the fitter can tell.
    """
    values: dict[str, Any] = {}
    for part in parts:
        cell = raw.get(part.name)
        if cell is not None and cell != "":
            values[part.name] = _COERCED[part.kind](cell)
    if len(raw) > len(values):
        known = {part.name for part in parts}
        values.update(
            (name, cell)
            for name, cell in raw.items()
            if name not in known and cell is not None and cell != ""
        )
    return values


def _pointer(name: object) -> str:
    return "/" + str(name)[:SHOWN_MOST].replace("~", "~0").replace("/", "~1")


def _check(field: Mapping[str, Any]) -> _Check:
    kind = schemas.kind_of(field)
    if kind == schemas.TEXT:
        return _text(int(field.get("minLength", 0)), int(field["maxLength"]))
    if kind == schemas.CHOICE:
        return _choice(field["enum"])
    if kind == schemas.INTEGER:
        return _whole(field.get("minimum", -schemas.WHOLE_MOST), field.get("maximum", schemas.WHOLE_MOST))
    if kind == schemas.YES_NO:
        return _yes_no
    code = NOT_A_NUMBER if kind == schemas.NUMBER else NOT_MEDIA
    return _pattern(
        field["pattern"], int(field.get("minLength", 0)), field.get("maxLength"), (code, {"kind": str(kind)})
    )


def _text(least: int, most: int) -> _Check:
    strange: _Fault = (NOT_TEXT, {})
    short: _Fault = (TOO_SHORT, {"least": least})
    long: _Fault = (TOO_LONG, {"most": most})

    def check(value: object) -> _Fault | None:
        if not isinstance(value, str):
            return strange
        length = len(value)
        if length > most:
            return long
        return short if length < least else None

    return check


def _choice(choices: Sequence[str]) -> _Check:
    known = frozenset(choices)
    fault: _Fault = (NOT_A_CHOICE, {"choices": _listed(choices)})

    def check(value: object) -> _Fault | None:
        return None if isinstance(value, str) and value in known else fault

    return check


def _listed(choices: Sequence[str]) -> str:
    """As many whole choices as a sentence has room for."""
    listed = ", ".join(choices)
    return listed if len(listed) <= LISTED_MOST else listed[:LISTED_MOST].rpartition(",")[0] + ", …"


def _whole(least: int, most: int) -> _Check:
    strange: _Fault = (NOT_WHOLE, {})
    small: _Fault = (TOO_SMALL, {"least": least})
    large: _Fault = (TOO_LARGE, {"most": most})

    def check(value: object) -> _Fault | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return strange
        if value > most:
            return large
        return small if value < least else None

    return check


def _yes_no(value: object) -> _Fault | None:
    return None if isinstance(value, bool) else (NOT_YES_NO, {})


def _pattern(pattern: str, least: int, most: int | None, fault: _Fault) -> _Check:
    found = re.compile(pattern).search

    def check(value: object) -> _Fault | None:
        fits = (
            isinstance(value, str)
            and len(value) >= least
            and (most is None or len(value) <= most)
            and found(value) is not None
        )
        return None if fits else fault

    return check


def _as_text(cell: object) -> object:
    is_whole = isinstance(cell, int) and not isinstance(cell, bool)
    return str(cell) if is_whole else cell


def _as_choice(cell: object) -> object:
    return cell.strip() if isinstance(cell, str) else _as_text(cell)


def _as_whole(cell: object) -> object:
    if isinstance(cell, str):
        shown = cell.strip()
        return int(shown.partition(".")[0]) if _WHOLE.fullmatch(shown) else cell
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _as_number(cell: object) -> object:
    if isinstance(cell, float):
        shown = repr(cell)
        return shown if re.fullmatch(r"-?[0-9]+\.[0-9]+", shown) else cell
    return _as_choice(cell)


def _as_yes_no(cell: object) -> object:
    if isinstance(cell, bool) or not isinstance(cell, (str, int)):
        return cell
    shown = str(cell).strip().casefold()
    return shown in _YES if shown in _YES or shown in _NO else cell


def _as_media(cell: object) -> object:
    return cell.strip().lower() if isinstance(cell, str) else cell


_COERCED: Final[Mapping[str, Callable[[object], object]]] = {
    schemas.TEXT: _as_text,
    schemas.CHOICE: _as_choice,
    schemas.INTEGER: _as_whole,
    schemas.NUMBER: _as_number,
    schemas.YES_NO: _as_yes_no,
    schemas.IMAGE: _as_media,
    schemas.AUDIO: _as_media,
    schemas.DOCUMENT: _as_media,
}
