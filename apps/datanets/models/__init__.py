"""Tables of the datanets floor."""

from apps.datanets.models.access import AccessMessage, AccessRequest
from apps.datanets.models.datanet import Datanet, Steward
from apps.datanets.models.needs import Need, NeedClaim
from apps.datanets.models.standing import Standing
from apps.datanets.models.versions import Context, Rules

__all__ = [
    "AccessMessage", "AccessRequest", "Context", "Datanet", "Need", "NeedClaim", "Rules", "Standing", "Steward",
]  # fmt: skip
