"""Tables of the rewards floor."""

from apps.rewards.models.settlement import Payable, Settlement, Share, Stream
from apps.rewards.models.split import Split

__all__ = ["Payable", "Settlement", "Share", "Split", "Stream"]
