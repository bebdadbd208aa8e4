"""One box takes any id, and any public name: `/search/?q=` leads to the thing, or says what was looked for."""

from collections.abc import Mapping
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.foundation import ids
from apps.ledger.reports import explorer
from apps.people.permissions import Actor
from apps.people.reports import directory
from openledger.pages import things

MOST = 200
MOST_FOUND = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Go to the one thing that is meant, or list what it could be."""
    query = request.GET.get("q", "").strip()[:MOST]
    if path := find(query, reader=request.user):
        return HttpResponseRedirect(path)
    kind = ids.kind_of(query)
    context: dict[str, object] = {"query": query}
    if kind:
        context["kind"] = KINDS[kind]
    else:
        context["people"] = directory.people_like(query, limit=MOST_FOUND)
        context["communities"] = directory.communities_like(query, limit=MOST_FOUND)
    return render(request, "search.html", context)


def find(query: str, *, reader: Actor) -> str | None:
    """Where an id, an account's code or a name leads, if it leads to one place that this reader may know of."""
    kind = ids.kind_of(query)
    if kind and kind in things.FINDERS:
        return things.FINDERS[kind](query, reader)
    if kind:
        return FINDERS.get(kind, _journal_about)(query)
    if ":" in query:
        return _account_by_code(query)
    return _by_name(query.lstrip("@")) if query else None


def _journal(public_id: str) -> str | None:
    return reverse("ledger:journal", args=[public_id]) if explorer.journal(public_id) else None


def _account(public_id: str) -> str | None:
    return reverse("ledger:account", args=[public_id]) if explorer.account(public_id) else None


def _pool(public_id: str) -> str | None:
    return reverse("ledger:pool", args=[public_id]) if explorer.pool(public_id) else None


def _account_by_code(code: str) -> str | None:
    found = explorer.account_ids([code]).get(code)
    return reverse("ledger:account", args=[found]) if found else None


def _person(public_id: str) -> str | None:
    found = directory.person(public_id)
    return found.path if found else None


def _community(public_id: str) -> str | None:
    found = directory.community(public_id)
    return found.path if found else None


def _by_name(name: str) -> str | None:
    found = directory.person_called(name) or directory.community(name)
    return found.path if found else None


def _journal_about(subject_id: str) -> str | None:
    """Holds, top-ups and whatever has no page of its own: the newest journal that is about it."""
    journal = explorer.journal_about(subject_id)
    return reverse("ledger:journal", args=[journal]) if journal else None


FINDERS = MappingProxyType(
    {"txn": _journal, "acc": _account, "pol": _pool, "usr": _person, "com": _community}
)
#: What an id would be the id of, said when nothing has it.
KINDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "usr": _("a person"), "agt": _("an agent"), "com": _("a community"), "key": _("an API key"),
        "ntf": _("a notification"), "acc": _("a ledger account"), "txn": _("a journal"), "hld": _("a hold"),
        "pol": _("a pool"), "top": _("a top-up"), "dn": _("a datanet"), "rul": _("rules of a datanet"),
        "ctx": _("context of a datanet"), "ctb": _("a contribution"), "itm": _("an item"),
        "rev": _("a revision of an item"), "rvw": _("a review"), "snp": _("a snapshot"), "mdl": _("a model"),
        "rel": _("a release of a model"), "run": _("a training run"), "off": _("an offer"), "inf": _("a call"),
        "wgt": _("a weight run"), "trc": _("a trace"), "spl": _("a split"), "stl": _("a settlement"),
        "mnd": _("a mandate"), "spd": _("a spending of a mandate"),
    }
)  # fmt: skip
