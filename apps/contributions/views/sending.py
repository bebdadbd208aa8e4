"""What every form of an item does when it is sent: read, keep its files, and be told what is wrong in its place."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import BinaryIO, Final, cast

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from apps.contributions.core.reading import Unreadable
from apps.contributions.core.records import Record
from apps.contributions.forms.writing import KEPT, ItemForm
from apps.contributions.models import Contribution
from apps.contributions.reports import problems
from apps.contributions.services import storing
from apps.contributions.services.submitting import SameWords
from apps.datanets.core import states
from apps.datanets.models import Need, Standing
from apps.datanets.reports.terms import Asked
from apps.foundation.errors import DomainError
from apps.foundation.idempotency import KeyReused
from apps.people.models import User

NEEDS_MOST: Final = 100
#: A file that came with a form is not asked for again while the rest of the form is put right.
_SALT: Final = "contributions.kept-file"
_DAY: Final = 24 * 3600


def form_for(request: HttpRequest, met: Standing, asked: Asked, *, record: Record | None = None) -> ItemForm:
    """The form as it was sent."""
    return ItemForm(request.POST, request.FILES, rules=asked.rules, needs=open_needs(met), record=record)


def open_needs(met: Standing) -> Sequence[Need]:
    rows = Need.objects.filter(datanet=met.datanet, state=states.OPEN)
    return list(rows.order_by("public_id")[:NEEDS_MOST])


def keep_files(form: ItemForm, person: User, *, now: datetime) -> bool:
    """Store what came along, and remember in the form what is stored; False when a file cannot be read."""
    for name, kind in form.files_asked.items():
        sent = form.cleaned_data.get(name)
        if isinstance(sent, UploadedFile):
            try:
                form.blobs[name] = storing.store(
                    kind=kind, file=cast("BinaryIO", sent.file), name=str(sent.name), now=now
                ).sha256
            except Unreadable as unreadable:
                form.add_error(name, problems.sentence(unreadable.code, unreadable.params))
        elif kept := _kept(form, name, person):
            form.blobs[name] = kept
        elif form.fields[name].required is False and _is_missing(form, name):
            form.add_error(name, _("Choose the file again."))
    form.kept = {f"{KEPT}{name}": _token(sha256, person) for name, sha256 in form.blobs.items()}
    return not form.errors


def sent(form: ItemForm, met: Standing, give: Callable[[], Contribution]) -> Contribution | None:
    """The contribution, or None after the form has been told what is wrong."""
    try:
        return give()
    except SameWords as refusal:
        form.add_error(form.names[0], _with_link(refusal, met))
    except KeyReused:
        form.renewed()
        form.add_error(
            None, _("This form was sent before, with other words. If this is another item, send it again.")
        )
    except DomainError as refusal:
        places = [place for pointer in refusal.fields if (place := form.place_of(pointer))]
        form.add_error(places[0] if places else None, refusal.sentence)
    return None


def _is_missing(form: ItemForm, name: str) -> bool:
    """What has to be there was neither sent nor there before, and its token is not this person's."""
    part = next(part for part in form.parts if part.name == name)
    return part.required and not form.before.get(name)


def _token(sha256: str, person: User) -> str:
    return signing.dumps([sha256, person.public_id], salt=_SALT)


def _kept(form: ItemForm, name: str, person: User) -> str:
    """The file that came with an earlier sending of this person's."""
    try:
        sha256, whose = signing.loads(str(form.data.get(f"{KEPT}{name}", "")), salt=_SALT, max_age=_DAY)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(sha256) if whose == person.public_id else ""


def _with_link(refusal: SameWords, met: Standing) -> str:
    address = reverse("net:item", args=[met.datanet.community.slug, met.datanet.slug, refusal.item])
    return format_html('{} <a href="{}">{}</a>', refusal.sentence, address, _("See the item"))
