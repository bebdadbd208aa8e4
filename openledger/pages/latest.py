"""What happened last: to somebody who is signed in, and on a host that a stranger looks at for the first time."""

from dataclasses import dataclass

from django.db.models import CharField, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Concat

from apps.contributions.models import Contribution
from apps.curation.models import Review
from apps.inference.core import states as call_states
from apps.inference.models import Call, Offer
from apps.inference.reports import offers
from apps.people.models import User
from apps.rewards.core import roles
from apps.rewards.models import Share


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody did, and the newest call that they paid for or that paid them."""

    asked_model: bool
    gave_item: bool
    gave_review: bool
    last_call: str
    last_earning: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Something to look at first: a model that can be asked, and a call whose fee was shared out."""

    offer: Offer | None
    call: str


def of_person(person: User) -> Own:
    """One query, whatever the person has."""
    mine = OuterRef("pk")
    calls = Call.objects.filter(caller=mine, state=call_states.CHARGED).order_by("-pk")
    account = Concat(Value("user:"), OuterRef("public_id"), Value(":pending"), output_field=CharField())
    shares = Share.objects.filter(account=account, amount__gt=0).order_by("-pk")
    found = User.objects.filter(pk=person.pk).values_list(
        Exists(Contribution.objects.filter(author=mine)),
        Exists(Review.objects.filter(reviewer=mine)),
        Subquery(calls.values("public_id")[:1]),
        Subquery(shares.values("payable__trace__call__public_id")[:1]),
    )
    gave_item, gave_review, last_call, last_earning = found.get()
    return Own(
        asked_model=last_call is not None,
        gave_item=gave_item,
        gave_review=gave_review,
        last_call=last_call or "",
        last_earning=last_earning or "",
    )


def shown_first() -> Shown:
    """The newest offer, and the newest call that an author was paid for."""
    paid = Share.objects.filter(role=roles.CONTRIBUTOR, amount__gt=0).order_by("-pk")
    call = paid.values_list(F("payable__trace__call__public_id"), flat=True).first()
    return Shown(offer=offers.open_offers().order_by("-pk").first(), call=call or "")
