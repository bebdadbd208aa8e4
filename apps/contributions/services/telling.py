"""Telling people what became of what they gave: about which item, and where it leads."""

from datetime import datetime

from apps.contributions.models import Item, Upload
from apps.datanets.reports import finding
from apps.people.models import User
from apps.people.services import notifying


def tell(*, person: User, kind: str, item: Item, now: datetime) -> None:
    """One thing about one item, whose datanet and community were read along with it."""
    notifying.notify(
        user=person,
        kind=kind,
        subject_id=item.public_id,
        parameters={"item": item.public_id, "datanet": finding.address_of(item.datanet)},
        now=now,
    )


def tell_of_upload(*, upload: Upload, kind: str, now: datetime) -> None:
    """How far a file is, to whoever sent it."""
    notifying.notify(
        user=upload.person,
        kind=kind,
        subject_id=upload.public_id,
        parameters={"upload": upload.public_id, "datanet": finding.address_of(upload.datanet)},
        now=now,
    )
