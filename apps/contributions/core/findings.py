"""What programs can find about a revision, how much it weighs, and where: by place and sort, never in its words."""

from dataclasses import dataclass
from typing import Final

SCHEMA: Final = "schema"
#: The very same words, and nearly the same.
DUPLICATE: Final = "duplicate"
NEAR_DUPLICATE: Final = "near_duplicate"
SECRETS: Final = "secrets"
PERSONAL: Final = "personal"
LANGUAGE: Final = "language"
CONTAMINATION: Final = "contamination"
MEDIA: Final = "media"
#: How a text is written: all in capitals, one word over and over, more marks than words.
SHAPE: Final = "shape"
KINDS: Final = (
    SCHEMA, DUPLICATE, NEAR_DUPLICATE, SECRETS, PERSONAL, LANGUAGE, CONTAMINATION, MEDIA, SHAPE,
)  # fmt: skip

CLEAN: Final = "clean"
WARN: Final = "warn"
BLOCK: Final = "block"
SEVERITIES: Final = (CLEAN, WARN, BLOCK)

CHECKER: Final = "form-checks:1"
MILLION: Final = 1_000_000
#: Somebody who is shown so many places has enough to do.
PLACES_MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a field something was found, in letters as they were written, and of which sort it is.

    `what` is a name from outside of the record, such as that of a language or of a file of the operator's.
    """

    field: str
    sort: str
    start: int = 0
    end: int = 0
    what: str = ""

    def evidence(self) -> dict[str, str | int]:
        told: dict[str, str | int] = {"field": self.field, "sort": self.sort}
        if self.end:
            told |= {"start": self.start, "end": self.end}
        return told | ({"what": self.what} if self.what else {})


@dataclass(frozen=True, slots=True)
class Finding:
    """What one checker says about one record, if it has something to say."""

    kind: str
    severity: str
    checker: str
    places: tuple[Place, ...] = ()
    #: Parts per million: how sure, or how much of it.
    score: int | None = None
    #: Public id of the item, or the number of the row, that it was compared with.
    other: str = ""

    def evidence(self) -> dict[str, object]:
        """What is kept of it beside score and severity."""
        return {"places": [place.evidence() for place in self.places[:PLACES_MOST]]} if self.places else {}
