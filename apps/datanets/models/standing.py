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
