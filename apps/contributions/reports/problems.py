"""What is wrong with a file that somebody sent, or with one row of it, and what they can do, in sentences.

The codes are those of `core/reading`.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Of a whole file: nothing of it is read, or nothing more than was read so far.
OF_FILES: Final[Mapping[str, Promise]] = {
    "empty": _("The file is empty. Perhaps it was not saved before it was chosen."),
    "unknown_form": _(
        "This is none of the kinds of file that can be read here. Save it as CSV, JSON Lines or plain "
        "text, for example."
    ),
    "wrong_type": _(
        "The name ends in .%(named)s, but what is inside is something else. Open it with the program that "
        "made it and save it again."
    ),
    "svg": _("SVG pictures are programs as well and are not taken. Save it as PNG."),
    "markup": _("Web pages, HTML and XML are not taken. Save the words as plain text, or the table as CSV."),
    "spreadsheet": _(
        "Spreadsheets are not read as they are. In your program, choose “Save as” and then CSV, one file "
        "for each sheet."
    ),
    "other_office": _("Documents of this kind are not read. Save it as PDF, DOCX or plain text."),
    "old_office": _("Documents of older office programs are not read. Save it as DOCX, PDF or CSV."),
    "other_image": _("Pictures of this kind are not read. Save it as PNG, JPEG or WebP."),
    "other_sound": _("Films, and sounds of this kind, are not read. Save the sound as FLAC, MP3 or WAV."),
    "compressed": _(
        "The file is compressed in a way that is not read. Unpack it and send what is inside, or a zip "
        "archive."
    ),
    "other_archive": _("Archives of this kind are not read. Pack the files as a zip archive."),
    "program": _("This is a program. Programs are not taken."),
    "too_hard": _(
        "The file takes more memory or time to read than one file may. Save it again with another "
        "program, or send it in smaller parts."
    ),
    "file_too_large": _("The file is larger than %(most)s. Send it in smaller parts."),
    "changed": _("The file changed while it was read. Send it again."),
    "truncated": _("The file ends too early: a part of it is missing. Send it again."),
    "encrypted": _("The file is locked with a password. Save it without one."),
    "no_rows_in_this": _("There are no rows in a file of this kind."),
    "no_media_in_this": _("There is no picture, sound or document in a file of this kind."),
    "unknown_encoding": _("The letters of the file cannot be read. Save it as UTF-8."),
    "no_rows": _("The file has a heading and no rows, or nothing but empty lines."),
    "too_many_rows": _("The file has more than %(most)s rows. Send it in smaller parts."),
    "too_many_columns": _("There are %(found)s columns; at most %(most)s are read."),
    "bad_column_name": _("The name of column %(column)s cannot be read. Save the file as UTF-8."),
    "long_column_name": _(
        "The name of column %(column)s has more than %(most)s letters. Perhaps the first row is no heading."
    ),
    "row_too_long": _(
        "The row that begins on line %(line)s has more than %(most)s letters. Perhaps a quotation mark is "
        "never closed."
    ),
    "line_too_long": _(
        "Line %(line)s has more than %(most)s letters, or never ends. Perhaps this is not a file of rows."
    ),
    "text_too_long": _(
        "The text has more than %(most)s letters. Choose to have it read by paragraph or by line, or send "
        "it in parts."
    ),
    "broken_heading": _(
        "In the heading, on line %(line)s, a quotation mark is opened and not closed where its cell ends."
    ),
    "broken_json": _(
        "The JSON cannot be read from line %(line)s on. Everything after that place is lost to a reader."
    ),
    "not_rows": _("The JSON holds one value and no rows. It should be a list of objects."),
    "several_arrays": _(
        "The JSON holds several lists of rows, the second on line %(line)s. Send each as a file of its own."
    ),
    "broken_parquet": _("The Parquet file is damaged. Write it again."),
    "same_column": _("Two columns are called “%(name)s”. Name them differently."),
    "nested_column": _(
        "The column “%(name)s” holds lists or objects. Only texts, numbers, dates, and yes or no can be read."
    ),
    "large_row_group": _(
        "The Parquet file holds row groups of more than %(most)s MB. Write it with smaller ones."
    ),
    "broken_media": _("The file is damaged and cannot be read. Save it again and send that."),
    "broken_image": _("The picture is damaged and cannot be opened. Save it again and send that."),
    "too_many_pixels": _("The picture has more than %(most)s pixels. Scale it down."),
    "broken_sound": _("The sound is damaged and cannot be read. Save it again and send that."),
    "unknown_coding": _(
        "The sound is coded in a way that is not read. Save it as FLAC, or as WAV without compression."
    ),
    "unknown_length": _("The file does not say how long the sound lasts. Save it again and send that."),
    "sound_too_long": _("The sound lasts more than %(hours)s hours. Send it in parts."),
    "broken_document": _("The document is damaged and cannot be read. Save it again and send that."),
    "acting_document": _(
        "The document can act by itself: it holds scripts, macros, attachments or parts from elsewhere. "
        "Print it as PDF and send that."
    ),
    "pdf_not_at_start": _(
        "Something stands before the document in this file. Print it as PDF and send that."
    ),
    "no_pages": _("The document has no pages."),
    "too_many_pages": _("The document has %(found)s pages; at most %(most)s are read. Send it in parts."),
    "too_many_letters": _("The document has more than %(most)s letters. Send it in parts."),
    "no_text": _("No words were found in the document. Perhaps its pages are pictures."),
    "broken_archive": _("The archive is damaged and cannot be unpacked. Pack it again."),
    "broken_member": _("In the archive, %(path)s is damaged. Pack it again."),
    "empty_archive": _("There are no files in the archive."),
    "nested_archive": _("There is another archive in the archive: %(path)s. Pack the files themselves."),
    "too_many_members": _(
        "There are %(found)s files in the archive; at most %(most)s are read. Send it in parts."
    ),
    "same_name": _("Two files in the archive are called %(path)s. Name them differently."),
    "path_trick": _(
        "A file in the archive has a path that leads elsewhere or cannot be shown: %(path)s. Pack it "
        "again with plain names."
    ),
    "long_path": _("A path in the archive has more than %(most)s letters. Shorten it."),
    "link": _("In the archive, %(path)s is a link and not a file. Pack the file itself."),
    "unknown_compression": _(
        "In the archive, %(path)s is compressed in a way that is not read. Pack it as an ordinary zip "
        "archive."
    ),
    "overlapping": _("The files in the archive overlap, which no honest program does. Pack it again."),
    "bomb": _(
        "In the archive, %(path)s unpacks to much more than an honest file does. It was not unpacked further."
    ),
}
#: Of one row; those around it can be read.
OF_ROWS: Final[Mapping[str, Promise]] = {
    "too_many_cells": _(
        "The row has %(found)s cells, and there are %(wanted)s columns. Perhaps a cell with the delimiter "
        "in it needs quotation marks."
    ),
    "too_few_cells": _("The row has %(found)s cells, and there are %(wanted)s columns."),
    "broken_quotes": _(
        "A quotation mark is opened and not closed where its cell ends. A mark within a cell is written twice."
    ),
    "bad_encoding": _("Some letters of the row cannot be read. Save the file as UTF-8."),
    "nul": _("There is a character in the row that no text holds (NUL)."),
    "surrogate": _("There is half of a character in the row, which no text can hold."),
    "not_json": _("This is not JSON from column %(column)s on."),
    "no_object": _("This is not a row: a row is an object that names its values, in braces."),
    "no_number": _("%(number)s is not a number that can be kept."),
    "number_too_large": _("The number %(number)s has more digits than can be kept. Write it as text."),
    "duplicate_key": _("The name “%(name)s” stands twice in the row."),
    "too_deep": _("The row is nested deeper than %(most)s times."),
}
#: Worth knowing; the file or the row is read all the same.
FLAGS: Final[Mapping[str, Promise]] = {
    "guessed_encoding": _(
        "The file is not UTF-8; it was read as Windows-1252. Look whether letters such as é are right."
    ),
    "mixed_encoding": _("Some letters of the file cannot be read as UTF-8. Their rows are marked."),
    "duplicate_column": _("Two columns are called “%(name)s”; the later one got a number."),
    "unnamed_column": _("Column %(column)s has no name and got one."),
    "empty_column": _("In the first rows, the column “%(name)s” is empty."),
    "formula": _("The cell begins like a formula. It is kept as text, and never computed."),
    "first_frame": _("The picture moves: it has %(frames)s frames, of which the first is kept."),
    "colour_profile": _(
        "The colours of the picture are described in a way that cannot be read. Look whether they are right."
    ),
    "names_author": _("The document names its author. Whoever may read the item may read that name."),
    "no_text": _("No words were found in the document. Perhaps its pages are pictures."),
}
_ALL: Final[Mapping[str, Promise]] = {**FLAGS, **OF_ROWS, **OF_FILES}
#: Codes whose `most` counts bytes.
_OF_BYTES: Final = frozenset({"file_too_large"})


def knows(code: str) -> bool:
    """Whether this is a code of reading, and not one of what was read."""
    return code in _ALL


def sentence(code: str, params: Mapping[str, str | int]) -> str:
    """What a person reads about a file, a row or a flag. A row or a file without lines has no place to name."""
    told = {name: _written(code, name, value) for name, value in params.items()}
    if code == "row_too_long" and "line" not in told:
        return str(_("The row has more than %(most)s letters.")) % told
    return str(_ALL[code]) % told


def of_preview(preview: Mapping[str, Any] | None) -> list[str]:
    """What had to be guessed about a file, or was found before its first row."""
    return [sentence(flag["code"], flag["params"]) for flag in (preview or {}).get("flags", ())]


def _written(code: str, name: str, value: str | int) -> str:
    if isinstance(value, str):
        return value
    return (
        str(filesizeformat(value))
        if code in _OF_BYTES and name == "most"
        else number_format(value, force_grouping=True)
    )
