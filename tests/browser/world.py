"""The small world that the pages are looked at with: long names, zero, tiny and large amounts, a minus, a reversal.

Made by services, a few days deep, so that lists have lines and charts have a shape.
"""

from dataclasses import dataclass
from datetime import timedelta

from apps.datanets.models import Datanet
from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.core.transfers import Transfer
from apps.ledger.reports import explorer
from apps.ledger.services import holding, pools, posting, topping_up
from apps.people.models import Agent, Community, User
from apps.people.services import communities, naming, notifying
from tests import world
from tests.browser import arrivals, harvest
from tests.world import NOW, PASSWORD

__all__ = ["PASSWORD", "World", "make"]

FEES = "fees:mdl_agro-assist"
TREASURY = codes.TREASURY
POOL = "pool:reviewers:run-7"
DAYS = 12


@dataclass(frozen=True, slots=True)
class World:
    """Who is there, and the names that the paths of `pages.py` may use."""

    people: dict[str, User]
    names: dict[str, str]

    @property
    def emails(self) -> dict[str, str]:
        return {name: str(person.email) for name, person in self.people.items()}


def make() -> World:
    """Everything, once."""
    people = _people()
    journal = _business(people)
    community, agent = _belongings(people)
    account = codes.available(people["regular"].public_id)
    names = {
        "journal": journal,
        "account": explorer.account_ids([account])[account],
        "pool": _pool(people),
        "community": "agri-africa",
        "person": people["regular"].pseudonym,
        "shown": "juma-k",
        "agent": agent.public_id,
        **harvest.grow(people, community, agent),
        **arrivals.grow(people["visitor"], Datanet.objects.get(slug="agronomy")),
    }
    return World(people=people, names=names)


def _people() -> dict[str, User]:
    people = {
        "newcomer": world.person("newcomer", confirmed=False),
        "regular": world.person("regular-with-a-name-as-long-a"),
        "visitor": world.person("juma-k"),
        "careful": world.person("amina-o"),
        "keyholder": world.person("li-wei"),
        "operator": world.staff("rhoda"),
        "colleague": world.staff("silas"),
    }
    for person in people.values():
        posting.open_accounts(codes=codes.of_person(person.public_id), now=NOW)
    return people


def _business(people: dict[str, User]) -> str:
    """Credit from two operators, days of small fees, one charge, one reversal; gives the charge's journal."""
    person = people["regular"]
    mine = codes.available(person.public_id)
    _top_up(people, Amount.of_open(1_204), is_promotional=False)
    _top_up(people, Amount.of_open(5), is_promotional=True)
    posting.open_accounts(codes=[FEES, TREASURY], now=NOW)
    for day in range(DAYS):
        at = NOW - timedelta(days=DAYS - day)
        fee = Amount(73 + day * 13_000_000)
        posting.post(
            key=f"call:{day}:charge",
            kind="payment",
            transfers=[Transfer(mine, FEES, fee)],
            now=at,
            about="inf_example",
        )
    mistake = posting.post(
        key="mistake", kind="payment", transfers=[Transfer(mine, FEES, Amount(1))], now=NOW
    )
    posting.reverse(journal_id=mistake.journal_id, key="mistake:undone", now=NOW)
    held = holding.hold(
        key="call:last",
        person=person.public_id,
        amount=Amount(20_000),
        expires_at=NOW + timedelta(hours=1),
        now=NOW,
    )
    charged = holding.charge(
        hold_id=held.hold_id,
        key="call:last:charge",
        payees=[(FEES, Amount(9_000)), (TREASURY, Amount(1_000))],
        now=NOW,
    )
    return charged.journal_id


def _top_up(people: dict[str, User], amount: Amount, *, is_promotional: bool) -> None:
    at = NOW - timedelta(days=DAYS + 1)
    asked = topping_up.request_top_up(
        person=people["regular"].public_id, amount=amount, is_promotional=is_promotional, reason="the first credit",
        requested_by=people["colleague"].public_id, key=f"top-up-{is_promotional}", now=at,
    )  # fmt: skip
    topping_up.approve_top_up(top_up_id=asked.public_id, approved_by=people["operator"].public_id, now=at)


def _pool(people: dict[str, User]) -> str:
    members = [(codes.pending(person.public_id), weight) for weight, person in enumerate(people.values(), 1)]
    sealed = pools.seal(code=POOL, members=members, seed=b"a seed", now=NOW)
    pools.pay_in(code=POOL, source=FEES, amount=Amount.of_open(3), key="pool:paid", now=NOW)
    return sealed.pool_id


def _belongings(people: dict[str, User]) -> tuple[Community, Agent]:
    """A community with members, an agent with a mandate, keys, and things to be told."""
    regular = people["regular"]
    community = world.community(regular)
    for name in ("visitor", "operator"):
        communities.join(user=people[name], community=community, now=NOW)
    communities.appoint(actor=regular, community=community, user=people["visitor"], role="steward", now=NOW)
    naming.edit_profile(
        user=people["visitor"], handle="juma-k", display_name="Juma Kariuki",
        bio="Maize, beans, and the pests of both.",
        links=["https://example.org/juma"], language="en", time_zone="Africa/Nairobi", shown_as="name",
    )  # fmt: skip
    helper = world.agent(regular)
    world.mandate(helper)
    world.key(regular, of=helper)
    world.key(regular, "account:read", "ledger:read")
    notifying.notify(user=regular, kind="key.expiring", parameters={"last_four": "k3Qz"}, now=NOW)
    return community, helper
