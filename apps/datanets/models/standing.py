"""What somebody is to a datanet. It is no table: reports read it, and permissions decide by it."""

from dataclasses import dataclass

from apps.datanets.models.datanet import Datanet


@dataclass(frozen=True, slots=True)
class Standing:
    """Present at all, their role in the datanet's community, their role as its steward."""

    datanet: Datanet
    is_present: bool = False
    in_community: str | None = None
    role: str | None = None

    @property
    def belongs(self) -> bool:
        """Whether they are one of its people: in its community, or with a role of its own."""
        return self.is_present and (self.in_community is not None or self.role is not None)
