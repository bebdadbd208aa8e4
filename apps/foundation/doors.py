"""What the doors of every floor do alike: read a body, find a row, show a refusal, lead back, nudge a worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import structlog
from celery import Task
from django import forms
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from apps.foundation.errors import DomainError

log = structlog.get_logger(__name__)
Found = TypeVar("Found", bound=Model)
MOST_PATH: Final = 2_000


def read(serializer: type[Serializer[Any]], request: Request, *, partial: bool = False) -> dict[str, Any]:
    """The body, checked."""
    reading = serializer(data=request.data, partial=partial)
    reading.is_valid(raise_exception=True)
    return dict(reading.validated_data)


def found(rows: "QuerySet[Found]", **key_of_it: str) -> Found:
    """The one row, or a 404 that does not tell whether it is somebody else's."""
    row = rows.filter(**key_of_it).first()
    if row is None:
        raise Http404(_("There is nothing like that here."))
    return row


def back(request: HttpRequest, *, otherwise: str) -> str:
    """The page that a form names in `next` if it is one of this site, else another one."""
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours and len(wanted) <= MOST_PATH else otherwise


@contextmanager
def refusals_on(form: forms.Form) -> Iterator[None]:
    """A refusal of the service that is called within becomes an error of the field that it names."""
    try:
        yield
    except DomainError as refusal:
        names = [pointer.strip("/").partition("/")[0] for pointer in refusal.fields]
        known = [name for name in names if name in form.fields]
        form.add_error(known[0] if known else None, refusal.sentence)


def nudge(task: Task) -> None:
    """Have a worker look now. It would within seconds anyway, so without a broker nothing is lost but those."""
    try:
        task.delay_on_commit()
    except OperationalError:
        log.warning("task_not_nudged", task=task.name)
