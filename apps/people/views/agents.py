"""Agents of mine: opening and closing them, their mandates, their keys."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.foundation import doors
from apps.people.forms import AgentForm, AgentKeyForm, MandateForm
from apps.people.models import Agent
from apps.people.reports import agents as report
from apps.people.services import agents, keys, mandates
from apps.people.services.keys import IssuedKey
from apps.people.views import answering


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_agents(request: HttpRequest) -> HttpResponse:
    """The agents that act for me."""
    user = answering.person(request)
    form = AgentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            opened = agents.open_agent(owner=user, name=form.cleaned_data["name"], now=timezone.now())
            return redirect("people:agent", opened.public_id)
    context = {
        "form": form,
        "agents": report.listed(user, before=request.GET.get("before"), path=request.path),
    }
    return render(request, "people/settings/agents.html", context)


@login_required
@require_safe
def agent_page(request: HttpRequest, agent_id: str) -> HttpResponse:
    """One agent: how far it may go, what it spent, what opens for it."""
    agent = _agent(request, agent_id)
    context = {
        "desk": report.desk(agent, now=timezone.now()),
        "spendings": report.spendings(agent, before=request.GET.get("before"), path=request.path),
    }
    return render(request, "people/settings/agent.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grant_mandate(request: HttpRequest, agent_id: str) -> HttpResponse:
    """Say how far it may go."""
    agent = _agent(request, agent_id)
    form = MandateForm(request.POST or None, initial={"scopes": ["models:call"], "days": 30})
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            _grant(agent, form)
            messages.success(request, _("The mandate is in force."))
            return redirect("people:agent", agent.public_id)
    context = {"form": form, "agent": agent}
    return render(request, "people/settings/mandate.html", context)


@login_required
@require_POST
def withdraw_mandate(request: HttpRequest, agent_id: str) -> HttpResponse:
    """Take it back."""
    agent = _agent(request, agent_id)
    mandates.withdraw_mandate(agent=agent, now=timezone.now())
    messages.success(request, _("The mandate is withdrawn."))
    return redirect("people:agent", agent.public_id)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agent_key(request: HttpRequest, agent_id: str) -> HttpResponse:
    """A key for it, shown once."""
    agent = _agent(request, agent_id)
    form = AgentKeyForm(request.POST or None, initial={"days": 90, "scopes": ["models:call"]})
    issued: IssuedKey | None = None
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            now = timezone.now()
            issued = keys.issue_key(
                owner=answering.person(request),
                agent=agent,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_at=now + timedelta(days=form.cleaned_data["days"]),
                now=now,
            )
    context = {
        "form": form,
        "agent": agent,
        "issued": issued,
    }
    return render(request, "people/settings/agent_key.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_agent(request: HttpRequest, agent_id: str) -> HttpResponse:
    """A page that asks, and then the end."""
    agent = _agent(request, agent_id)
    if request.method == "POST":
        agents.close_agent(actor=answering.person(request), agent=agent, now=timezone.now())
        messages.success(request, _("The agent is closed, and its keys are revoked."))
        return redirect("people:agents")
    context = {"agent": agent}
    return render(request, "people/settings/close_agent.html", context)


def _agent(request: HttpRequest, agent_id: str) -> Agent:
    agent = Agent.objects.filter(owner=answering.person(request), public_id=agent_id).first()
    if agent is None:
        raise Http404(_("You have no such agent."))
    return agent


def _grant(agent: Agent, form: MandateForm) -> None:
    given, now = form.cleaned_data, timezone.now()
    mandates.grant_mandate(
        agent=agent,
        per_call=given["per_call"],
        per_day=given["per_day"],
        in_total=given["in_total"],
        scopes=given["scopes"],
        expires_at=now + timedelta(days=given["days"]),
        now=now,
    )
