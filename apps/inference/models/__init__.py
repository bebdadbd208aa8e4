"""Tables of the inference floor."""

from apps.inference.models.call import Call, CallPassage, CallText
from apps.inference.models.offer import Offer

__all__ = ["Call", "CallPassage", "CallText", "Offer"]
