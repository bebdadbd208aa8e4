"""The editor of a record schema: rows of fields or JSON, with the form that contributors would see beside it.

It stands on the roof, for it shows what a contribution asks for and what was accepted already.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.contributions.forms.writing import ItemForm
from apps.contributions.reports import misfits as counting
from apps.contributions.reports.misfits import Misfits
from apps.datanets import permissions
from apps.datanets.forms.schema import SchemaDraft
from apps.datanets.models import Rules
from apps.datanets.reports import standing, wording
from apps.datanets.services import publishing
from apps.foundation.errors import Invalid
from apps.people import permissions as people


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Every button sends all of it: it is drawn anew as often as one likes, and published once."""
    met = standing.at(community, datanet, request.user)
    people.require(permissions.can_curate(met))
    newest = Rules.objects.filter(datanet=met.datanet).latest("number")
    posted = request.POST.dict() if request.method == "POST" else None
    draft = SchemaDraft(posted, begins=newest.record_schema)
    if draft.does == "publish" and draft.is_valid() and draft.schema is not None:
        now = timezone.now()
        try:
            published = publishing.publish_schema(
                actor=people.signed_in(request.user),
                datanet=met.datanet,
                record_schema=draft.schema,
                holds_from=draft.holds.cleaned_data["holds_from"] or now,
                now=now,
            )
        except Invalid as refusal:
            draft.refuse(refusal)
        else:
            messages.success(
                request,
                _("The schema is published with version %(number)s of the rules.")
                % {"number": published.number},
            )
            return redirect("datanets:rules", community, datanet)
    told = {
        "datanet": met.datanet,
        "newest": newest,
        "draft": draft,
        "points": wording.starting_points_offered(),
        "preview": _preview(draft.schema, newest),
        "warning": _warning(counting.misfits(met.datanet, draft.schema)) if draft.schema else "",
    }
    return render(request, "net/schema_edit.html", told)


def _preview(schema: Mapping[str, Any] | None, newest: Rules) -> list[BoundField]:
    """The fields of the form as contributors would see them."""
    if schema is None:
        return []
    asked = Rules(record_schema=schema, licence=newest.licence, also_licences=newest.also_licences)
    return ItemForm(rules=asked, prefix="preview").words


def _warning(found: Misfits) -> str:
    if not found.misfits:
        return ""
    told = {"misfits": found.misfits, "looked_at": found.looked_at}
    if found.is_all:
        return (
            ngettext(
                "%(misfits)s of %(looked_at)s accepted items would not fit this schema.",
                "%(misfits)s of %(looked_at)s accepted items would not fit this schema.",
                found.misfits,
            )
            % told
        )
    return (
        ngettext(
            "%(misfits)s of the newest %(looked_at)s accepted items would not fit this schema.",
            "%(misfits)s of the newest %(looked_at)s accepted items would not fit this schema.",
            found.misfits,
        )
        % told
    )
