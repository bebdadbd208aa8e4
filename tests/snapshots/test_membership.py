"""Random lives of a datanet, each told by the tables of changes and by plain dictionaries, which never disagree."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.people.models import User
from apps.snapshots.core import merkle
from apps.snapshots.models import Snapshot
from apps.snapshots.reports import drafting, membership, verifying
from apps.snapshots.services import freezing
from apps.snapshots.services.freezing import NothingNew, ProposedAlready
from tests import world
from tests.snapshots import scene
from tests.snapshots.scene import Net

ACTS = ["add", "refine", "withdraw", "give", "propose", "publish", "abandon"]
LIVES = st.lists(
    st.tuples(st.sampled_from([*ACTS, "publish", "add"]), st.integers(0, 3)), min_size=4, max_size=24
)
Held = dict[str, str]


@dataclass
class Plain:
    """What should be held, by item and revision: now, in what is proposed, and in each version."""

    accepted: Held = field(default_factory=dict)
    proposed: Held | None = None
    versions: list[Held] = field(default_factory=list)

    @property
    def newest(self) -> Held:
        return self.versions[-1] if self.versions else {}


@dataclass
class Life:
    """A datanet and what should be in it."""

    net: Net
    plain: Plain
    proposal: Snapshot | None = None
    number: int = 0

    def act(self, name: str, which: int) -> None:
        getattr(self, name)(which)

    def add(self, _which: int) -> None:
        self.number += 1
        revision = self.net.add(self.number)
        self.plain.accepted[revision.item.public_id] = revision.public_id

    def give(self, _which: int) -> None:
        self.number += 1
        self.net.give(self.number)
        self.net.given.pop(self.number)

    def refine(self, which: int) -> None:
        for number in self._one(which):
            revision = self.net.refine(number, f"another way, the {self.net.minutes}th")
            self.plain.accepted[revision.item.public_id] = revision.public_id

    def withdraw(self, which: int) -> None:
        for number in self._one(which):
            self.plain.accepted.pop(self.net.given[number].item.public_id)
            self.net.withdraw(number)

    def propose(self, _which: int) -> None:
        if self.plain.accepted == self.plain.newest and self.plain.proposed is None:
            with pytest.raises(NothingNew):
                self.net.propose()
        elif self.plain.proposed is not None:
            with pytest.raises((ProposedAlready, NothingNew)):
                self.net.propose()
        else:
            self.proposal = self.net.propose()
            self.plain.proposed = dict(self.plain.accepted)

    def publish(self, which: int) -> None:
        if self.proposal is None:
            self.propose(which)
        if self.proposal is not None and self.plain.proposed is not None:
            freezing.publish(actor=self.net.curator, snapshot=self.proposal, now=self.net.later())
            self.plain.versions.append(self.plain.proposed)
            self.proposal = self.plain.proposed = None

    def abandon(self, _which: int) -> None:
        if self.proposal is not None:
            freezing.abandon(actor=self.net.curator, snapshot=self.proposal, now=self.net.later())
            self.proposal = self.plain.proposed = None

    def _one(self, which: int) -> list[int]:
        there = sorted(self.net.given)
        return [there[which % len(there)]] if there else []


@contextlib.contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def held(snapshot: Snapshot) -> Held:
    return {item: revision for item, (revision, _hash) in membership.items_of(snapshot).items()}


@pytest.fixture
def cast(juma: User, amina: User) -> tuple[User, User]:
    return juma, amina


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=LIVES)
def test_every_version_holds_what_was_accepted_when_it_was_proposed_and_never_changes(
    cast: tuple[User, User], life: list[tuple[str, int]]
) -> None:
    with undone():
        lived = Life(scene.net(curator=cast[0], author=cast[1]), Plain())
        for name, which in life:
            lived.act(name, which)
        _versions_are_as_told(lived)
        _drafts_are_as_told(lived)


def _versions_are_as_told(lived: Life) -> None:
    found = list(Snapshot.objects.issued(lived.net.datanet).order_by("number"))
    assert [held(snapshot) for snapshot in found] == lived.plain.versions
    assert [snapshot.number for snapshot in found] == list(range(1, len(found) + 1))
    for before, snapshot in zip([None, *found], found, strict=False):
        assert snapshot.parent == before
        assert verifying.verify(snapshot) == []
        rows = membership.rows_of(snapshot)
        assert [(row.item, row.revision) for row in rows] == sorted(held(snapshot).items())
        assert bytes(snapshot.root) == merkle.root((row.item, row.content_hash) for row in rows)
    for older in found:
        for newer in found[older.number - 1 :]:
            assert membership.both(older, newer) == (
                membership.items_of(older),
                membership.items_of(newer),
            )


def _drafts_are_as_told(lived: Life) -> None:
    parent = Snapshot.objects.issued(lived.net.datanet).first()
    draft = drafting.draft(lived.net.datanet, parent=parent, context=None, cutoff=lived.net.now)
    assert {item: revision for item, (revision, _hash) in draft.after.items()} == lived.plain.accepted
    assert draft.items == len(lived.plain.accepted)
    if lived.proposal is not None:
        assert held(lived.proposal) == lived.plain.proposed


@pytest.mark.django_db
def test_versions_of_one_datanet_know_nothing_of_anothers(juma: User, amina: User) -> None:
    one = scene.told(curator=juma, author=amina)
    other = scene.net(curator=world.person("rhoda"), author=amina, community="elsewhere")
    other.add(1)
    snapshot = other.publish()
    assert (snapshot.number, snapshot.items, len(held(snapshot))) == (1, 1, 1)
    assert not held(snapshot).keys() & {revision.item.public_id for revision in one.given.values()}
