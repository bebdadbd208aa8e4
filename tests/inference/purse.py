"""Where a caller's money is: what can be spent, what is held, what waits as a fee. Together always what they had."""

from dataclasses import dataclass

from apps.inference.core import accounts
from apps.inference.models import Call, Offer
from apps.ledger.reports import auditing, balances
from apps.people.models import Agent, Mandate, User


@dataclass(frozen=True, slots=True)
class Purse:
    """In micro-OPEN."""

    spendable: int
    held: int
    fees: int

    @property
    def sum(self) -> int:
        return self.spendable + self.held + self.fees


def purse(caller: User, offer: Offer) -> Purse:
    """Of somebody who is the only one to call that release. The book is looked through on the way."""
    assert auditing.find_faults().faults == ()
    found = balances.of_person(caller.public_id)
    fees = balances.balance(accounts.fees(offer.release.public_id))
    return Purse(spendable=found.spendable.micro, held=found.held.micro, fees=fees.micro)


def states(caller: User) -> list[str]:
    """How their calls stand, the oldest first."""
    return list(Call.objects.filter(caller=caller).order_by("pk").values_list("state", flat=True))


def used(agent: Agent) -> int:
    """How much of its mandate is reserved or spent."""
    return Mandate.objects.get(agent=agent, state="in_force").used_in_total
