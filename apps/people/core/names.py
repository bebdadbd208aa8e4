"""What a name may look like. A name that a reader cannot tell from another, or cannot see, is refused.

Handles and slugs are plain ASCII, compared by their skeleton (NFKC, then casefold). Display names, titles and
the names of agents and keys may use any script, but no control, bidirectional or zero-width character.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from apps.foundation.errors import Invalid
from apps.people.core import reserved

HANDLE_LEAST: Final = 3
HANDLE_MOST: Final = 30
SLUG_MOST: Final = 40
NAME_MOST: Final = 60
TITLE_MOST: Final = 80
PURPOSE_MOST: Final = 1000
BIO_MOST: Final = 2000
LINK_MOST: Final = 200
MOST_LINKS: Final = 5

#: As PostgreSQL and Python both read it; the constraint on the table is made from the same text.
HANDLE_PATTERN: Final = r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$"
SLUG_PATTERN: Final = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
PSEUDONYM_PATTERN: Final = r"^[a-z]+-[a-z]+-[0-9]+$"

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
#: What no prose holds: controls but the line feed and the tab, halves of surrogate pairs, and what turns the direction.
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
#: Letters that draw nothing although Unicode calls them letters: Hangul fillers and the blank Braille cell.
_BLANK: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")


class BadName(Invalid):
    """A handle, slug, name or text that cannot be kept as it is."""

    code = "bad_name"


@dataclass(frozen=True, slots=True)
class Handle:
    """A handle as its owner spells it, and the skeleton by which two of them are the same."""

    text: str
    skeleton: str


def skeleton(text: str) -> str:
    """What two spellings of one name share."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def read_handle(text: str) -> Handle:
    """A handle as typed, or a sentence that says what is wrong with it."""
    chosen = text.strip()
    if not HANDLE_LEAST <= len(chosen) <= HANDLE_MOST:
        raise BadName(f"A handle has {HANDLE_LEAST} to {HANDLE_MOST} letters.", fields={"/handle": "length"})
    if not re.fullmatch(HANDLE_PATTERN, chosen):
        raise BadName(
            "A handle has the letters a to z, digits, and single hyphens between them.",
            fields={"/handle": "shape"},
        )
    folded = skeleton(chosen)
    if reserved.is_reserved(folded) or re.fullmatch(PSEUDONYM_PATTERN, folded):
        raise BadName("That handle is kept back. Please choose another.", fields={"/handle": "reserved"})
    return Handle(text=chosen, skeleton=folded)


def read_slug(text: str) -> str:
    """The address of a community, which is also the namespace of its datanets."""
    slug = text.strip()
    if not HANDLE_LEAST <= len(slug) <= SLUG_MOST:
        raise BadName(f"An address has {HANDLE_LEAST} to {SLUG_MOST} letters.", fields={"/slug": "length"})
    if not re.fullmatch(SLUG_PATTERN, slug):
        raise BadName(
            "An address begins with a letter and has a to z, digits, and single hyphens between them.",
            fields={"/slug": "shape"},
        )
    if reserved.is_reserved(slug):
        raise BadName("That address is kept back. Please choose another.", fields={"/slug": "reserved"})
    return slug


def read_name(text: str, *, field: str, most: int = NAME_MOST, may_be_empty: bool = False) -> str:
    """One line that is shown as somebody's or something's name, in any script."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if len(name) > most:
        raise BadName(f"That is longer than {most} letters.", fields={f"/{field}": "length"})
    if not name and not may_be_empty:
        raise BadName("A name is needed here.", fields={f"/{field}": "empty"})
    if any(unicodedata.category(letter) in _UNSEEN or letter in _BLANK for letter in name):
        raise BadName(
            "A name has no invisible or direction-changing characters.", fields={f"/{field}": "unseen"}
        )
    return name


def read_text(text: str, *, field: str, most: int) -> str:
    """Several lines of prose. Joiners that scripts and emoji need are welcome, direction overrides are not."""
    prose = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    if len(prose) > most:
        raise BadName(f"That is longer than {most} letters.", fields={f"/{field}": "length"})
    if _CONTROL.search(prose):
        raise BadName(
            "The text holds control characters that cannot be shown.", fields={f"/{field}": "unseen"}
        )
    return prose
