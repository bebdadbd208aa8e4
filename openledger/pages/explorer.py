"""The public explorer of the book at `/ledger/`: the trial balance, journals told in a sentence, accounts, pools.

People appear under the names that they chose for the public, which only the people's floor knows; that is why these
pages stand on the roof.
"""

from collections.abc import Iterable
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.foundation.money import Amount
from apps.ledger.reports import balances, explorer, labels, sentences
from apps.people.reports import public_names

PAGE = 30
CHART_POINTS = 200
MOST_DIGITS = 18

Thing = TypeVar("Thing")


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The trial balance and the newest journals."""
    before = _number(request, "before")
    journals = explorer.journals(before=before, limit=PAGE + 1)
    trial = explorer.trial_balance()
    context = {
        "trial": [(labels.kind_label(row.kind), row) for row in trial],
        "sum": Amount(sum(row.balance.micro for row in trial)),
        "figures": balances.host_figures(),
        "journals": [(row, sentences.kind_in_words(row.kind)) for row in journals[:PAGE]],
        "next_url": f"?before={journals[PAGE - 1].number}" if len(journals) > PAGE else "",
        "first_url": "?" if before else "",
    }
    return render(request, "ledger/overview.html", context)


@require_safe
def journal(request: HttpRequest, journal_id: str) -> HttpResponse:
    """One journal: the sentence, then the entries that sum to zero."""
    found = _found(explorer.journal(journal_id))
    names = _names(line.code for line in found.lines)
    context = {
        "journal": found,
        "kind": sentences.kind_in_words(found.row.kind),
        "sentence": sentences.tell(found, lambda code: labels.owner(code, names)),
        "lines": [(line, labels.label(line.code, names)) for line in found.lines],
    }
    return render(request, "ledger/journal.html", context)


@require_safe
def journal_json(_request: HttpRequest, journal_id: str) -> JsonResponse:
    """The same as data, for people who check."""
    found = _found(explorer.journal(journal_id))
    row = found.row
    facts = {
        "id": row.public_id, "kind": row.kind, "about": row.about, "posted_at": row.posted_at,
        "reverses": found.reverses, "reversed_by": found.reversed_by, "entries_in_all": row.entries,
    }  # fmt: skip
    return JsonResponse(facts | {"entries": [_as_json(line) for line in found.lines]})


@require_safe
def account(request: HttpRequest, account_id: str) -> HttpResponse:
    """One account: its balance now, over time, and entry by entry."""
    found = _found(explorer.account(account_id))
    before = _number(request, "before")
    history = explorer.history(account_id, before=before, limit=max(PAGE, CHART_POINTS) + 1)
    context = {
        "account": found,
        "name": labels.label(found.code, _names([found.code])),
        "history": [(line, sentences.kind_in_words(line.kind)) for line in history[:PAGE]],
        "points": [(line.posted_at, line.balance_after) for line in reversed(history[:CHART_POINTS])],
        "next_url": f"?before={history[PAGE - 1].seq}" if len(history) > PAGE else "",
        "first_url": "?" if before else "",
    }
    return render(request, "ledger/account.html", context)


@require_safe
def pool(request: HttpRequest, pool_id: str) -> HttpResponse:
    """One pool: what came in, what was claimed, and the seal over its members."""
    found = _found(explorer.pool(pool_id))
    return render(request, "ledger/pool.html", {"pool": found, "name": labels.label(found.code, {})})


def _as_json(line: explorer.Line) -> dict[str, object]:
    amount, balance = line.amount.as_json(), line.balance_after.as_json()
    return {
        "account": line.account_id,
        "code": line.code,
        "seq": line.seq,
        "amount": amount,
        "balance_after": balance,
    }


def _names(codes: Iterable[str]) -> dict[str, str]:
    """What readers call the people in these codes, asked of the people's floor in one query."""
    return public_names.public_names(labels.people_in(codes))


def _found(thing: Thing | None) -> Thing:
    if thing is None:
        raise Http404(_("The book has nothing under that id."))
    return thing


def _number(request: HttpRequest, name: str) -> int | None:
    """A place in a list from the query; nonsense means the start."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


urlpatterns: list[URLPattern] = [
    path("", overview, name="explorer"),
    path("account/<str:account_id>/", account, name="account"),
    path("pool/<str:pool_id>/", pool, name="pool"),
    path("<str:journal_id>.json", journal_json, name="journal-json"),
    path("<str:journal_id>/", journal, name="journal"),
]
