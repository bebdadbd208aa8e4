"""Tables of the curation floor."""

from apps.curation.models.deciding import Decision
from apps.curation.models.reviewing import Lease, Review, ReviewNote
from apps.curation.models.voting import Vote

__all__ = ["Decision", "Lease", "Review", "ReviewNote", "Vote"]
