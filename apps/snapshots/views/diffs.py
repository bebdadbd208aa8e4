"""What differs between two versions, or between a version and what the next one would be."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.datanets import permissions
from apps.datanets.models import Datanet
from apps.snapshots.core import diff as differing
from apps.snapshots.core.diff import Membership
from apps.snapshots.models import Snapshot
from apps.snapshots.reports import differences, line, membership

#: Before the first version there was nothing; after the last one there is a draft.
NOTHING, DRAFT = "nothing", "draft"


@require_safe
def diff(request: HttpRequest, community: str, datanet: str, before: str, after: str) -> HttpResponse:
    """From one to the other, whichever is the older."""
    if {"from", "to"} <= request.GET.keys():
        return _elsewhere(request, community, datanet)
    met, versions = line.named(community, datanet, versions=[before, after], reader=request.user)
    permissions.require_read(met)
    place = met.datanet
    older, newer = (_version(name, versions) for name in (before, after))
    was, now = _memberships(place, older, newer, is_draft=after == DRAFT)
    found = differences.compare(differing.changes(was, now), after=request.GET.get("after"))
    context = {
        "datanet": place,
        "before": before,
        "after": after,
        "found": found,
        "is_first": "after" not in request.GET,
        "items": len(now),
    }
    return render(request, "snapshots/diff.html", context)


def _elsewhere(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Two other versions were asked for by the form of the page."""
    names = [request.GET[name].strip().replace("/", "") or NOTHING for name in ("from", "to")]
    return redirect("snapshots:diff", community, datanet, *names)


def _version(name: str, versions: dict[str, Snapshot]) -> Snapshot | None:
    if name in (NOTHING, DRAFT):
        return None
    if name not in versions:
        raise Http404(_("This datanet has no version %(version)s.") % {"version": name[:32]})
    return versions[name]


def _memberships(
    datanet: Datanet, older: Snapshot | None, newer: Snapshot | None, *, is_draft: bool
) -> tuple[Membership, Membership]:
    """What the one holds and what the other does."""
    if is_draft:
        was = _held(older)
        return was, membership.draft_of(datanet, cutoff=timezone.now(), before=was)
    if older is None or newer is None:
        return _held(older), _held(newer)
    if older.number <= newer.number:
        return membership.both(older, newer)
    now, was = membership.both(newer, older)
    return was, now


def _held(version: Snapshot | None) -> Membership:
    return membership.items_of(version) if version is not None else membership.NOTHING
