"""The API explained to people: the interactive reference, and every refusal by its code.

Both are made from the code itself, so that they cannot fall behind it.
"""

import inspect
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


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the reference, for readers without JavaScript."""

    method: str
    path: str
    summary: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """One code, what it means, and the status it comes with."""

    code: str
    status: int
    meaning: str | Promise
    advice: str | Promise


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    return render(request, "api/reference.html", {"operations": list(_operations(root.document()))})


@require_safe
def errors_page(request: HttpRequest) -> HttpResponse:
    return render(request, "api/errors.html", {"refusals": refusals()})


def refusals() -> list[Refusal]:
    """Every code that an answer may carry, by status and then by name: those of the web, then our own."""
    found = {refusal.code: refusal for refusal in (*_of_web(), *_of_house(DomainError))}
    return sorted(found.values(), key=lambda refusal: (refusal.status, refusal.code))


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            said = operation.get("summary") or operation.get("description", "")
            yield Operation(method=method.upper(), path=path, summary=said.partition("\n")[0])


def _of_web() -> Iterator[Refusal]:
    for status, meant in problems.STATUSES.items():
        yield Refusal(code=meant.code, status=status, meaning=meant.title, advice=meant.advice)


def _of_house(family: type[DomainError]) -> Iterator[Refusal]:
    for kind in family.__subclasses__():
        status = errors.status_of(kind)
        meaning = (inspect.getdoc(kind) or "").partition("\n")[0]
        yield Refusal(code=kind.code, status=status, meaning=meaning, advice=problems.STATUSES[status].advice)
        yield from _of_house(kind)
