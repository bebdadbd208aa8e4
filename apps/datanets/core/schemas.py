"""Record schemas: JSON Schema 2020-12 of the words of an item, and whether a record is what its schema asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from apps.foundation.errors import Invalid

QUESTION_MOST: Final = 500
ANSWER_MOST: Final = 8_000

#: The starting point for questions and answers. `required` is in the order in which people fill them in.
QUESTION_ANSWER: Final[Mapping[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["question", "answer"],
    "additionalProperties": False,
    "properties": {
        "question": {"type": "string", "title": "Question", "minLength": 8, "maxLength": QUESTION_MOST},
        "answer": {"type": "string", "title": "Answer", "minLength": 20, "maxLength": ANSWER_MOST},
    },
}


class BadSchema(Invalid):
    """The schema is no JSON Schema, or asks for something that is not text."""

    code = "bad_schema"


class BadRecord(Invalid):
    """The record is not what the schema asks for; `fields` names the places."""

    code = "bad_record"


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a record: its name in the file, what people read beside it, and how long it may be."""

    name: str
    title: str
    least: int
    most: int
    required: bool


def parts_of(schema: Mapping[str, Any]) -> tuple[Part, ...]:
    """The texts of a record in the order in which people fill them in: of `required`, for a database sorts keys."""
    properties, required = schema["properties"], list(schema.get("required", ()))
    names = [name for name in required if name in properties]
    names += sorted(name for name in properties if name not in required)
    return tuple(
        Part(
            name=name,
            title=str(properties[name].get("title") or name),
            least=int(properties[name].get("minLength", 0)),
            most=int(properties[name]["maxLength"]),
            required=name in required,
        )
        for name in names
    )


def read_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema whose records can be shown in a form: an object of bounded texts, nothing referred to from elsewhere."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise BadSchema(f"That is not a JSON Schema: {error.message[:200]}") from error
    properties = schema.get("properties")
    if schema.get("type") != "object" or schema.get("additionalProperties") is not False or not properties:
        raise BadSchema("A record is an object with named properties and no others.")
    for name, part in properties.items():
        if part.get("type") != "string" or not 1 <= part.get("maxLength", 0) <= ANSWER_MOST:
            raise BadSchema(f"{name[:40]} is a text of at most {ANSWER_MOST} letters, or less.")
    return dict(schema)


def check_record(record: Mapping[str, str], schema: Mapping[str, Any]) -> None:
    """Raise `BadRecord` with every place that is wrong, unless the record fits."""
    errors = sorted(Draft202012Validator(schema).iter_errors(record), key=lambda error: list(error.path))
    if errors:
        places = {"/" + "/".join(str(part) for part in error.path): error.message[:200] for error in errors}
        raise BadRecord("The record does not fit the schema of its datanet.", fields=places)
