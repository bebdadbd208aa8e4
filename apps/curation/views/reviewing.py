"""The reviewer's desk: one item at a time, without its author's name, and what a reviewer does with it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.contributions.models import Revision
from apps.curation import tasks
from apps.curation.core import verdicts
from apps.curation.forms import SAID, VerdictForm
from apps.curation.reports import desk
from apps.curation.reports.desk import AtHand
from apps.curation.services import leasing, reviewing
from apps.datanets import permissions
from apps.datanets.models import Datanet, Standing
from apps.datanets.reports import seeing, standing
from apps.foundation import doors
from apps.foundation.errors import Conflict, Invalid
from apps.people import permissions as people
from apps.people.models import User

#: What needs a reason, in the order of its buttons.
AGAINST: Final = (verdicts.REQUEST_CHANGES, verdicts.REJECT)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who reviews, of which datanet or of all of their communities, and when."""

    person: User
    datanet: Datanet | None
    now: datetime

    @property
    def address(self) -> str:
        if self.datanet is None:
            return reverse("curation:review")
        return _address_of(self.datanet)


@dataclass(frozen=True, slots=True)
class Panel:
    """Where the reason of a verdict is said."""

    verdict: str
    form: VerdictForm
    is_open: bool


Act = Callable[[HttpRequest, Desk, Revision], HttpResponse | None]
View = Callable[[HttpRequest, str], HttpResponse]


@require_safe
def review_any(request: HttpRequest) -> HttpResponse:
    """What waits in all of one's communities."""
    return _opened(request, None)


@require_safe
def review_datanet(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """What waits in one datanet."""
    return _opened(request, standing.at(community, datanet, request.user))


def _of_the_item(act: Act) -> View:
    """A form about the item at hand. Whoever comes on another way, such as from signing in, gets the desk."""

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(act)
    def view(request: HttpRequest, revision_id: str) -> HttpResponse:
        known = Revision.objects.filter(item__datanet__in=seeing.visible(request.user))
        known = known.select_related("item__datanet__community")
        revision = doors.found(known, public_id=revision_id)
        place = _desk_behind(request, revision)
        answer = act(request, place, revision) if request.method == "POST" else None
        return answer or redirect(place.address)

    return view


@_of_the_item
def give_verdict(request: HttpRequest, place: Desk, revision: Revision) -> HttpResponse | None:
    """Say it, and be asked about the next one."""
    form = VerdictForm(request.POST)
    if not form.is_valid() and "verdict" in form.errors:
        raise Invalid(_("Accept, request changes, or reject."), fields={"/verdict": "unknown"})
    if form.is_valid() and _is_settled(request, form, place, revision):
        doors.nudge(tasks.decide_due_revisions)  # so that the author hears in a moment
        _ask_next(place)
        return None
    return _shown(request, place, revision, form)


@_of_the_item
def skip(request: HttpRequest, place: Desk, revision: Revision) -> None:
    """Leave it to others."""
    if leasing.release(reviewer=place.person, revision=revision) is not None:
        messages.success(request, _("Skipped. Somebody else is asked about it."))
    _ask_next(place)


@_of_the_item
def keep(request: HttpRequest, place: Desk, revision: Revision) -> None:
    """Take more time for it."""
    try:
        kept = leasing.renew(reviewer=place.person, revision=revision, now=place.now)
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
    else:
        until = _("This item is yours until %(time)s UTC.") % {"time": f"{kept.expires_at:%H:%M}"}
        messages.success(request, until)


def _opened(request: HttpRequest, met: Standing | None) -> HttpResponse:
    """The next item, or what there is to say instead. Asking for one writes, so it leads here again."""
    datanet = met.datanet if met is not None else None
    if not isinstance(request.user, User):
        return render(request, "curation/stranger.html", {"datanet": datanet})
    if met is not None and not permissions.can_review(met):
        return render(request, "curation/outsider.html", {"datanet": datanet})
    place = Desk(person=request.user, datanet=datanet, now=timezone.now())
    hand = desk.at_hand(place.person, datanet=datanet, now=place.now)
    today = _today(place)
    if hand is None and today.waiting:
        asked = leasing.lease(reviewer=place.person, datanet=datanet, now=place.now)
        if asked is not None:
            return redirect(place.address)
    context = {"today": today, **_on_it(place, hand, _panels(request.GET.get("say", "")))}
    return render(request, "curation/desk.html", context)


def _shown(request: HttpRequest, place: Desk, revision: Revision, form: VerdictForm) -> HttpResponse | None:
    """The same item again, with what is wrong where it is wrong; None if it is not at hand any more."""
    hand = desk.at_hand(place.person, revision=revision.public_id, now=place.now)
    if hand is None:
        messages.warning(request, _("Your time for this item is over, or it is decided. Take the next one."))
        return None
    said = form.data.get("verdict", "")
    context = {"today": _today(place), **_on_it(place, hand, _panels(said, form))}
    return render(request, "curation/desk.html", context)


def _desk_behind(request: HttpRequest, revision: Revision) -> Desk:
    """The desk from which a form about this revision was sent."""
    of_datanet = _address_of(revision.item.datanet)
    is_of_datanet = doors.back(request, otherwise="") == of_datanet
    datanet = revision.item.datanet if is_of_datanet else None
    return Desk(person=people.signed_in(request.user), datanet=datanet, now=timezone.now())


def _address_of(datanet: Datanet) -> str:
    return reverse("curation:review-datanet", args=[datanet.community.slug, datanet.slug])


def _is_settled(request: HttpRequest, form: VerdictForm, place: Desk, revision: Revision) -> bool:
    """Whether there is nothing more to say about it: it is said, or too late. Else the form says what is wrong."""
    try:
        reviewing.review(reviewer=place.person, revision=revision, **form.cleaned_data, now=place.now)
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
    except Invalid as refusal:
        _explain(form, refusal)
        return False
    else:
        messages.success(request, str(SAID[form.cleaned_data["verdict"]]))
    return True


def _explain(form: VerdictForm, refusal: Invalid) -> None:
    with doors.refusals_on(form):
        raise refusal


def _ask_next(place: Desk) -> None:
    """Here and not when the desk is opened again, so that the next item is there at once."""
    with suppress(Conflict):
        leasing.lease(reviewer=place.person, datanet=place.datanet, now=place.now)


def _today(place: Desk) -> desk.Today:
    since = place.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return desk.today(place.person, datanet=place.datanet, since=since, now=place.now)


def _panels(opened: str, sent: VerdictForm | None = None) -> list[Panel]:
    return [
        Panel(
            verdict=verdict,
            form=VerdictForm.against(verdict, sent if verdict == opened else None),
            is_open=verdict == opened,
        )
        for verdict in AGAINST
    ]


def _on_it(place: Desk, hand: AtHand | None, panels: Sequence[Panel]) -> dict[str, object]:
    """What the page says about the item at hand."""
    seconds = int((hand.ends_at - place.now).total_seconds()) if hand is not None else 0
    return {
        "datanet": place.datanet,
        "hand": hand,
        "panels": panels,
        "is_saying": any(panel.is_open for panel in panels),
        "seconds_left": seconds,
        "address": place.address,
    }
