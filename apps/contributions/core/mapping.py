"""Which column of a file is which field of a record, by what both are called; and the row that follows from it."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from apps.datanets.core.schemas import MEDIA, TEXT, Part

#: The column that names a file beside the table, as folders of images with labels have it.
FILE_NAME: Final = ("file_name", "filename", "file")
#: How alike two names are, from which on they are taken for one.
ALIKE: Final = 0.84
_NOT_A_LETTER: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Column -> field, and whether that is sure enough to go on without asking."""

    mapping: Mapping[str, str]
    is_sure: bool


def propose(columns: Sequence[str], parts: Sequence[Part]) -> Proposal:
    """The same name first, then the nearest. Sure if every field that must be there has a column."""
    left = list(dict.fromkeys(columns))
    mapping: dict[str, str] = {}
    for likeness in (_same, _near):
        for part in parts:
            if part.name in mapping.values():
                continue
            found = [column for column in left if likeness(column, part)]
            if len(found) == 1 or (found and likeness is _same):
                mapping[found[0]] = part.name
                left.remove(found[0])
    _only_one_left(mapping, left, parts)
    missing = [
        part
        for part in parts
        if part.required and part.kind not in MEDIA and part.name not in mapping.values()
    ]
    return Proposal(mapping, is_sure=bool(mapping) and not missing)


def applied(mapping: Mapping[str, str], values: Mapping[str, object]) -> dict[str, object]:
    """The cells of a row under the names of fields; columns that nothing is made of are left out."""
    return {field: values[column] for column, field in mapping.items() if column in values}


def heading(columns: Sequence[str]) -> str:
    """What a file with these columns is remembered by."""
    return hashlib.sha256("\x1f".join(sorted(columns)).encode("utf-8", "replace")).hexdigest()


def fits(mapping: Mapping[str, str], columns: Sequence[str], parts: Sequence[Part]) -> bool:
    """Whether every column is there, every field is one, and none is filled twice."""
    names = {part.name for part in parts}
    fields = list(mapping.values())
    return (
        bool(mapping)
        and mapping.keys() <= set(columns)
        and set(fields) <= names
        and len(set(fields)) == len(fields)
    )


def file_column(columns: Sequence[str]) -> str | None:
    """The column that names files, if there is one."""
    return next((column for column in columns if column.strip().casefold() in FILE_NAME), None)


def _only_one_left(mapping: dict[str, str], left: Sequence[str], parts: Sequence[Part]) -> None:
    """One column and one text that must be there can only mean each other."""
    wanted = [part for part in parts if part.required and part.kind == TEXT]
    if not mapping and len(left) == 1 and len(wanted) == 1:
        mapping[left[0]] = wanted[0].name


def _same(column: str, part: Part) -> bool:
    return _plain(column) in (_plain(part.name), _plain(part.title))


def _near(column: str, part: Part) -> bool:
    said = _plain(column)
    return any(_is_near(said, name) for name in {_plain(part.name), _plain(part.title)})


def _is_near(said: str, name: str) -> bool:
    if min(len(said), len(name)) < 3:
        return False
    return (
        said.startswith(name) or name.startswith(said) or SequenceMatcher(None, said, name).ratio() >= ALIKE
    )


def _plain(name: str) -> str:
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", name).casefold())
