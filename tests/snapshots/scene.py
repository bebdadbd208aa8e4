"""A datanet whose versions have something to tell: items that enter, are refined, and are withdrawn."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from apps.contributions.models import Revision
from apps.contributions.services import deciding, submitting
from apps.contributions.services.admitting import Giver
from apps.datanets.models import Datanet
from apps.datanets.services import opening
from apps.datanets.services.publishing import Terms
from apps.people.models import User
from apps.people.services import communities
from apps.snapshots.models import Export, Snapshot
from apps.snapshots.services import exporting, freezing
from tests import thread, world
from tests.world import NOW

MINUTE = timedelta(minutes=1)
#: Before the clock of doors, which read it themselves.
BEGIN = NOW - timedelta(days=2)


def answer(number: int, wording: str = "as it stands in the book of the field") -> str:
    """Words that are long enough for everybody."""
    return f"Answer number {number} says what to do, and why, and does so {wording}."


@dataclass
class Net:
    """A datanet with a clock of its own: each act happens a minute after the one before."""

    datanet: Datanet
    curator: User
    author: User
    minutes: int = 0
    given: dict[int, Revision] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return BEGIN + self.minutes * MINUTE

    @property
    def address(self) -> str:
        return f"/d/{self.datanet.community.slug}/{self.datanet.slug}"

    def later(self) -> datetime:
        self.minutes += 1
        return self.now

    def give(self, number: int, *, by: User | None = None, licence: str = "") -> Revision:
        """An item that waits for its reviews."""
        contribution = submitting.submit(
            giver=Giver(by or self.author),
            datanet=self.datanet,
            record={"question": f"What is question number {number}?", "answer": answer(number)},
            provenance=thread.own(now=self.now, licence=licence),
            request=thread.asked(f"{self.datanet.public_id}-{number}"),
            now=self.later(),
        )
        self.given[number] = Revision.objects.get(contribution=contribution)
        return self.given[number]

    def accept(self, revision: Revision) -> Revision:
        return deciding.accept(revision=revision, now=self.later())

    def add(self, number: int, *, by: User | None = None) -> Revision:
        """An item that was accepted."""
        return self.accept(self.give(number, by=by))

    def refine(self, number: int, wording: str, *, by: User | None = None, licence: str = "") -> Revision:
        """A better wording of it that was accepted."""
        contribution = submitting.refine(
            giver=Giver(by or self.author),
            revision=self.given[number],
            record={"question": f"What is question number {number}?", "answer": answer(number, wording)},
            provenance=thread.own(now=self.now, licence=licence),
            request=thread.asked(f"refine-{number}-{self.minutes}"),
            now=self.later(),
        )
        self.given[number] = self.accept(Revision.objects.get(contribution=contribution))
        return self.given[number]

    def withdraw(self, number: int) -> None:
        revision = self.given.pop(number)
        revision.refresh_from_db()
        deciding.withdraw(actor=revision.author, revision=revision, now=self.later())

    def propose(self, *, cutoff: datetime | None = None) -> Snapshot:
        now = self.later()
        return freezing.propose(actor=self.curator, datanet=self.datanet, cutoff=cutoff or now, now=now)

    def publish(self) -> Snapshot:
        """A version with everything that was accepted."""
        return freezing.publish(actor=self.curator, snapshot=self.propose(), now=self.later())


def net(
    *, curator: User, author: User, members: tuple[User, ...] = (), community: str = "agri-africa"
) -> Net:
    """An empty one."""
    place = world.community(curator, community)
    for person in (author, *members):
        communities.join(user=person, community=place, now=NOW)
    datanet = opening.open_datanet(
        founder=curator,
        community=place,
        slug="agronomy",
        title="Agronomy",
        purpose="Questions of farmers, with answers that they can use.",
        guidelines=thread.GUIDELINES,
        terms=Terms(min_reviews=1, max_reviews=3),
        now=BEGIN,
    )
    return Net(datanet=datanet, curator=curator, author=author)


def told(*, curator: User, author: User, members: tuple[User, ...] = ()) -> Net:
    """Two versions: four items, then one more, one refined and one gone."""
    made = net(curator=curator, author=author, members=members)
    for number in range(4):
        made.add(number)
    made.publish()
    made.add(4)
    made.refine(0, "with the numbers that were missing before")
    made.withdraw(1)
    made.publish()
    return made


def written(snapshot: Snapshot) -> dict[str, Export]:
    """What a worker does about its files."""
    for export in Export.objects.filter(snapshot=snapshot):
        exporting.write_export(export_id=export.pk, now=NOW)
    return {export.format: export for export in Export.objects.filter(snapshot=snapshot)}
