"""What licences are called, what each of them lets others do, and what is wrong with a record, in sentences."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import fitting, modalities, schemas, starting_points
from apps.datanets.core.schemas import Part

MODALITIES: Final[Mapping[str, Promise]] = {
    modalities.TEXT: _("Text"),
    modalities.ROWS: _("Rows"),
    modalities.IMAGE: _("Images"),
    modalities.AUDIO: _("Audio"),
    modalities.DOCUMENT: _("Documents"),
}
#: SPDX name -> as people write it.
LICENCES: Final[Mapping[str, str]] = {
    "CC0-1.0": "CC0 1.0",
    "CC-BY-4.0": "CC BY 4.0",
    "CC-BY-SA-4.0": "CC BY-SA 4.0",
    "ODbL-1.0": "ODbL 1.0",
    "PSF-2.0": "PSF 2.0",
}
#: What each of them lets others do.
ALLOWING: Final[Mapping[str, Promise]] = {
    "CC0-1.0": _("Anybody may use it for anything, and need not name anybody."),
    "CC-BY-4.0": _("Anybody may use it, also for money, and names who wrote it."),
    "CC-BY-SA-4.0": _(
        "Anybody may use it, also for money, names who wrote it, and shares what they make of it alike."
    ),
    "ODbL-1.0": _(
        "Anybody may use the collection, names where it is from, and shares their own version of it alike."
    ),
    "PSF-2.0": _("Anybody may use it as Python itself may be used, and keeps the notice of its licence."),
}


def licence_name(licence: str) -> str:
    """As people write it; a licence that is not offered any more keeps its SPDX name."""
    return LICENCES.get(licence, licence)


#: Code of a problem of a record -> what a person can do about it. Each names a field beside it.
_PROBLEMS: Final[Mapping[str, Promise]] = {
    fitting.NOT_AN_OBJECT: _("This is not a record: a record names its fields, and says something in each."),
    fitting.UNKNOWN: _("The datanet does not ask for %(name)s. Leave it out, or map it to a field that is asked for."),
    fitting.MISSING: _("This is missing, and the datanet asks for it."),
    fitting.NOT_TEXT: _("This is not text."),
    fitting.TOO_SHORT: _("This has fewer than %(least)s letters."),
    fitting.TOO_LONG: _("This has more than %(most)s letters."),
    fitting.NOT_A_CHOICE: _("This is none of the choices: %(choices)s."),
    fitting.NOT_WHOLE: _("This is not a whole number, written in digits."),
    fitting.TOO_SMALL: _("This is less than %(least)s."),
    fitting.TOO_LARGE: _("This is more than %(most)s."),
    fitting.NOT_A_NUMBER: _("This is not a number such as 12 or 0.5, with a point and at most 12 digits after it."),
    fitting.NOT_YES_NO: _("This is neither yes nor no."),
    fitting.NOT_MEDIA: _("This names no file: it is the SHA-256 of one, in 64 small letters and digits."),
}  # fmt: skip


def problem_sentence(code: str, params: Mapping[str, str | int]) -> str:
    """What is wrong with a field of a record."""
    return str(_PROBLEMS[code]) % params


STARTING_KEYS: Final = frozenset(starting_points.ALL)


def starting_points_offered() -> list[tuple[str, str, str]]:
    """Key, title and explanation of every starting point, in the reader's language."""
    return [
        (point.key, gettext(point.title), gettext(point.explanation))
        for point in starting_points.ALL.values()
    ]


def starting_schema(key: str) -> dict[str, Any]:
    """The schema of a starting point, its titles in the language of whoever begins with it."""
    parts = schemas.parts_of(starting_points.ALL[key].schema)
    return schemas.schema_of(
        [
            replace(part, title=gettext(part.title), help=gettext(part.help) if part.help else "")
            for part in parts
        ]
    )


_KINDS: Final[Mapping[str, Promise]] = {
    schemas.NUMBER: _("a number with a point"),
    schemas.YES_NO: _("yes or no"),
    schemas.IMAGE: _("an image"),
    schemas.AUDIO: _("a recording"),
    schemas.DOCUMENT: _("a document"),
}
#: Of choices that are named; all of them stand in the form.
CHOICES_NAMED: Final = 6


def part_in_words(part: Part) -> str:
    """What a field of a record takes: `8 to 500 letters`, `one of good, bad`, `a whole number from 1900 to 2100`."""
    if part.kind == schemas.TEXT:
        return _letters(part)
    if part.kind == schemas.CHOICE:
        named = ", ".join(part.choices[:CHOICES_NAMED])
        more = "" if len(part.choices) <= CHOICES_NAMED else ", …"
        return gettext("one of %(choices)s") % {"choices": named + more}
    if part.kind == schemas.INTEGER:
        return _whole(part)
    return str(_KINDS[part.kind])


def _letters(part: Part) -> str:
    told = {
        "least": number_format(part.least, force_grouping=True),
        "most": number_format(part.most, force_grouping=True),
    }
    if part.least > 1:
        return gettext("%(least)s to %(most)s letters") % told
    return gettext("up to %(most)s letters") % told


def _whole(part: Part) -> str:
    """A year stays 1999: without marks between its digits."""
    told = {"least": part.least, "most": part.most}
    has_least, has_most = part.least > -schemas.WHOLE_MOST, part.most < schemas.WHOLE_MOST
    if has_least and has_most:
        return gettext("a whole number from %(least)s to %(most)s") % told
    if has_least:
        return gettext("a whole number, %(least)s or more") % told
    return gettext("a whole number, %(most)s or less") % told if has_most else gettext("a whole number")
