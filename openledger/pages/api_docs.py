"""The API explained to people: the interactive reference, and every refusal by its code.

Both are made from the code itself, so that they cannot fall behind it.
"""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from apps.foundation.errors import DomainError
from openledger import errors, problems
from openledger.api import root

_SENTENCE = re.compile(r"(.+?\.)(?:\s|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the reference, for readers without JavaScript."""

    method: str
    path: str
    summary: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """One code and what it means."""

    code: str
    meaning: str | Promise


@dataclass(frozen=True, slots=True)
class Group:
    """The refusals of one status, and what can be done about them."""

    status: int
    title: str | Promise
    advice: str | Promise
    refusals: list[Refusal]


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    return render(request, "api/reference.html", {"operations": list(_operations(root.document()))})


@require_safe
def refusals(request: HttpRequest) -> HttpResponse:
    return render(request, "api/refusals.html", {"groups": groups()})


def groups() -> list[Group]:
    """Every code that an answer may carry: by status those of the web, and under them our own by name."""
    found = {
        status: {meant.code: Refusal(meant.code, meant.title)} for status, meant in problems.STATUSES.items()
    }
    for kind in _kinds(DomainError):
        found[errors.status_of(kind)][kind.code] = Refusal(kind.code, _meaning(kind))
    return [
        Group(
            status,
            meant.title,
            meant.advice,
            sorted(found[status].values(), key=lambda refusal: refusal.code),
        )
        for status, meant in problems.STATUSES.items()
    ]


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            said = operation.get("summary") or operation.get("description", "")
            yield Operation(method=method.upper(), path=path, summary=said.partition("\n")[0])


def _kinds(family: type[DomainError]) -> Iterator[type[DomainError]]:
    for kind in family.__subclasses__():
        yield kind
        yield from _kinds(kind)


def _meaning(kind: type[DomainError]) -> str:
    """The first sentence of what the code says about it."""
    said = " ".join((inspect.getdoc(kind) or "").split())
    match = _SENTENCE.match(said)
    return match[1] if match else said
