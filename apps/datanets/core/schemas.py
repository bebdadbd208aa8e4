"""Record schemas: JSON Schema 2020-12 of the words of an item, in the forms that a page can ask for field by field.

A field is a text, a choice, a whole number, a number, a yes or no, or media. Numbers with a point are texts of format
`decimal`, so that what was measured stays as it was written. Media is named by its SHA-256, so that the hash of a
record proves the bytes as well.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jsonschema import Draft202012Validator, TypeChecker, validators
from jsonschema.exceptions import SchemaError

from apps.foundation.errors import Invalid

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
QUESTION_MOST: Final = 500
ANSWER_MOST: Final = 8_000
TITLE_MOST: Final = 80
HELP_MOST: Final = 300
CHOICES_MOST: Final = 100
CHOICE_MOST: Final = 80
FIELDS_MOST: Final = 60
WHOLE_MOST: Final = 2**53 - 1

TEXT: Final = "text"
CHOICE: Final = "choice"
INTEGER: Final = "integer"
NUMBER: Final = "number"
YES_NO: Final = "yes_no"
IMAGE: Final = "image"
AUDIO: Final = "audio"
DOCUMENT: Final = "document"
KINDS: Final = (TEXT, CHOICE, INTEGER, NUMBER, YES_NO, IMAGE, AUDIO, DOCUMENT)
MEDIA: Final[Mapping[str, str]] = {IMAGE: "image/*", AUDIO: "audio/*", DOCUMENT: "application/pdf"}

DECIMAL: Final = r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,12})?$"
DECIMAL_MOST: Final = 32
SHA256: Final = "^[0-9a-f]{64}$"
#: In which order people fill the fields in, where that of `required` does not say it.
ORDER: Final = "x-order"
FIELD_NAME: Final = r"^[a-z][a-z0-9_]{0,39}$"
#: What stands beside the words of an item in every export.
RESERVED: Final = frozenset(
    {"item_id", "revision_id", "content_hash", "contributor", "licence", "added_in", "split"}
)

#: The starting point for questions and answers. `required` is in the order in which people fill them in.
QUESTION_ANSWER: Final[Mapping[str, Any]] = {
    "$schema": DIALECT,
    "type": "object",
    "required": ["question", "answer"],
    "additionalProperties": False,
    "properties": {
        "question": {"type": "string", "title": "Question", "minLength": 8, "maxLength": QUESTION_MOST},
        "answer": {"type": "string", "title": "Answer", "minLength": 20, "maxLength": ANSWER_MOST},
    },
}
#: Kind -> what a field of that kind always says.
_SAID: Final[Mapping[str, Mapping[str, Any]]] = {
    TEXT: {"type": "string"},
    CHOICE: {"type": "string"},
    INTEGER: {"type": "integer"},
    NUMBER: {"type": "string", "format": "decimal", "pattern": DECIMAL, "maxLength": DECIMAL_MOST},
    YES_NO: {"type": "boolean"},
    **{
        kind: {"type": "string", "contentMediaType": media_type, "pattern": SHA256}
        for kind, media_type in MEDIA.items()
    },
}
_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    TEXT: frozenset({"minLength", "maxLength"}),
    CHOICE: frozenset({"enum"}),
    INTEGER: frozenset({"minimum", "maximum"}),
    NUMBER: frozenset({"format", "pattern", "maxLength"}),
    YES_NO: frozenset(),
    IMAGE: frozenset({"contentMediaType", "pattern", "minLength", "maxLength"}),
    AUDIO: frozenset({"contentMediaType", "pattern", "minLength", "maxLength"}),
    DOCUMENT: frozenset({"contentMediaType", "pattern", "minLength", "maxLength"}),
}


#: What may stand beside the fields. Whatever else JSON Schema knows would judge records in ways that no page shows.
_AROUND: Final = frozenset(
    {"$schema", "type", "title", "description", "required", "additionalProperties", "properties", ORDER}
)


def _is_whole(_: TypeChecker, value: object) -> bool:
    """A whole number as a record can hold it: 3.0 has two spellings, and beyond 2^53 computers disagree."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= WHOLE_MOST


_Validator: Final = validators.extend(
    Draft202012Validator, type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_whole)
)


class BadSchema(Invalid):
    """The schema is no JSON Schema, or asks for something that a page cannot ask for."""

    code = "bad_schema"


