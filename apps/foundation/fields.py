"""How money, public ids and idempotency keys look in an API: what the API doors of every floor share.

What they mean is in `money`, `ids` and `idempotency`; here is their reading and writing with REST framework.
"""

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.foundation import idempotency, ids, money
from apps.foundation.money import Amount

REPLAYED = "Idempotent-Replayed"
_WHOLE = re.compile(r"-?[0-9]{1,18}")


class MoneyField(serializers.Field[Amount, Mapping[str, str], dict[str, str], Any]):
    """`{"amount": "73", "unit": "micro-OPEN"}`, a string because JavaScript's numbers end at 2^53."""

    default_error_messages = {
        "shape": _('Write money as {{"amount": "73", "unit": "micro-OPEN"}}, the amount in a string.'),
        "range": _("The amount is from {least} to {most} micro-OPEN."),
    }

    def __init__(self, *, least: int = 0, most: int = money.MOST, **options: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Amount:  # noqa: ANN401 - whatever was sent
        if not isinstance(data, dict) or data.keys() != {"amount", "unit"} or data["unit"] != money.UNIT:
            self.fail("shape")
        if not isinstance(data["amount"], str) or not _WHOLE.fullmatch(data["amount"]):
            self.fail("shape")
        micro = int(data["amount"])
        if not self.least <= micro <= self.most:
            self.fail("range", least=self.least, most=self.most)
        return Amount(micro)

    def to_representation(self, value: Amount | int) -> dict[str, str]:
        """Tables hold whole micro-OPEN and reports hold amounts; both are sent alike."""
        return (value if isinstance(value, Amount) else Amount(value)).as_json()


class TextField(serializers.CharField):
    """A string, and not a number or a truth value that REST framework would write as one."""

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401 - whatever was sent
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        return text


class WholeField(serializers.IntegerField):
    """A whole number, and not a string or a truth value that REST framework would read as one."""

    def to_internal_value(self, data: Any) -> int:  # noqa: ANN401 - whatever was sent
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        number: int = super().to_internal_value(data)
        return number


class YesNoField(serializers.BooleanField):
    """A truth value, and not a word or a number that REST framework would read as one."""

    def to_internal_value(self, data: Any) -> bool:  # noqa: ANN401 - whatever was sent
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class PublicIdField(TextField):
    """`txn_01K9ZC…`: the only name by which a thing is known outside."""

    default_error_messages = {"kind": _("This is not the id of a {kind}: it begins with {prefix}_.")}

    def __init__(self, prefix: str, **options: Any) -> None:
        self.prefix, self.kind = prefix, ids.PREFIXES[prefix]
        super().__init__(max_length=ids.MAX_LENGTH, **options)

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401 - whatever was sent
        text = super().to_internal_value(data)
        if not ids.is_id(text, self.prefix):
            self.fail("kind", kind=self.kind, prefix=self.prefix)
        return text


def idempotent(handler: Callable[..., Response]) -> Callable[..., Response]:
    """For a view's `post` and the like: require an `Idempotency-Key`, pass the request it names as `asked`.

    The handler gives `asked` to its service, and marks the answer to an earlier request with `replayed`.
    """

    @functools.wraps(handler)
    def with_key(view: object, request: Request, *args: object, **kwargs: object) -> Response:
        return handler(view, request, *args, asked=_asked(request), **kwargs)

    with_key.is_idempotent = True  # type: ignore[attr-defined] # the OpenAPI document reads it
    return with_key


def replayed(response: Response) -> Response:
    """Mark an answer as the one to an earlier request under the same key."""
    response[REPLAYED] = "true"
    return response


def _asked(request: Request) -> idempotency.Request:
    """A key belongs to its actor and route. The address counts with the body: it says what was asked for."""
    if not request.user.is_authenticated:
        raise exceptions.NotAuthenticated
    actor = getattr(request.auth, "agent", None) or request.user
    match = request.resolver_match
    scope = f"{actor.public_id}:{request.method}:{match.view_name if match else ''}"
    body = f"{request.path}?{request.META.get('QUERY_STRING', '')}\n".encode() + request.body
    return idempotency.Request.read(request.headers.get("Idempotency-Key"), scope=scope, body=body)
