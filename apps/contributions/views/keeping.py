"""Drafts of a browser: read from its session and written there. Nothing of them is in any list of this site."""

from datetime import datetime
from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from apps.contributions.core import drafts
from apps.contributions.core.drafts import Draft
from apps.contributions.forms.writing import KEPT, TOKEN, ItemForm
from apps.datanets.models import Datanet
from apps.foundation.errors import Invalid, Unavailable

_KEY: Final = "drafts"
_NOT_KEPT: Final = frozenset({"csrfmiddlewaretoken", "act-keep", "act-anyway"})
#: Drafts from one address in an hour: more than anybody writes, and too few to fill a disk with.
MOST_AN_HOUR: Final = 60
HOUR: Final = 3600


class TooLargeToKeep(Invalid):
    """More than a draft holds."""

    code = "draft_too_large"


class TooManyDrafts(Unavailable):
    """More drafts from one place than anybody writes."""

    code = "too_many_drafts"


def of(request: HttpRequest, *, now: datetime) -> list[Draft]:
    """What was begun in this browser, the newest first."""
    return drafts.read(request.session.get(_KEY), now=now)


def find(request: HttpRequest, token: str, *, now: datetime) -> Draft | None:
    return next((draft for draft in of(request, now=now) if draft.token == token), None)


def keep(
    request: HttpRequest, datanet: Datanet, form: ItemForm, *, is_submitted: bool, now: datetime
) -> Draft:
    """Keep what stands in the form. Files are not kept: they are asked for again."""
    known = {name for name in form.fields if name not in form.files_asked}
    said = {name: form.data[name] for name in known if name in form.data}
    said = {name: text for name, text in said.items() if name not in _NOT_KEPT and not name.startswith(KEPT)}
    if not drafts.is_small_enough(said):
        raise TooLargeToKeep(_("That is longer than a draft can be. Submit it, or make it shorter."))
    _count(request)
    draft = Draft(
        token=said.get(TOKEN, ""),
        community=datanet.community.slug,
        datanet=datanet.slug,
        title=datanet.title,
        fields=said,
        is_submitted=is_submitted,
        kept_at=now.isoformat(),
    )
    request.session[_KEY] = drafts.written(drafts.with_one(of(request, now=now), draft))
    return draft


def forget(request: HttpRequest, token: str, *, now: datetime) -> None:
    """It became an item, or nobody wants it."""
    there = of(request, now=now)
    left = drafts.without(there, token)
    if len(left) < len(there) or (not left and _KEY in request.session):
        request.session[_KEY] = drafts.written(left)


def _count(request: HttpRequest) -> None:
    """A visitor's browser is not told apart from a program that forgets its cookie, so addresses are counted."""
    if request.user.is_authenticated:
        return
    key = f"drafts:{_place(request)}"
    cache.add(key, 0, timeout=HOUR)
    if cache.incr(key) > MOST_AN_HOUR:
        raise TooManyDrafts(_("Too many drafts came from where you are. Sign in, or try again in an hour."))


def _place(request: HttpRequest) -> str:
    """Where a request comes from, as a keyed hash; all that come through one socket count together."""
    try:
        address = str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        address = ""
    return salted_hmac("apps.contributions.drafts", address, algorithm="sha256").hexdigest()
