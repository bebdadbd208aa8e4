"""What the public calls people, and who is meant by a name: for pages that only know ids, such as the
ledger's.
"""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db.models import Q

from apps.foundation import ids
from apps.people.core import names, states
from apps.people.models import User
from apps.people.reports import persons
from apps.people.reports.persons import Shown

MOST_TYPED = 254


def public_names(public_ids: Iterable[str]) -> dict[str, str]:
    """The name under which each of these people is shown, in one query. Strangers are left out."""
    return {person: shown.name for person, shown in public_people(public_ids).items()}


def public_people(public_ids: Iterable[str]) -> dict[str, Shown]:
    """The same with the address of each one's page."""
    wanted = {person for person in public_ids if ids.is_id(person, "usr")}
    if not wanted:
        return {}
    rows = User.objects.filter(public_id__in=wanted).values(*persons.FIELDS)
    return {row["public_id"]: persons.shown(row) for row in rows}


def find_person(typed: str) -> str | None:
    """The id of whoever is meant by an id, a pseudonym, a handle or a confirmed mail address. For operators only.

    An address that nobody confirmed names nobody: anybody may have claimed it.
    """
    word = typed.strip().lstrip("@")[:MOST_TYPED]
    owners = EmailAddress.objects.filter(email=word.lower(), verified=True).values("user")
    by_any_name = (
        Q(public_id=word) | Q(pseudonym=word) | Q(handle_skeleton=names.skeleton(word)) | Q(pk__in=owners)
    )
    found = list(
        User.objects.filter(by_any_name, state=states.ACTIVE).values_list("public_id", flat=True)[:2]
    )
    return found[0] if len(found) == 1 else None
