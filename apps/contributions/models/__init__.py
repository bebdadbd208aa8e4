"""Tables of the contributions floor."""

from apps.contributions.models.given import Contribution, Item
from apps.contributions.models.revision import Check, Content, Revision

__all__ = ["Check", "Content", "Contribution", "Item", "Revision"]
