"""State tables: which moves a thing with a life can make, stated once and read by services and tests alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apps.foundation.errors import Conflict


class ImpossibleMove(Conflict):
    """The thing is in a state from which this move does not lead anywhere."""

    code = "impossible_move"


@dataclass(frozen=True)
class Moves:
    """The moves of one kind of thing: state -> states that may follow. States that lead nowhere are ends."""

    of: str
    table: Mapping[str, frozenset[str]]

    @classmethod
    def from_table(cls, of: str, table: Mapping[str, Iterable[str]]) -> "Moves":
        frozen = {state: frozenset(following) for state, following in table.items()}
        strangers = {state for following in frozen.values() for state in following} - frozen.keys()
        if strangers:
            raise ValueError(f"moves of {of} lead to unknown states: {sorted(strangers)}")
        return cls(of=of, table=frozen)

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(self.table)

    def check(self, old: str, new: str) -> None:
        """Raise `ImpossibleMove` unless the table has this move."""
        if new not in self.table.get(old, frozenset()):
            raise ImpossibleMove(f"A {self.of} that is {old} cannot become {new}.")
