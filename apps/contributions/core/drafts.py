"""What somebody has begun to write, kept in their own browser's session: how much, how large and for how long.

A draft is plain data: which datanet, what stood in which field of the form, and whether its writer meant to submit it.
It reaches nobody before it is submitted by somebody with an account.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from apps.contributions.core import features

MOST: Final = 5
#: Letters of everything in one draft, as the form sends it.
LETTERS_MOST: Final = 20_000
LIFE: Final = timedelta(days=14)
HEADING_MOST: Final = 160


@dataclass(frozen=True, slots=True)
class Draft:
    """One form that was begun. `token` names it, and later the one sending that it becomes."""

    token: str
    community: str
    datanet: str
    title: str
    fields: Mapping[str, str]
    is_submitted: bool
    kept_at: str

    @property
    def heading(self) -> str:
        """The first words that were written, for a list."""
        said = (text for name, text in self.fields.items() if not name.startswith("act-"))
        return next((features.normalised(text)[:HEADING_MOST] for text in said if text.strip()), "")

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.kept_at)


def is_small_enough(fields: Mapping[str, str]) -> bool:
    return sum(len(name) + len(text) for name, text in fields.items()) <= LETTERS_MOST


def read(kept: object, *, now: datetime) -> list[Draft]:
    """The drafts of a session that are still young, the newest first; what cannot be read is left out."""
    rows = kept if isinstance(kept, list) else []
    found = [draft for row in rows if (draft := _draft(row)) is not None]
    return [draft for draft in found if draft.at > now - LIFE][:MOST]


def written(drafts: Sequence[Draft]) -> list[dict[str, Any]]:
    """As a session keeps them."""
    return [asdict(draft) for draft in drafts]


def with_one(drafts: Sequence[Draft], draft: Draft) -> list[Draft]:
    """The newest first; the same draft again replaces itself, and the oldest gives way."""
    return [draft, *without(drafts, draft.token)][:MOST]


def without(drafts: Sequence[Draft], token: str) -> list[Draft]:
    return [draft for draft in drafts if draft.token != token]


def _draft(row: object) -> Draft | None:
    try:
        draft = Draft(**row)  # type: ignore[arg-type] # what it is not, it refuses
        _ = draft.at
    except (TypeError, ValueError):
        return None
    return draft
