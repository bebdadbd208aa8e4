"""What somebody pastes into a page: which kind of rows it is, and the bytes of the file that it becomes."""

import io
import itertools
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from apps.contributions.core import reading
from apps.contributions.core.reading import BrokenRow, Form, Row, Unreadable
from apps.datanets.core import schemas
from apps.datanets.core.schemas import Part

#: Bytes of what is pasted at once; more is sent as a file.
MOST: Final = 1024**2

CSV: Final = "csv"
TSV: Final = "tsv"
JSONL: Final = "jsonl"
JSON: Final = "json"
LINES: Final = "lines"
PARAGRAPHS: Final = "paragraphs"
TABLES: Final = (CSV, TSV, JSONL, JSON)
KINDS: Final = (*TABLES, LINES, PARAGRAPHS)
_FORMS: Final = {CSV: Form.CSV, TSV: Form.CSV, JSONL: Form.JSONL, JSON: Form.JSON}


@dataclass(frozen=True, slots=True)
class Pasted:
    """As a file: what it is called, and what is in it."""

    name: str
    content: bytes


def is_possible(parts: Sequence[Part]) -> bool:
    """Words can be pasted; a picture, a sound or a document cannot."""
    return not any(part.required and part.kind in schemas.MEDIA for part in parts)


def only_text(parts: Sequence[Part]) -> Part | None:
    """The field that a line or a paragraph can be, where a record needs nothing else."""
    texts = [part for part in parts if part.kind == schemas.TEXT]
    others = any(part.required for part in parts if part.kind != schemas.TEXT)
    return texts[0] if len(texts) == 1 and not others else None


def guessed(text: str, parts: Sequence[Part]) -> str:
    """The kind, by content; words that are no table are lines, or paragraphs where empty lines part them."""
    field = only_text(parts)
    try:
        form = reading.sniff(text.encode()[: reading.HEAD], "")
    except Unreadable:
        if field is None:
            raise
        form = Form.TEXT
    if form in (Form.JSONL, Form.JSON):
        return str(form.value)
    first = text.strip("\n").partition("\n")[0]
    if field is not None and not _names(first, field):
        return PARAGRAPHS if "" in (line.strip() for line in text.strip().split("\n")) else LINES
    if form != Form.CSV and field is None:
        return LINES
    return TSV if "\t" in first else CSV


def is_kind(text: str, kind: str) -> bool:
    """Whether its first letters are what it is said to be. Anything can be read as lines and paragraphs."""
    if kind not in TABLES:
        return True
    return reading.sniff(text.encode()[: reading.HEAD], f"pasted.{kind}") == _FORMS[kind]


def as_file(text: str, kind: str, parts: Sequence[Part]) -> Pasted:
    """What a worker reads. Lines and paragraphs name their field from here on."""
    if kind in TABLES:
        return Pasted(f"pasted.{kind}", text.encode())
    field = only_text(parts)
    assert field is not None  # noqa: S101 - the form offers these two where there is one
    rows = [json.dumps({field.name: one}, ensure_ascii=False) for one in _texts(text, kind)]
    return Pasted("pasted.jsonl", "".join(f"{row}\n" for row in rows).encode())


def first_rows(pasted: Pasted) -> list[Row | BrokenRow]:
    """For seeing whether it can be read at all; raises Unreadable as a worker would."""
    form = reading.sniff(pasted.content[: reading.HEAD], pasted.name)
    return list(itertools.islice(reading.read_rows(io.BytesIO(pasted.content), form), reading.PREVIEWED))


def _names(line: str, field: Part) -> bool:
    """Whether it is a heading that names the field, and not the first of the texts."""
    cells = {cell.strip(' "').lower() for cell in re.split(r"[,;\t|]", line)}
    return bool(cells & {field.name.lower(), field.title.lower()})


def _texts(text: str, kind: str) -> list[str]:
    found = text.split("\n") if kind == LINES else re.split(r"\n[ \t]*(?:\n[ \t]*)+", text)
    return [one.strip() for one in found if one.strip()]
