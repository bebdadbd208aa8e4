"""What can be called: open offers, by the name that callers use."""

from collections.abc import Sequence

from django.db.models import F, QuerySet

from apps.factory.core import states as factory_states
from apps.factory.models import Model
from apps.inference.core import limits, states
from apps.inference.models import Offer


def open_offers() -> QuerySet[Offer]:
    """Everything on offer, with what a caller has to know."""
    rows = Offer.objects.filter(state=states.OPEN, model__state=factory_states.OPEN)
    return rows.select_related("model__community", "model__builder__profile", "release", "operator__profile")


def offer_called(name: str) -> Offer | None:
    """The cheapest open offer of the model that is named `community/model`."""
    community, _, slug = name.partition("/")
    named = open_offers().filter(model__community__slug=community, model__slug=slug)
    return named.order_by("price", "pk").first()


def offer_of(model: Model) -> Offer | None:
    """The cheapest open offer of a model."""
    return open_offers().filter(model=model).order_by("price", "pk").first()


def name_of(offer: Offer) -> str:
    return f"{offer.model.community.slug}/{offer.model.slug}"


def cheapest(*, after: Model | None, most: int = limits.MODELS_AT_ONCE) -> tuple[Sequence[Offer], bool]:
    """The cheapest offer of each model behind that one, the newest models first, and whether there are more."""
    rows = open_offers().order_by("-model__public_id", "price", "pk").distinct("model__public_id")
    if after is not None:
        rows = rows.filter(model__public_id__lt=after.public_id)
    found = list(rows[: most + 1])
    return found[:most], len(found) > most


def of_models(models: Sequence[Model]) -> dict[int, Offer]:
    """Model -> its cheapest open offer."""
    rows = Offer.objects.filter(model__in=models, state=states.OPEN, model__state=factory_states.OPEN)
    return {offer.model_id: offer for offer in rows.order_by(F("price").desc(), "-pk")}
