"""Public ids: a prefix that says what it is, an underscore, and 26 letters of Crockford base 32.

Ids that may be sorted by age are UUIDv7 made from `now`; ids that must tell nothing (ledger accounts) are random.
The prefixes are a closed list, so that one search box can take any id.
"""

import secrets
from datetime import datetime
from types import MappingProxyType

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
MAX_LENGTH = 4 + LENGTH

PREFIXES = MappingProxyType(
    {
        "usr": "person",
        "agt": "agent",
        "com": "community",
        "mnd": "mandate",
        "spd": "spending of a mandate",
        "key": "API key",
        "ntf": "notification",
        "acc": "ledger account",
        "txn": "journal",
        "hld": "hold",
        "pol": "pool",
        "top": "top-up",
        "dn": "datanet",
        "rul": "rules of a datanet",
        "ctx": "context of a datanet",
        "ned": "need of a datanet",
        "clm": "claim on a need",
        "acr": "access request",
        "upl": "upload",
        "ctb": "contribution",
        "itm": "item",
        "rev": "revision of an item",
        "rvw": "review",
        "snp": "snapshot",
        "mdl": "model",
        "rel": "release of a model",
        "run": "training run",
        "off": "offer",
        "inf": "call",
        "wgt": "weight run",
        "trc": "trace",
        "spl": "split",
        "stl": "settlement",
    }
)

_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}


def new(prefix: str, *, now: datetime) -> str:
    """A sortable id: 48 bits of milliseconds, then randomness, in the layout of UUIDv7."""
    milliseconds = int(now.timestamp() * 1000)
    rand_a, rand_b = secrets.randbits(12), secrets.randbits(62)
    return _spell(prefix, milliseconds << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)


def new_random(prefix: str) -> str:
    """An id that says nothing about when or in which order it was made."""
    return _spell(prefix, secrets.randbits(128))


def is_id(text: str, prefix: str) -> bool:
    """Whether the text has the shape of an id of that kind."""
    head, _, tail = text.partition("_")
    return head == prefix and len(tail) == LENGTH and tail[0] in "01234567" and _VALUES.keys() >= set(tail)


def kind_of(text: str) -> str | None:
    """The prefix of an id as a person may have typed it, or None when it is not an id."""
    head = text.partition("_")[0]
    return head if head in PREFIXES and is_id(text, head) else None


def shorten(public_id: str) -> str:
    """`txn_01K9ZC…7A`: enough to tell two apart by eye, for places where the whole id is a link away."""
    head, _, tail = public_id.partition("_")
    return f"{head}_{tail[:6]}…{tail[-2:]}" if len(tail) == LENGTH else public_id


def _spell(prefix: str, number: int) -> str:
    if prefix not in PREFIXES:
        raise ValueError(f"{prefix!r} is not a prefix of the closed list")
    letters = []
    for _ in range(LENGTH):
        number, digit = divmod(number, 32)
        letters.append(ALPHABET[digit])
    return f"{prefix}_{''.join(reversed(letters))}"
