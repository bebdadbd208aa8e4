"""How lists are paged: by key and never by number, so that page 9,000 costs what page 1 does.

A view declares `ordering`, for example `("-created_at", "-id")`; the last field belongs to a unique key. A
cursor is the place of the last row, signed together with the address it was given for.
"""

import re
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Field, Model, Q, QuerySet, UniqueConstraint
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from apps.foundation.errors import Invalid

DEFAULT_LIMIT = 50
MOST_LIMIT = 200
MOST_CURSOR = 1000
_LIMIT = re.compile(r"[0-9]{1,3}")


class WrongCursor(Invalid):
    """The cursor was not given out for this list, or was changed on the way."""

    code = "wrong_cursor"


class WrongLimit(Invalid):
    """A page has from 1 to 200 rows."""

    code = "wrong_limit"


class KeysetPagination(BasePagination):
    """`{"data": […], "next_cursor": "…", "has_more": true}` and a `Link` to the next page."""

    request: Request
    next_cursor: str | None = None

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: object = None
    ) -> list[Any]:
        if not isinstance(queryset, QuerySet):
            raise ImproperlyConfigured("a list is paged by key in the database")
        self.request = request
        order = _Order(queryset.model, getattr(view, "ordering", ()))
        limit = _limit(request.query_params.get("limit"))
        signer = _signer(request, order)
        if (cursor := request.query_params.get("cursor")) is not None:
            queryset = queryset.filter(order.after(_opened(cursor, signer)))
        rows = list(queryset.order_by(*order.names)[: limit + 1])
        if len(rows) > limit:
            self.next_cursor = signer.sign_object(order.place_of(rows[limit - 1]))
        return rows[:limit]

    def get_paginated_response(self, data: object) -> Response:
        has_more = self.next_cursor is not None
        response = Response({"data": data, "next_cursor": self.next_cursor, "has_more": has_more})
        if self.next_cursor:
            following = replace_query_param(self.request.build_absolute_uri(), "cursor", self.next_cursor)
            response["Link"] = f'<{following}>; rel="next"'
        return response

    def get_paginated_response_schema(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["data", "next_cursor", "has_more"],
            "properties": {
                "data": {**schema, "maxItems": MOST_LIMIT},
                "next_cursor": {"type": ["string", "null"], "maxLength": MOST_CURSOR},
                "has_more": {"type": "boolean"},
            },
        }

    def get_schema_operation_parameters(self, view: object) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": MOST_LIMIT, "default": DEFAULT_LIMIT}
        cursor = {"type": "string", "pattern": "^[A-Za-z0-9_=.:-]+$", "maxLength": MOST_CURSOR}
        return [
            _parameter("limit", limit, "How many rows at most."),
            _parameter("cursor", cursor, "The `next_cursor` of the page before."),
        ]


class _Order:
    """The declared order of a list: paths of fields and whether they fall."""

    def __init__(self, model: type[Model], names: Sequence[str]) -> None:
        if not names:
            raise ImproperlyConfigured(f"a list of {model.__name__} declares no `ordering`")
        self.names = tuple(names)
        self.paths = [name.removeprefix("-") for name in names]
        self.fields = [_field(model, path) for path in self.paths]
        if not _ends_unique(self.fields[-1]):
            raise ImproperlyConfigured(f"{names[-1]} of {model.__name__} is part of no unique key")

    def place_of(self, row: object) -> list[str]:
        return [str(_value(row, path)) for path in self.paths]

    def after(self, place: Sequence[str]) -> Q:
        """Rows behind the place: (a, b) > (x, y) as a > x or (a = x and b > y), each in its own direction."""
        values = [field.to_python(text) for field, text in zip(self.fields, place, strict=True)]
        condition = Q()
        for name, path, value in reversed(list(zip(self.names, self.paths, values, strict=True))):
            beyond = Q(**{f"{path}__{'lt' if name.startswith('-') else 'gt'}": value})
            condition = beyond | (Q(**{path: value}) & condition) if condition else beyond
        return condition


def _field(model: type[Model], path: str) -> "Field[Any, Any]":
    *relations, name = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model  # type: ignore[assignment] # relations have one
    field = model._meta.get_field(name)
    if not isinstance(field, Field) or field.null:
        raise ImproperlyConfigured(f"{path} can be empty: such rows would be on no page")
    return field


def _ends_unique(field: "Field[Any, Any]") -> bool:
    """Unique by itself, or in a key whose other fields the view has fixed or orders by."""
    keys = [key for key in field.model._meta.constraints if isinstance(key, UniqueConstraint)]
    return field.unique or any(field.name in key.fields for key in keys)


def _value(row: object, path: str) -> object:
    if isinstance(row, Mapping):
        return row[path]
    return reduce(getattr, path.split("__"), row)


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if not _LIMIT.fullmatch(text) or not 1 <= int(text) <= MOST_LIMIT:
        sentence = _("limit is a whole number from 1 to 200.")
        raise WrongLimit(sentence, fields={"?limit": sentence})
    return int(text)


def _signer(request: Request, order: _Order) -> signing.Signer:
    """A cursor holds for one address, one order and one set of filters: another one is another salt."""
    filters = sorted(pair for pair in request.query_params.lists() if pair[0] not in {"cursor", "limit"})
    return signing.Signer(salt=f"cursor:{request.path}:{order.names}:{filters}")


def _opened(cursor: str, signer: signing.Signer) -> list[str]:
    try:
        place: list[str] = signer.unsign_object(cursor[:MOST_CURSOR])
    except signing.BadSignature as error:
        sentence = _("This cursor was not given out for this list. Begin again without one.")
        raise WrongCursor(sentence, fields={"?cursor": sentence}) from error
    return place


def _parameter(name: str, schema: Mapping[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
