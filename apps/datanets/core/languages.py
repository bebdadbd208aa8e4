"""Languages as BCP 47 names them: `sw`, `pt-BR`, `zh-Hant-TW`. Tags are checked for their form and spelled one way."""

import re
from collections.abc import Sequence
from typing import Final

from apps.datanets.core import limits

#: language, script, region, variants; extensions and private use are not what a datanet is in.
_TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3})"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)",
)
TAG_MOST: Final = 35


class NoLanguage(ValueError):
    """Not a tag of BCP 47."""


def read(tags: Sequence[str]) -> list[str]:
    """Each once, in the order given, spelled as is usual."""
    spelled = [spell(tag) for tag in tags]
    if len(set(spelled)) > limits.LANGUAGES_MOST:
        raise NoLanguage(str(len(spelled)))
    return list(dict.fromkeys(spelled))


def spell(tag: str) -> str:
    """`PT-br` as `pt-BR`."""
    found = _TAG.fullmatch(tag.strip().replace("_", "-").lower()) if len(tag) <= TAG_MOST else None
    if found is None:
        raise NoLanguage(tag)
    parts = [found["language"]]
    parts += [found["script"].title()] if found["script"] else []
    parts += [found["region"].upper()] if found["region"] else []
    return "-".join(parts) + found["variants"]


def split(text: str) -> list[str]:
    """Tags as people type them into one line: with commas, spaces or both between."""
    return [word for word in re.split(r"[\s,;]+", text) if word]
