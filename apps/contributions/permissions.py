"""Who may read an item. Predicates take what was read before, and never query."""

from apps.datanets import permissions as datanets
from apps.datanets.models import Standing


def can_read_item(standing: Standing, *, wrote_it: bool) -> bool:
    """Whoever reads the data of its datanet, and whoever wrote a wording of it."""
    return datanets.can_read(standing) or (standing.is_present and wrote_it and datanets.can_see(standing))


def require_read_item(standing: Standing, *, wrote_it: bool) -> None:
    """Raise unless they may; the answer says where to ask to be let in."""
    if not can_read_item(standing, wrote_it=wrote_it):
        datanets.require_read(standing)