class BadRecord(Invalid):
    """The record is not what the schema asks for; `fields` names the places."""

    code = "bad_record"


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a record: its name in the file, what people read beside it, its kind and its bounds.

    `least` and `most` count the letters of a text, and bound the value of a whole number.
    """

    name: str
    title: str
    least: int
    most: int
    required: bool
    kind: str = TEXT
    choices: tuple[str, ...] = ()
    help: str = ""


def parts_of(schema: Mapping[str, Any]) -> tuple[Part, ...]:
    """The fields in the order in which people fill them in: of `x-order`, else of `required`; a database sorts keys."""
    properties, required = schema["properties"], list(schema.get("required", ()))
    names = list(dict.fromkeys([*schema.get(ORDER, ()), *required, *sorted(properties)]))
    return tuple(
        _part(name, properties[name], required=name in required) for name in names if name in properties
    )


def schema_of(parts: Sequence[Part]) -> dict[str, Any]:
    """The schema of these fields, in this order. `parts_of` gives them back."""
    names = [part.name for part in parts]
    schema = {
        "$schema": DIALECT,
        "type": "object",
        "required": [part.name for part in parts if part.required],
        "additionalProperties": False,
        "properties": {part.name: _field(part) for part in parts},
    }
    if [part.name for part in parts_of(schema)] != names:
        schema[ORDER] = names
    return schema


def texts_of(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that hold words: what copies are found by, and what can be searched, quoted and learned from."""
    return tuple(part.name for part in parts_of(schema) if part.kind == TEXT)


