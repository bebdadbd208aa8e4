"""Rules of a datanet: every version in plain words beside the context, and the form of those who curate."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.datanets import permissions
from apps.datanets.forms.rules import RulesForm
from apps.datanets.models import Rules
from apps.datanets.reports import context as context_report
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
    told = {
        "datanet": met.datanet,
        "in_force": [one for one in shown if one[0].standing == terms.IN_FORCE],
        "coming": [one for one in shown if one[0].standing == terms.COMING],
        "before": [one for one in shown if one[0].standing in {terms.PAST, terms.OVERTAKEN}],
        "said": context_report.parts_of(met.datanet),
        "can_curate": permissions.can_curate(met),
    }
    return render(request, "datanets/rules.html", told)


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
