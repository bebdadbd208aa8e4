"""The front page: for a stranger what this host is, for somebody who is signed in what to do next."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.foundation.money import Amount
from apps.ledger.reports import balances
from apps.people.models import User
from apps.people.reports import arrivals
from apps.rewards.reports import figures
from openledger.pages import latest

MOST_STEPS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """Something worth doing next: the fact that shows it is done, what it is, why, and where."""

    fact: str
    name: str | Promise
    why: str | Promise
    view: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step as the page shows it."""

    name: str | Promise
    why: str | Promise
    url: str


STEPS = (
    Step(
        "asked_model",
        _("Ask a model"),
        _("It quotes what people here wrote, and you see whom your fee goes to, line by line."),
        "inference:models",
    ),
    Step(
        "joined_community",
        _("Join or found a community"),
        _("Communities are where data is gathered and its rules are made."),
        "people:communities",
    ),
    Step(
        "gave_item",
        _("Give something that you know"),
        _("One thing that you know is enough. You earn whenever a model builds on it."),
        "datanets:list",
    ),
    Step(
        "gave_review",
        _("Judge what others gave"),
        _("One item at a time, by keyboard if you like. Reviewers are paid for the work, also for a no."),
        "curation:review",
    ),
    Step(
        "confirmed_address",
        _("Confirm your address"),
        _("So that a lost password is not a lost account, and payouts can reach you."),
        "account_email",
    ),
    Step(
        "issued_key",
        _("Make an API key"),
        _("To work from a program or a notebook, with only the rights you give it."),
        "people:keys",
    ),
    Step(
        "opened_agent",
        _("Open an agent"),
        _("An account for a program, with a limit on what it may spend."),
        "people:agents",
    ),
    Step(
        "has_second_step",
        _("Add a second step to signing in"),
        _("Whoever learns your password still cannot get in."),
        "mfa_index",
    ),
    Step(
        "chose_handle",
        _("Choose a handle"),
        _("If you would rather be known than stay behind your pseudonym."),
        "people:profile-settings",
    ),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One address, two readers."""
    if isinstance(request.user, User):
        return _at_home(request, request.user)
    context = {
        "figures": figures.unrelated(now=timezone.now()),
        "people": arrivals.people(),
        "shown": latest.shown_first(),
        "has_demo": not settings.PRODUCTION and settings.PLACES.demo.exists(),
    }
    return render(request, "home.html", context)


def _at_home(request: HttpRequest, person: User) -> HttpResponse:
    money, taken, own = (
        balances.of_person(person.public_id),
        arrivals.steps_of(person),
        latest.of_person(person),
    )
    context = {
        "money": money,
        "balance": money.spendable,  # what the top bar would ask for again
        "known_as": taken.known_as,
        "steps": list(_next_steps(_facts(taken) | _facts(own), money.spendable)),
        "own": own,
    }
    return render(request, "home_signed_in.html", context)


def _facts(of: Any) -> dict[str, object]:  # noqa: ANN401 - any of the frozen rows that tell what somebody did
    return {one.name: getattr(of, one.name) for one in fields(of)}


def _next_steps(taken: dict[str, object], spendable: Amount) -> Iterator[NextStep]:
    """The first few that are not done yet, in the order in which they help. Asking takes something to pay with."""
    skipped = set() if spendable else {"asked_model"}
    open_steps = [step for step in STEPS if not taken[step.fact] and step.fact not in skipped]
    for step in open_steps[:MOST_STEPS]:
        yield NextStep(name=step.name, why=step.why, url=reverse(step.view))
