"""Keys that open something: whoever publishes one has to revoke it, so what holds one does not go on.

A pattern finds the shape, and where the issuer built in a checksum or enough chance, that is asked too, so that an
example in a manual is not taken for a key. What only looks like a password warns.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from apps.contributions.core.findings import BLOCK, SECRETS, WARN, Finding, Place
from apps.people.core import key_format

NAME: Final = "secrets"
VERSION: Final = 1

#: Bits of a letter: what people make up for an example has less: one letter over and over.
CHANCE_LEAST: Final = 3.0
PASSWORD_CHANCE_LEAST: Final = 3.4


@dataclass(frozen=True, slots=True)
class _Sort:
    """A kind of key: marks in small letters, of which every text with one has some, the shape of it and its proof."""

    name: str
    marks: tuple[str, ...]
    shape: re.Pattern[str]
    severity: str = BLOCK
    proof: Callable[[str], bool] = lambda _: True


def _by_chance(found: str) -> bool:
    return "EXAMPLE" not in found.upper() and _chance(found) >= CHANCE_LEAST


def _like_a_password(found: str) -> bool:
    mixed = any(map(str.isdigit, found)) and any(map(str.isalpha, found))
    return mixed and _chance(found) >= PASSWORD_CHANCE_LEAST


_BEGINS, _ENDS = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"


def _issued(shape: str) -> re.Pattern[str]:
    return re.compile(f"{_BEGINS}({shape}){_ENDS}")


SORTS: Final = (
    _Sort("private_key", ("private key",), re.compile(
        r"(-----BEGIN (?:[A-Z0-9]{2,12} )?(?:ENCRYPTED )?PRIVATE KEY(?: BLOCK)?-----\s*[0-9A-Za-z+/=:\s,-]{40,64})")),
    _Sort("own_key", (key_format.PERSON, key_format.AGENT), re.compile(f"({key_format.PATTERN})"),
          proof=key_format.is_well_formed),
    _Sort("aws", ("akia", "asia"), _issued("(?:AKIA|ASIA)[A-Z2-7]{16}"), proof=_by_chance),
    _Sort("github", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
          _issued("gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}"), proof=_by_chance),
    _Sort("gitlab", ("glpat-",), _issued("glpat-[0-9A-Za-z_-]{20,64}"), proof=_by_chance),
    _Sort("google", ("aiza",), _issued("AIza[0-9A-Za-z_-]{35}"), proof=_by_chance),
    _Sort("slack", ("xox",), _issued("xox[abeoprs]-[0-9A-Za-z-]{20,200}"), proof=_by_chance),
    _Sort("stripe", ("k_live_",), _issued("[sr]k_live_[0-9A-Za-z]{20,200}"), proof=_by_chance),
    _Sort("hugging_face", ("hf_",), _issued("hf_[A-Za-z]{34}"), proof=_by_chance),
    _Sort("openai", ("sk-",), _issued("sk-(?:proj-|svcacct-)?[0-9A-Za-z_-]{20,120}T3BlbkFJ[0-9A-Za-z_-]{20,120}"),
          proof=_by_chance),
    _Sort("anthropic", ("sk-ant-",), _issued("sk-ant-[a-z0-9]{3,12}-[0-9A-Za-z_-]{60,120}"), proof=_by_chance),
    _Sort("npm", ("npm_",), _issued("npm_[0-9A-Za-z]{36}"), proof=_by_chance),
    _Sort("pypi", ("pypi-ageichlwas5vcmc",), _issued("pypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{50,300}")),
    _Sort("sendgrid", ("sg.",), _issued(r"SG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}"), proof=_by_chance),
    _Sort("azure", ("accountkey=",), re.compile(r"AccountKey=([0-9A-Za-z+/]{86}==)"), proof=_by_chance),
    _Sort("signed_token", ("eyj",),
          _issued(r"eyJ[0-9A-Za-z_-]{10,400}\.eyJ[0-9A-Za-z_-]{10,2000}\.[0-9A-Za-z_-]{20,700}"), severity=WARN),
    _Sort("password", ("://",), re.compile(r"[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,64}:([^\s/:@]{8,64})@[^\s/]"),
          severity=WARN, proof=_like_a_password),
    _Sort("password", ("passw", "secret", "key", "token"), re.compile(
        r"(?i)(?:password|passwd|secret|api[_-]?key|access[_-]?token|auth[_-]?token)[\"']?\s{0,3}[:=]\s{0,3}[\"']?"
        r"([^\s\"',;]{16,100})"), severity=WARN, proof=_like_a_password),
)  # fmt: skip
#: Most texts have no mark, and are passed over in a microsecond or two.
_MARKED: Final = [(mark, sort) for sort in SORTS for mark in sort.marks]


def check(texts: Mapping[str, str]) -> Finding | None:
    """The keys in these texts; blocking, if one of them is more than a likeness."""
    found = [one for field, text in texts.items() for one in _in(field, text)]
    if not found:
        return None
    severities = {severity for severity, _ in found}
    return Finding(
        kind=SECRETS,
        severity=BLOCK if BLOCK in severities else WARN,
        checker=f"{NAME}:{VERSION}",
        places=tuple(place for _, place in sorted(found, key=lambda one: one[0] != BLOCK)),
    )


def _in(field: str, text: str) -> Iterator[tuple[str, Place]]:
    lower = text.lower()
    for sort in dict.fromkeys([sort for mark, sort in _MARKED if mark in lower]):
        for match in sort.shape.finditer(text):
            if sort.proof(match[1]):
                yield sort.severity, Place(field, sort.name, match.start(1), match.end(1))


def _chance(text: str) -> float:
    """Shannon's entropy of its letters, in bits a letter."""
    total = len(text)
    return -sum(count / total * math.log2(count / total) for count in Counter(text).values())
