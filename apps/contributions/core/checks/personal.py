"""What leads to a person: addresses, telephone and card numbers, accounts, machines. It warns, and people decide.

Numbers with a built-in check are asked for it. What documents use for examples leads to nobody and is passed over.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from apps.contributions.core.findings import PERSONAL, WARN, Finding, Place

NAME: Final = "personal"
VERSION: Final = 1

_NOT_AN_ENDING: Final = frozenset({
    "png", "jpg", "jpeg", "gif", "svg", "webp", "js", "ts", "css", "py", "html", "md", "json", "yaml", "toml",
    "example", "test", "invalid", "localhost", "local",
})  # fmt: skip
_EXAMPLES: Final = frozenset({"example.com", "example.org", "example.net", "example.edu"})
#: Names of services and not of people.
_NOBODY: Final = frozenset({"git", "noreply", "no-reply", "donotreply", "do-not-reply", "mailer-daemon"})
_PUBLIC_SERVERS: Final = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"})
_TEST_CARDS: Final = frozenset(
    {"4111111111111111", "4242424242424242", "5555555555554444", "378282246310005", "4012888888881881"}
)
_CARD_BEGINS: Final = re.compile(r"4|5[1-5]|2[2-7]|3[47]|35|6011|65|62")
_IBAN_LENGTHS: Final[Mapping[str, int]] = {
    "AE": 23, "AT": 20, "BE": 16, "BG": 22, "BR": 29, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IT": 27, "LT": 20,
    "LU": 20, "LV": 21, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SA": 24, "SE": 24, "SI": 19,
    "SK": 24, "TR": 26, "UA": 29,
}  # fmt: skip

_EMAIL: Final = re.compile(
    r"(?<![\w.+%-])([\w+%-]+(?:\.[\w+%-]+){0,8})@((?:[\w-]{1,63}\.){1,6}([^\W\d_]{2,24}))(?![\w-])(?!:\S)"
)
_ABROAD: Final = re.compile(
    r"(?<![\w+])(?<![0-9]{4} )(?:\+|00)[1-9][0-9](?:[ ().\u00a0-]{0,2}[0-9]){5,13}(?![\w])"
)
_AT_HOME: Final = re.compile(
    r"(?i)(?:\b(?:phone|telephone|tel|mobile|cell|whatsapp|call|simu|tel[eé]fono|t[eé]l[eé]phone|telefon)\b\W{0,4}"
    r"(?:(?:number|no|is|me|us|at)\b\W{0,3}){0,2})(\(?0?[0-9](?:[ ().-]{0,2}[0-9]){6,12})(?!\w)"
)
_NORTH_AMERICAN: Final = re.compile(r"(?<![\w-])\(?[2-9][0-9]{2}\)?[ .-][2-9][0-9]{2}[.-][0-9]{4}(?![\w-])")
_CARD: Final = re.compile(
    r"(?<![\w.-])(?<![A-Z]{2}[0-9]{2} )[2-6][0-9]{3}(?:[ -]?[0-9]){9,15}(?![\w.-]?[0-9A-Za-z])"
)
_IBAN: Final = re.compile(r"(?<!\w)[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,3})?(?!\w)")
_IPV4: Final = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w]|\.[0-9])")
_IPV6: Final = re.compile(
    r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4})(?::[0-9A-Fa-f]{1,4}){0,5}(?![\w:])"
)
# What every number has that is looked for: many digits near each other, some between points, or many colons.
_MANY_DIGITS: Final = re.compile("[0-9](?:[^0-9]{0,6}[0-9]){6}")
_POINTS: Final = re.compile(r"[0-9]\.[0-9]{1,3}\.[0-9]")


def check(texts: Mapping[str, str]) -> Finding | None:
    """Everything of the kind in these texts, each place once."""
    places = [place for field, text in texts.items() for place in _in(field, text)]
    if not places:
        return None
    return Finding(kind=PERSONAL, severity=WARN, checker=f"{NAME}:{VERSION}", places=tuple(places))


def _in(field: str, text: str) -> Iterator[Place]:
    if "@" in text:
        yield from _all(field, "email", _EMAIL, text, _is_somebodys)
    taken = list[Place]()
    for may_be, sorts in _NUMBERS:
        for sort, pattern, holds in sorts if may_be(text) else ():
            for place in _all(field, sort, pattern, text, holds):
                # The digits of an account are no telephone number as well.
                if all(place.end <= other.start or other.end <= place.start for other in taken):
                    taken.append(place)
                    yield place


def _all(
    field: str, sort: str, pattern: re.Pattern[str], text: str, holds: Callable[[re.Match[str]], bool]
) -> Iterator[Place]:
    for match in pattern.finditer(text):
        if holds(match):
            yield Place(field, sort, match.start(), match.end())


def _is_somebodys(match: re.Match[str]) -> bool:
    name, host, ending = match[1].lower(), match[2].lower(), match[3].lower()
    domain = ".".join(host.split(".")[-2:])
    return ending not in _NOT_AN_ENDING and domain not in _EXAMPLES and name not in _NOBODY


def _is_iban(match: re.Match[str]) -> bool:
    spelled = match[0].replace(" ", "")
    if len(spelled) != _IBAN_LENGTHS.get(spelled[:2], len(spelled)) or not 15 <= len(spelled) <= 34:
        return False
    return int("".join(str(int(letter, 36)) for letter in spelled[4:] + spelled[:4])) % 97 == 1


def _is_card(match: re.Match[str]) -> bool:
    digits = _digits(match[0])
    if digits in _TEST_CARDS or len(set(digits)) < 4 or not _CARD_BEGINS.match(digits):
        return False
    # Every second digit from the right counts twice, and what then has two digits counts as their sum.
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _is_number(match: re.Match[str]) -> bool:
    digits = _digits(match[0])
    return 8 <= len(digits) <= 15 and len(set(digits)) >= 4 and "55501" not in digits


def _is_reachable(match: re.Match[str]) -> bool:
    try:
        address = ipaddress.ip_address(match[0])
    except ValueError:
        return False
    named_version = re.search(
        r"(?i)(?:version|release|build|v\.?)\s*$", match.string[max(0, match.start() - 12) : match.start()]
    )
    return (
        address.is_global
        and not address.is_multicast
        and match[0] not in _PUBLIC_SERVERS
        and not named_version
    )


def _digits(spelled: str) -> str:
    return "".join(filter(str.isdigit, spelled))


_NUMBERS: Final = (
    (_MANY_DIGITS.search, (("iban", _IBAN, _is_iban), ("card", _CARD, _is_card))),
    (_POINTS.search, (("ip_address", _IPV4, _is_reachable),)),
    (lambda text: text.count(":") > 2, (("ip_address", _IPV6, _is_reachable),)),
    (
        _MANY_DIGITS.search,
        (
            ("phone", _ABROAD, _is_number),
            ("phone", _AT_HOME, _is_number),
            ("phone", _NORTH_AMERICAN, _is_number),
        ),
    ),
)
