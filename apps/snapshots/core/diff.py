"""What differs between two versions, item by item."""

from collections.abc import Mapping
from dataclasses import dataclass

#: Revision id and content hash.
Wording = tuple[str, bytes]
#: The items of a version: item id -> its wording.
Membership = Mapping[str, Wording]


@dataclass(frozen=True, slots=True)
class Changes:
    """From one version to another: what enters and what changes, in the new wording, and what leaves, in the old.

    `replaced` has the old wordings of what is in `changed`, so that the way back is known too.
    """

    added: Membership
    changed: Membership
    removed: Membership
    replaced: Membership

    def __post_init__(self) -> None:
        if self.changed.keys() != self.replaced.keys():
            raise ValueError("what changes has an old wording and a new one")


@dataclass(frozen=True, slots=True)
class Summary:
    """How many items enter, change and leave."""

    added: int
    changed: int
    removed: int

    @property
    def total(self) -> int:
        return self.added + self.changed + self.removed


def changes(old: Membership, new: Membership) -> Changes:
    """What makes the new version of the old one, in the order of item ids."""
    kept = sorted(item for item in old.keys() & new.keys() if old[item] != new[item])
    return Changes(
        added={item: new[item] for item in sorted(new.keys() - old.keys())},
        changed={item: new[item] for item in kept},
        removed={item: old[item] for item in sorted(old.keys() - new.keys())},
        replaced={item: old[item] for item in kept},
    )


def apply(membership: Membership, made: Changes) -> dict[str, Wording]:
    """The version that the changes lead to. Changes of another version than this one are refused."""
    leaving = {**made.removed, **made.replaced}
    if any(membership.get(item) != wording for item, wording in leaving.items()):
        raise ValueError("these changes take out what this version does not hold")
    if not made.added.keys().isdisjoint(membership):
        raise ValueError("these changes add what this version holds already")
    staying = {item: wording for item, wording in membership.items() if item not in made.removed}
    return {**staying, **made.added, **made.changed}


def inverse(made: Changes) -> Changes:
    """The way back."""
    return Changes(added=made.removed, changed=made.replaced, removed=made.added, replaced=made.changed)


def summary(made: Changes) -> Summary:
    return Summary(added=len(made.added), changed=len(made.changed), removed=len(made.removed))
