"""Who may offer and read what. Predicates take what was read before, and never query."""

from apps.factory.models import Model
from apps.inference.models import Call
from apps.people import permissions as people


def can_offer(actor: people.Actor, model: Model) -> bool:
    """Builders run their own models; running somebody else's comes with operators."""
    return people.is_present(actor) and model.builder_id == actor.pk


def can_read_words(actor: people.Actor, call: Call) -> bool:
    """What was asked and answered is the caller's."""
    return people.is_present(actor) and call.caller_id == actor.pk
