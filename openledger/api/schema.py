"""How the API describes itself: what the OpenAPI document says beyond what views and serializers say.

Every operation names its problems; every string, list and number its limits.
"""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter

from apps.foundation import idempotency, ids, money
from openledger import problems

Node = dict[str, Any]

INTRODUCTION = """
Who contributed, who refined, who executed, who earned: all of it can be read here, most of it without a key.

**Keys.** Send `Authorization: Bearer olp_…` (yours) or `ola_…` (your agent's). Keys have scopes and expire.

**Money** is a whole number in a string: `{"amount": "73", "unit": "micro-OPEN"}` is 0.000073 OPEN.

**Lists** are paged by key: follow `next_cursor`, or the `Link` header, until `has_more` is false.

**Posting twice is posting once** where an `Idempotency-Key` is required: the same key with the same request
finds what was made the first time, marked `Idempotent-Replayed: true`; with another request it is a 409.

**Refusals** are `application/problem+json` (RFC 9457). `code` is for programs, `detail` for people, `errors`
name the places, and `request_id` (also in `X-Request-Id`, which you may send) finds the request in our logs.

**Pace.** `RateLimit` says what is left of the current window; a 429 says in `Retry-After` when to go on.
"""

_ALWAYS = (400, 401, 403, 406, 414, 429, 503)
_WITH_PATH = (404,)
_WRITING = (402, 404, 409, 411, 413, 415)
_LONGEST = {"date-time": 40, "date": 10, "time": 20, "uuid": 36}
_MOST_STEP = 200
_MOST_INTEGER = 2**63 - 1

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 8, "maxLength": idempotency.MAX_LENGTH, "pattern": "^[A-Za-z0-9._:~-]+$"},
    OpenApiParameter.HEADER,
    required=True,
    description="Which request this is: 8 to 128 letters of your choice that you will not use again.",
)


class Schema(AutoSchema):
    """Knows what `apps.foundation.fields.idempotent` marks, and which scope a view needs of a key."""

    def get_description(self) -> str:  # type: ignore[override] # as its own base does
        said = super().get_description() or ""
        scope = getattr(self.view, "scopes", {}).get(self.method)
        return f"{said}\n\nA key needs the scope `{scope}`.".strip() if scope else said

    def get_override_parameters(self) -> list[Any]:
        handler = getattr(self.view, self.method.lower(), None)
        return [IDEMPOTENCY_KEY] if getattr(handler, "is_idempotent", False) else []


class MoneySchema(OpenApiSerializerFieldExtension):
    """Money is one component, whichever field holds it."""

    target_class = "apps.foundation.fields.MoneyField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> Node:
        component = ResolvedComponent("Money", ResolvedComponent.SCHEMA, object="Money", schema=MONEY)
        auto_schema.registry.register_on_missing(component)
        return component.ref


class PublicIdSchema(OpenApiSerializerFieldExtension):
    """Public ids say what they name."""

    target_class = "apps.foundation.fields.PublicIdField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> Node:
        pattern = f"^{self.target.prefix}_[0-7][{ids.ALPHABET}]{{{ids.LENGTH - 1}}}$"
        length = len(self.target.prefix) + 1 + ids.LENGTH
        return {"type": "string", "minLength": length, "maxLength": length, "pattern": pattern}


MONEY: Node = {
    "type": "object",
    "additionalProperties": False,
    "required": ["amount", "unit"],
    "properties": {
        "amount": {"type": "string", "pattern": "^-?[0-9]{1,18}$", "maxLength": 19, "example": "73"},
        "unit": {"type": "string", "enum": [money.UNIT]},
    },
}

_PLACE: Node = {
    "type": "object",
    "required": ["detail"],
    "properties": {
        "pointer": {"type": "string", "maxLength": 200, "description": "A JSON pointer into the body."},
        "parameter": {"type": "string", "maxLength": 200, "description": "A parameter of the address."},
        "detail": {"type": "string", "maxLength": problems.MOST_DETAIL},
    },
}

PROBLEM: Node = {
    "type": "object",
    "description": "RFC 9457. What each `code` means stands at the address that `type` is.",
    "required": ["type", "title", "status", "detail", "instance", "code", "errors", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri", "maxLength": 300},
        "title": {"type": "string", "maxLength": 100},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "maxLength": problems.MOST_DETAIL},
        "instance": {"type": "string", "maxLength": 8000},
        "code": {"type": "string", "pattern": "^[a-z][a-z_]*$", "maxLength": 60},
        "errors": {"type": "array", "maxItems": problems.MOST_ERRORS, "items": _PLACE},
        "request_id": {"type": "string", "maxLength": 64},
    },
}


def complete(result: Node, generator: object, request: object, public: bool) -> Node:  # noqa: FBT001
    """The postprocessing hook: problems for every operation, limits for what has a known one."""
    result["info"]["description"] = INTRODUCTION.strip()
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    statuses = problems.STATUSES.values()
    components["responses"] = {status.code: _response(str(status.title)) for status in statuses}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _name_problems(operation, has_path="{" in path, writes=method != "get")
            _limit_path(operation)
    for schema in _schemas(result):
        _complete_schema(schema)
    return result


def _response(title: str) -> Node:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": title, "content": {problems.MEDIA_TYPE: {"schema": schema}}}


def _name_problems(operation: Node, *, has_path: bool, writes: bool) -> None:
    for status in sorted({*_ALWAYS, *(_WITH_PATH if has_path else ()), *(_WRITING if writes else ())}):
        reference = {"$ref": f"#/components/responses/{problems.STATUSES[status].code}"}
        operation["responses"].setdefault(str(status), reference)


def _limit_path(operation: Node) -> None:
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        if parameter["in"] == "path" and schema.get("type") == "string":
            schema.setdefault("maxLength", _MOST_STEP)
        if parameter["in"] == "path" and schema.get("type") == "integer":
            schema.setdefault("minimum", 0)
            schema.setdefault("maximum", _MOST_INTEGER)


def _complete_schema(schema: Node) -> None:
    if schema.get("format") in _LONGEST:
        schema.setdefault("maxLength", _LONGEST[schema["format"]])
    schema.pop("x-spec-enum-id", None)
    choices = schema.get("enum")
    if isinstance(choices, list) and "null" in schema.get("type", ()) and None not in choices:
        choices.append(None)


def _schemas(node: object) -> Iterator[Node]:
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from _schemas(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _schemas(inner)
