"""Forms that only a library can read, for whoever runs it in a process of its own: `providers/confined.py` does.

A reader is imported when the first file of its form comes: that process begins for each picture that somebody gives,
and all libraries together take three times as long to load as those for pictures. What they raise over a hostile file
has no end of kinds; here all of it becomes `Unreadable`.
"""

import importlib
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from apps.contributions.core.reading import prose
from apps.contributions.core.reading.bounds import BOUNDS, MANNER, Bounds, Manner
from apps.contributions.core.reading.forms import DOCUMENTS, MEDIA, Form
from apps.contributions.core.reading.kept import Media, measured
from apps.contributions.core.reading.rows import BrokenRow, Notes, Row, Unreadable

#: Modules beside this one. That of Parquet yields rows; the others write what is kept, and say what they found.
READERS: Final[Mapping[Form, str]] = {
    Form.PNG: "pictures",
    Form.JPEG: "pictures",
    Form.WEBP: "pictures",
    Form.GIF: "pictures",
    Form.WAV: "waves",
    Form.MP3: "mp3",
    Form.FLAC: "flac",
    Form.PDF: "pdf",
    Form.DOCX: "documents",
    Form.PARQUET: "parquet",
}


def _reader(form: Form) -> Any:  # noqa: ANN401 - a module
    return importlib.import_module(f"{__package__}.{READERS[form]}")


def read_media(file: BinaryIO, form: Form, into: BinaryIO, *, bounds: Bounds = BOUNDS) -> Media:
    """What is kept goes into `into`, an empty file that can be read as well; both can be sought in."""
    if form not in MEDIA:
        raise Unreadable("no_media_in_this", form=form.value)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return measured(_reader(form).read(file, into, bounds=bounds), into)
    except Unreadable:
        raise
    except (MemoryError, RecursionError) as error:
        raise Unreadable("too_hard") from error
    except Exception as error:
        raise Unreadable("broken_media", form=form.value) from error


def read_rows(
    file: BinaryIO, form: Form, notes: Notes, *, bounds: Bounds = BOUNDS, manner: Manner = MANNER
) -> Iterator[Row | BrokenRow]:
    """The rows of a Parquet file, or the words of a document as rows."""
    if form is Form.PARQUET:
        rows: Iterator[Row | BrokenRow] = _reader(form).read(file, notes, bounds=bounds, manner=manner)
        return rows
    if form not in DOCUMENTS:
        raise Unreadable("no_rows_in_this", form=form.value)
    with tempfile.TemporaryFile() as into:
        found = read_media(file, form, into, bounds=bounds).found
    if not found.text:
        raise Unreadable("no_text")
    notes.columns = [prose.TEXT]
    notes.flags += found.flags
    return prose.split(found.text, manner, bounds)
