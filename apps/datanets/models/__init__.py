"""Tables of the datanets floor."""

from apps.datanets.models.datanet import Datanet, Steward
from apps.datanets.models.standing import Standing
from apps.datanets.models.versions import Context, Rules

__all__ = ["Context", "Datanet", "Rules", "Standing", "Steward"]