def media_of(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that name bytes."""
    return tuple(part.name for part in parts_of(schema) if part.kind in MEDIA)


def read_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema whose records a page can ask for: an object of bounded fields, nothing referred to from elsewhere."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        place = "/" + "/".join(str(step)[:80] for step in error.absolute_path)
        raise BadSchema(
            f"That is not a JSON Schema: {error.message[:200]}", fields={place: "no_schema"}
        ) from error
    _check_around(schema)
    properties = schema.get("properties")
    if schema.get("type") != "object" or schema.get("additionalProperties") is not False or not properties:
        raise BadSchema(
            "A record is an object with named properties and no others.", fields={"/properties": "open"}
        )
    if len(properties) > FIELDS_MOST:
        raise BadSchema(f"A record has at most {FIELDS_MOST} fields.")
    for name, field in properties.items():
        _check_field(name, field)
    absent = [name for name in schema.get("required", ()) if name not in properties]
    if absent:
        raise BadSchema(f"{absent[0][:40]} is required and is none of the fields.")
    order = schema.get(ORDER, [])
    if not isinstance(order, list) or sorted(map(str, order)) != sorted(properties) * bool(order):
        raise BadSchema(f"{ORDER} names every field once.")
    return dict(schema)


def check_record(record: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
    """Raise `BadRecord` with every place that is wrong, unless the record fits."""
    errors = sorted(_Validator(schema).iter_errors(record), key=lambda error: list(error.path))
    if errors:
        places = {"/" + "/".join(str(part) for part in error.path): error.message[:200] for error in errors}
        raise BadRecord("The record does not fit the schema of its datanet.", fields=places)


def kind_of(field: Mapping[str, Any]) -> str | None:
    """Which kind of field this is; None for what a page cannot ask for."""
    if field.get("type") == "string":
        media = [kind for kind, media_type in MEDIA.items() if field.get("contentMediaType") == media_type]
        if media or "contentMediaType" in field:
            return media[0] if media else None
        if "enum" in field:
            return CHOICE
        return NUMBER if field.get("format") == "decimal" else TEXT
    return {"integer": INTEGER, "boolean": YES_NO}.get(str(field.get("type")))


def _part(name: str, field: Mapping[str, Any], *, required: bool) -> Part:
    kind = kind_of(field) or TEXT
    is_whole = kind == INTEGER
    return Part(
        name=name,
        title=str(field.get("title") or name),
        least=int(field.get("minimum", -WHOLE_MOST) if is_whole else field.get("minLength", 0)),
        most=int(field.get("maximum", WHOLE_MOST) if is_whole else field.get("maxLength", 0)),
        required=required,
        kind=kind,
        choices=tuple(str(choice) for choice in field.get("enum", ())),
        help=str(field.get("description", "")),
    )


def _field(part: Part) -> dict[str, Any]:
    field: dict[str, Any] = {"title": part.title, **_SAID[part.kind]}
    if part.help:
        field["description"] = part.help
    if part.kind == TEXT:
        field |= ({"minLength": part.least} if part.least else {}) | {"maxLength": part.most}
    if part.kind == CHOICE:
        field["enum"] = list(part.choices)
    if part.kind == INTEGER:
        field |= {"minimum": part.least} if part.least > -WHOLE_MOST else {}
        field |= {"maximum": part.most} if part.most < WHOLE_MOST else {}
    return field


def _check_around(schema: Mapping[str, Any]) -> None:
    strange = schema.keys() - _AROUND
    if strange:
        raise BadSchema(f"The schema says {min(strange)[:40]}, which no page can ask for.")
    if schema.get("$schema", DIALECT) != DIALECT:
        raise BadSchema("The schema is one of JSON Schema 2020-12.")
    if len(str(schema.get("title", ""))) > TITLE_MOST or len(str(schema.get("description", ""))) > HELP_MOST:
        raise BadSchema("The title or the description of the schema is too long.")


def _check_field(name: str, field: Any) -> None:  # noqa: ANN401 - a schema is whatever was sent
    shown = str(name)[:40]
    place = f"/properties/{shown}"
    if not re.fullmatch(FIELD_NAME, name) or name in RESERVED:
        raise BadSchema(
            f"{shown or '“”'} cannot be the name of a field: use a to z, digits and low lines, and none of"
            f" {', '.join(sorted(RESERVED))}.",
            fields={place: "name"},
        )
    kind = kind_of(field) if isinstance(field, Mapping) else None
    if kind is None:
        raise BadSchema(
            f"{shown} is a text, a choice, a whole number, a number, a yes or no, or media.",
            fields={place: "kind"},
        )
    strange = field.keys() - _KNOWN[kind] - {"type", "title", "description"}
    if strange:
        raise BadSchema(
            f"{shown} says {min(strange)[:40]}, which no page can ask for.",
            fields={f"{place}/{min(strange)[:40]}": "strange"},
        )
    if len(str(field.get("title", ""))) > TITLE_MOST or len(str(field.get("description", ""))) > HELP_MOST:
        raise BadSchema(
            f"The title or the description of {shown} is too long.", fields={f"{place}/title": "long"}
        )
    if not _is_bounded(kind, field):
        raise BadSchema(_BOUNDS[kind].format(name=shown), fields={place: "bounds"})


def _is_bounded(kind: str, field: Mapping[str, Any]) -> bool:
    if kind == TEXT:
        return 1 <= int(field.get("maxLength", 0)) <= ANSWER_MOST and 0 <= int(
            field.get("minLength", 0)
        ) <= int(field["maxLength"])
    if kind == CHOICE:
        choices = field["enum"]
        return 1 <= len(choices) == len(set(map(str, choices))) <= CHOICES_MOST and all(
            isinstance(choice, str) and 1 <= len(choice) <= CHOICE_MOST for choice in choices
        )
    if kind == INTEGER:
        bounds = [field.get("minimum", -WHOLE_MOST), field.get("maximum", WHOLE_MOST)]
        return (
            all(isinstance(bound, int) and abs(bound) <= WHOLE_MOST for bound in bounds)
            and bounds[0] <= bounds[1]
        )
    if kind == NUMBER:
        return field.get("pattern") == DECIMAL and field.get("maxLength") == DECIMAL_MOST
    return kind == YES_NO or field.get("pattern") == SHA256


_BOUNDS: Final[Mapping[str, str]] = {
    TEXT: f"{{name}} is a text of at most {ANSWER_MOST} letters, or less, and at least as many as it asks for.",
    CHOICE: f"{{name}} is one of 1 to {CHOICES_MOST} choices of at most {CHOICE_MOST} letters.",
    INTEGER: "{name} is a whole number between two bounds that computers agree about.",
    NUMBER: "{name} is a decimal number: give it the pattern and the length that the form gives it.",
    IMAGE: "{name} names an image by its SHA-256: give it the pattern that the form gives it.",
    AUDIO: "{name} names a sound by its SHA-256: give it the pattern that the form gives it.",
    DOCUMENT: "{name} names a document by its SHA-256: give it the pattern that the form gives it.",
}
