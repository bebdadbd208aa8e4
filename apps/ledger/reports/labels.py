"""What a reader calls an account. People's names come from outside: here they are only ids inside codes."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from apps.ledger.core import codes


def people_in(account_codes: Iterable[str]) -> set[str]:
    """The public ids of the people whose accounts these are."""
    return {person for code in account_codes if (person := codes.person_of(code))}


def label(code: str, names: Mapping[str, str]) -> str:
    """`user:<id>:held` as `quiet-heron-4821, held`; `pool:commons:<id>` as `Pool commons <id>`."""
    if person := codes.person_of(code):
        return _person(names.get(person, person), code.rpartition(":")[2])
    head, _colon, rest = code.partition(":")
    patterns = {
        "issuance": _("Issuance, {rest}"),
        "treasury": _("Treasury"),
        "fees": _("Fees of {rest}"),
        "pool": _("Pool {rest}"),
        "external": _("Paid out by {rest}"),
    }
    return patterns.get(head, "{code}").format(rest=rest.replace(":", " "), code=code)


def owner(code: str, names: Mapping[str, str]) -> str:
    """Whose account this is, for a sentence in which the purse does not matter: `quiet-heron-4821`."""
    person = codes.person_of(code)
    return names.get(person, person) if person else label(code, names)


def kind_label(kind: str) -> str:
    """A row of the trial balance."""
    names = {
        "plain": _("Spendable, pending and fees"),
        "promotional": _("Promotional credit"),
        "held": _("Held for calls"),
        "pool": _("In pools"),
        "issuance": _("Issued"),
    }
    return names.get(kind, kind)


def _person(name: str, purse: str) -> str:
    patterns = {
        "held": _("{name}, held"),
        "pending": _("{name}, pending"),
        "promotional": _("{name}, promotional"),
    }
    return patterns.get(purse, "{name}").format(name=name)
