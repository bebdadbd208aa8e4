"""The kinds of notification, a closed list for all floors, and how each is delivered unless a person chose
otherwise.

A kind that is about somebody's safety or money is essential: it may be moved between delivery forms, never
switched off. What a notification says is in `reports/wording.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from apps.foundation.errors import Invalid

IN_APP: Final = "in_app"
DIGEST: Final = "digest"
#: A mail of its own, as soon as a worker has a moment.
AT_ONCE: Final = "now"
OFF: Final = "off"
DELIVERIES: Final = (IN_APP, AT_ONCE, DIGEST, OFF)
#: How a notification that is told may be told.
TOLD: Final = (IN_APP, AT_ONCE, DIGEST)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind, the parameters that its sentence needs, and its rules of delivery."""

    parameters: tuple[str, ...] = ()
    delivery: str = IN_APP
    essential: bool = False


KINDS: Final = MappingProxyType(
    {
        "welcome": Kind(),
        "community.appointed": Kind(("slug", "role"), delivery=DIGEST),
        "community.dismissed": Kind(("slug",), delivery=DIGEST),
        "key.issued": Kind(("last_four",), essential=True),
        "key.leaked": Kind(("last_four",), delivery=DIGEST, essential=True),
        "key.expiring": Kind(("last_four",), delivery=DIGEST),
        "mandate.nearly_spent": Kind(("agent",), delivery=DIGEST),
        "item.accepted": Kind(("item", "datanet")),
        "item.rejected": Kind(("item", "datanet"), delivery=DIGEST),
        "item.changes_requested": Kind(("item", "datanet"), delivery=DIGEST),
        "item.disputed": Kind(("item", "datanet")),
        "item.refined": Kind(("item", "datanet")),
        "item.blocked": Kind(("item", "datanet"), delivery=DIGEST),
        "item.withdrawn": Kind(("item", "datanet"), delivery=DIGEST),
        "upload.inspected": Kind(("upload", "datanet")),
        "upload.refused": Kind(("upload", "datanet")),
        "upload.submitted": Kind(("upload", "datanet")),
        "datanet.appointed": Kind(("datanet", "role"), delivery=DIGEST),
        "datanet.dismissed": Kind(("datanet",), delivery=DIGEST),
        "access.asked": Kind(("datanet",), delivery=DIGEST),
        "access.granted": Kind(("datanet", "role"), delivery=DIGEST),
        "access.declined": Kind(("datanet",), delivery=DIGEST),
        "snapshot.published": Kind(("datanet", "version")),
        "earnings.first": Kind(("call",), delivery=DIGEST),
        "staff.appointed": Kind(delivery=DIGEST, essential=True),
        "staff.dismissed": Kind(delivery=DIGEST, essential=True),
    }
)
ESSENTIAL: Final = tuple(code for code, kind in KINDS.items() if kind.essential)
MOST_PARAMETER: Final = 200


class BadNotification(Invalid):
    """A kind that is not on the list, parameters that its sentence does not know, or a delivery it may not
    have.
    """

    code = "bad_notification"


def read_kind(code: str) -> Kind:
    """The kind by its code."""
    if code not in KINDS:
        raise BadNotification("There is no such kind of notification.")
    return KINDS[code]


def read_parameters(code: str, parameters: Mapping[str, object]) -> dict[str, str]:
    """Exactly the short strings that the sentence needs. Names of people do not belong here: they can be
    erased.
    """
    if set(parameters) != set(read_kind(code).parameters):
        raise BadNotification(
            f"A notification {code} needs {', '.join(KINDS[code].parameters) or 'no parameters'}."
        )
    if any(not isinstance(value, str) or len(value) > MOST_PARAMETER for value in parameters.values()):
        raise BadNotification(f"Parameters are strings of at most {MOST_PARAMETER} letters.")
    return {name: str(value) for name, value in parameters.items()}


def read_delivery(code: str, delivery: str) -> str:
    """How a person wants to be told, where that may be chosen."""
    if delivery not in DELIVERIES or (delivery == OFF and read_kind(code).essential):
        raise BadNotification("That cannot be chosen for this kind of notification.")
    return delivery
