"""What the pages of this floor share: who is there."""

from django.http import HttpRequest

from apps.people.models import User


def person(request: HttpRequest) -> User:
    """Whoever is signed in; only for views behind `login_required`."""
    assert isinstance(request.user, User)  # noqa: S101 - tells the type checker what the decorator guarantees
    return request.user
