"""The steps that build the demo world, in order. A floor that is built appends its own.

Each step looks for what it would make and makes what is missing, so the whole can run at every start.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction

from openledger.demo import book, cast, datanet, model, pictures
from openledger.demo.scene import Scene, read_notes, write_notes

STEPS: Sequence[Callable[[Scene], None]] = (
    cast.register_cast,
    cast.appoint_admin,
    cast.open_community,
    cast.open_agent,
    book.pay_in,
    book.give_credit,
    datanet.open_datanet,
    datanet.tell_the_context,
    datanet.give_and_judge,
    datanet.freeze,
    datanet.weigh,
    model.make,
    model.call,
    datanet.leave_some_open,
    pictures.open_pictures,
    pictures.give_pictures,
    book.audit,
)


def build(path: Path, *, address: str, now: datetime) -> None:
    """Run every step, each whole or not at all, and write down how to enter."""
    scene = Scene(now=now, notes=read_notes(path, address=address))
    for step in STEPS:
        with transaction.atomic():
            step(scene)
    write_notes(path, scene.notes)
