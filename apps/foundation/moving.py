"""A move of a thing with a life: compare and set, so that of two who move it at once one is told that it has
moved.
"""

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from apps.foundation.errors import Conflict
from apps.foundation.moves import Moves

Row = TypeVar("Row", bound=models.Model)


class AlreadyMoved(Conflict):
    """Somebody else was quicker."""

    code = "already_moved"


def move(row: Row, moves: Moves, to: str, **filled: object) -> Row:
    """Bring the row into a new state and fill in what this move fills in."""
    old: Any = row.state  # type: ignore[attr-defined]
    moves.check(old, to)
    changed = type(row)._default_manager.filter(pk=row.pk, state=old).update(state=to, **filled)
    if not changed:
        raise AlreadyMoved(_("Somebody else has changed this %(thing)s just now.") % {"thing": moves.of})
    for field, value in {"state": to, **filled}.items():
        setattr(row, field, value)
    return row
