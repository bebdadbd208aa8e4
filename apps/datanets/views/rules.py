"""Rules and context of a datanet: every version of both in plain words, and the forms of those who curate."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.datanets import permissions
from apps.datanets.forms.context import ContextForm
from apps.datanets.forms.rules import RulesForm
from apps.datanets.models import Context, Rules
from apps.datanets.reports import standing, terms, wording
from apps.datanets.services import publishing
from apps.foundation import doors
from apps.people import permissions as people


@require_safe
def rules(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """What holds now, what is to come, and what held before."""
    met = standing.at(community, datanet, request.user)
    versions = terms.rules_of(met.datanet, at=timezone.now())
    shown = [
        (one, wording.licence_name(one.licence), wording.ALLOWING.get(one.licence, "")) for one in versions
    ]
    contexts = terms.contexts_of(met.datanet)
    context = {
        "datanet": met.datanet,
        "in_force": [one for one in shown if one[0].standing == terms.IN_FORCE],
        "coming": [one for one in shown if one[0].standing == terms.COMING],
        "before": [one for one in shown if one[0].standing in {terms.PAST, terms.OVERTAKEN}],
        "guidelines": contexts[0],
        "earlier_guidelines": contexts[1:],
        "can_curate": permissions.can_curate(met),
    }
    return render(request, "datanets/rules.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_rules(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Publish the next version of the rules, which begins with what the newest says."""
    met = standing.at(community, datanet, request.user)
    people.require(permissions.can_curate(met))
    newest = Rules.objects.filter(datanet=met.datanet).latest("number")
    form = RulesForm(request.POST or None, newest=newest)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        with doors.refusals_on(form):
            publishing.publish_rules(
                actor=people.signed_in(request.user),
                datanet=met.datanet,
                terms=form.terms(),
                record_schema=newest.record_schema,
                holds_from=form.cleaned_data["holds_from"] or now,
                now=now,
            )
            messages.success(request, _("The rules are published."))
            return redirect("datanets:rules", community, datanet)
    return render(
        request, "datanets/rules_edit.html", {"datanet": met.datanet, "form": form, "newest": newest}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_context(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Publish the next version of the guidelines, which begins with the words that are there."""
    met = standing.at(community, datanet, request.user)
    people.require(permissions.can_curate(met))
    newest = Context.objects.newest(met.datanet)
    form = ContextForm(request.POST or None, initial={"guidelines": newest.guidelines})
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            publishing.publish_context(
                actor=people.signed_in(request.user),
                datanet=met.datanet,
                guidelines=form.cleaned_data["guidelines"],
                now=timezone.now(),
            )
            messages.success(request, _("The guidelines are published."))
            return redirect("datanets:rules", community, datanet)
    return render(
        request, "datanets/context_edit.html", {"datanet": met.datanet, "form": form, "newest": newest}
    )
