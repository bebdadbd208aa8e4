"""What `Upload-Metadata` says about a file that is announced: its name, its datanet, and where its words are from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _
from rest_framework.request import Request

from apps.contributions.core import limits, origins, tus
from apps.contributions.services import consenting
from apps.contributions.services.admitting import Giver, Provenance
from apps.contributions.services.receiving import Announced
from apps.datanets.models import Datanet, Need
from apps.datanets.reports import standing
from apps.foundation.errors import Invalid
from apps.people import permissions as people
from apps.people.models import ApiKey

_GROUP: Final = re.compile(r"[A-Za-z0-9_-]{0,64}")
_SHA256: Final = re.compile(r"([0-9a-f]{64})?")


class BadAnnouncement(Invalid):
    """Something about the file is missing, or cannot be; `fields` names the key."""

    code = "bad_announcement"


@dataclass(frozen=True, slots=True)
class Announcement:
    """Who sends which file to which datanet."""

    giver: Giver
    datanet: Datanet
    file: Announced
    provenance: Provenance


def read(request: Request, *, now: datetime) -> Announcement:
    """From the headers of a creation."""
    if request.headers.get("Upload-Defer-Length"):
        raise BadAnnouncement(_("Say how long the file is: Upload-Length."))
    size = tus.number(request.headers.get("Upload-Length"), name="Upload-Length")
    said = tus.metadata(request.headers.get("Upload-Metadata"))
    person = people.signed_in(request.user)
    key = request.auth if isinstance(request.auth, ApiKey) else None
    community, _slash, slug = _wanted(said, "datanet", most=200).partition("/")
    datanet = standing.at(community, slug, person).datanet
    return Announcement(
        giver=Giver(person, agent=key.agent if key is not None else None),
        datanet=datanet,
        file=Announced(
            path=said.get("relativePath") or _wanted(said, "filename", most=limits.PATH_MOST),
            size=size,
            group=_like(said, "group", _GROUP),
            sha256=_like(said, "sha256", _SHA256),
        ),
        provenance=_provenance(said, datanet, now=now),
    )


def _provenance(said: Mapping[str, str], datanet: Datanet, *, now: datetime) -> Provenance:
    number = said.get("consent", "")
    return Provenance(
        licence=said.get("licence", "")[:64],
        origin=said.get("origin") or origins.OWN,
        source=said.get("source", ""),
        collected_on=_day(said.get("collected_on", "")),
        model_name=said.get("model", ""),
        need=_need(said.get("need", ""), datanet),
        consent=consenting.agreed(
            number=int(number) if re.fullmatch("[0-9]{1,6}", number) else None, now=now
        ),
    )


def _wanted(said: Mapping[str, str], key: str, *, most: int) -> str:
    value = said.get(key, "")
    if not value or len(value) > most:
        raise BadAnnouncement(
            _("Upload-Metadata has to say %(key)s, in at most %(most)s letters.")
            % {"key": key, "most": most},
            fields={f"/{key}": "missing"},
        )
    return value


def _like(said: Mapping[str, str], key: str, shape: re.Pattern[str]) -> str:
    value = said.get(key, "")
    if not shape.fullmatch(value):
        raise BadAnnouncement(
            _("%(key)s in Upload-Metadata has another shape.") % {"key": key}, fields={f"/{key}": "shape"}
        )
    return value


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadAnnouncement(_("Write the day as 2026-11-24."), fields={"/collected_on": "shape"}) from error


def _need(public_id: str, datanet: Datanet) -> Need | None:
    if not public_id:
        return None
    need = Need.objects.filter(public_id=public_id[:30], datanet=datanet).first()
    if need is None:
        raise BadAnnouncement(_("There is no such need in this datanet."), fields={"/need": "unknown"})
    return need
