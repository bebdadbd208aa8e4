"""What the pages of this floor share: who is there, and refusals shown where they belong."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.http import HttpRequest

from apps.foundation.errors import DomainError
from apps.people.models import User


def person(request: HttpRequest) -> User:
    """Whoever is signed in; only for views behind `login_required`."""
    assert isinstance(request.user, User)  # noqa: S101 - tells the type checker what the decorator guarantees
    return request.user


@contextmanager
def refusals_on(form: forms.Form) -> Iterator[None]:
    """A refusal of the service that is called within becomes an error of the field that it names."""
    try:
        yield
    except DomainError as refusal:
        names = [pointer.strip("/").partition("/")[0] for pointer in refusal.fields]
        known = [name for name in names if name in form.fields]
        form.add_error(known[0] if known else None, refusal.sentence)
