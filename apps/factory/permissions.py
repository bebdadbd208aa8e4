"""Who may do what with a model. Predicates take what was read before, and never query."""

from apps.factory.models import Model
from apps.people import permissions as people


def can_open_model(actor: people.Actor, in_community: str | None) -> bool:
    """Whoever is in a community may make models for it."""
    return people.is_present(actor) and in_community is not None


def can_build(actor: people.Actor, model: Model) -> bool:
    """A model is its builder's to train and to release."""
    return people.is_present(actor) and model.builder_id == actor.pk
