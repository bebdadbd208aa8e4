"""Numbers of versions: three whole numbers with dots, which say how much a new version breaks."""

import re
from dataclasses import dataclass, replace
from typing import Final

PART_MOST: Final = 10**9 - 1
_SHAPE: Final = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})")


@dataclass(frozen=True, order=True, slots=True)
class Version:
    """`1.2.3`: ordered by number and not by letter."""

    major: int
    minor: int
    patch: int

    def __post_init__(self) -> None:
        if any(type(part) is not int or not 0 <= part <= PART_MOST for part in self._parts):
            raise ValueError("a version is three whole numbers, of nine digits at most")

    def __str__(self) -> str:
        return ".".join(map(str, self._parts))

    @property
    def _parts(self) -> tuple[int, int, int]:
        return (self.major, self.minor, self.patch)


FIRST: Final = Version(1, 0, 0)


def parse(text: str) -> Version:
    """Read `1.2.3`: plain digits, no zero before others, nothing else. Each version has one spelling."""
    match = _SHAPE.fullmatch(text)
    if not match:
        raise ValueError("write a version like 1.0.0")
    return Version(int(match[1]), int(match[2]), int(match[3]))


def suggest(
    previous: Version | None, *, added: int, removed: int, changed: int, context_changed: bool
) -> Version | None:
    """The number after, by the rule of Croissant; None when there is nothing new to number.

    Whoever relied on an item that changed or left must look again: major. More items only: minor. The same items,
    with other words about them: patch.
    """
    if min(added, removed, changed) < 0:
        raise ValueError("there cannot be fewer than no items")
    if previous is None:
        if removed or changed:
            raise ValueError("the first version has nothing to change or remove")
        return FIRST if added else None
    if removed or changed:
        return Version(previous.major + 1, 0, 0)
    if added:
        return Version(previous.major, previous.minor + 1, 0)
    return replace(previous, patch=previous.patch + 1) if context_changed else None
