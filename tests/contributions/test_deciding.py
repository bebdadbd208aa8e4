"""What becomes of a wording: one accepted for each item, and what authors take back."""

from functools import partial

import pytest

from apps.contributions.core import states
from apps.contributions.models import Revision
from apps.contributions.services import deciding, submitting
from apps.contributions.services.admitting import Giver
from apps.datanets.models import Datanet
from apps.foundation.errors import NotAllowed
from apps.foundation.moves import ImpossibleMove
from apps.foundation.moving import AlreadyMoved
from apps.people.models import Notification, User
from openledger.supervisor import postgres
from tests import thread, world
from tests.people.at_once import at_once
from tests.snapshots import scene
from tests.snapshots.scene import Net
from tests.world import NOW


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Net:
    return scene.net(curator=juma, author=amina, members=(li_wei,))


@pytest.mark.django_db
def test_what_is_accepted_supersedes_what_was(net: Net, li_wei: User) -> None:
    first = net.add(1)
    second = net.refine(1, "with a number", by=li_wei)
    first.refresh_from_db()
    assert (first.state, second.state) == (states.SUPERSEDED, states.ACCEPTED)
    assert (first.decided_at, second.decided_at) == (first.decided_at, net.now)


@pytest.mark.django_db
def test_a_decision_is_made_once(net: Net) -> None:
    revision = net.give(1)
    stale = Revision.objects.get(pk=revision.pk)
    deciding.reject(revision=revision, now=NOW)
    with pytest.raises(ImpossibleMove):
        deciding.accept(revision=revision, now=NOW)
    with pytest.raises(AlreadyMoved):
        deciding.accept(revision=stale, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("decide", ["accept", "reject", "request_changes", "dispute", None])
def test_authors_take_their_own_words_back_and_nobody_elses(
    net: Net, amina: User, li_wei: User, decide: str | None
) -> None:
    revision = net.give(1)
    if decide == "dispute":
        deciding.dispute(revision=revision)
    elif decide:
        getattr(deciding, decide)(revision=revision, now=NOW)
    with pytest.raises(NotAllowed):
        deciding.withdraw(actor=li_wei, revision=revision, now=NOW)
    assert deciding.withdraw(actor=amina, revision=revision, now=NOW).state == states.WITHDRAWN
    with pytest.raises(ImpossibleMove):
        deciding.withdraw(actor=amina, revision=revision, now=NOW)


@pytest.mark.django_db
def test_what_is_superseded_stays_where_it_is(net: Net, amina: User) -> None:
    first = net.add(1)
    net.refine(1, "with a number")
    with pytest.raises(ImpossibleMove):
        deciding.withdraw(actor=amina, revision=first, now=NOW)


@pytest.mark.parametrize("state", states.REVISION.states)
def test_what_can_be_refined_and_withdrawn_follows_from_the_state(state: str) -> None:
    assert states.can_be_refined(state, by_author=False) == (state == states.ACCEPTED)
    assert states.can_be_refined(state, by_author=True) == (
        state in {states.ACCEPTED, states.CHANGES_REQUESTED}
    )
    assert states.can_be_withdrawn(state) == (state not in {states.SUPERSEDED, states.WITHDRAWN})


def test_of_two_wordings_that_are_accepted_at_once_one_supersedes_the_other(
    own_database: postgres.Cluster,
) -> None:
    juma, amina = world.person("juma"), world.person("amina")
    net = thread.datanet(juma, community=world.community(juma), members=[amina])
    for number in range(5):
        before = thread.item(
            amina, net, question=f"What is question number {number}?", answer=thread.ANSWER + str(number)
        )
        better = _as_if_refined(before, number)
        acts = [partial(deciding.accept, revision=one, now=NOW) for one in (before, better)]
        assert set(at_once(acts)) <= {"", "already_moved"}
        found = sorted(Revision.objects.filter(item=before.item).values_list("state", flat=True))
        assert found.count(states.ACCEPTED) == 1


def test_of_a_decision_and_a_withdrawal_at_once_one_comes_first(own_database: postgres.Cluster) -> None:
    juma, amina = world.person("juma"), world.person("amina")
    net = thread.datanet(juma, community=world.community(juma), members=[amina])
    for number in range(5):
        revision = thread.item(
            amina, net, question=f"What is question number {number}?", answer=thread.ANSWER + str(number)
        )
        mine, theirs = (Revision.objects.get(pk=revision.pk) for _ in range(2))
        told = at_once(
            [
                partial(deciding.withdraw, actor=amina, revision=mine, now=NOW),
                partial(deciding.reject, revision=theirs, now=NOW),
            ]
        )
        revision.refresh_from_db()
        assert revision.state in {states.WITHDRAWN, states.REJECTED}
        assert told.count("") >= 1


def _item(author: User, net: Datanet, number: int) -> Revision:
    return thread.item(
        author, net, question=f"What is question number {number}?", answer=f"{thread.ANSWER} {number}"
    )


def _as_if_refined(before: Revision, number: int) -> Revision:
    """Two wordings of an item that wait at the same time, as no service would let them."""
    row = Revision.objects.get(pk=before.pk)
    row.pk, row.public_id = None, f"rev_{number}{'0' * 25}"
    row.content_hash = bytes([number]) * 32
    row.save(force_insert=True)
    return row


@pytest.mark.django_db
def test_a_refinement_that_waits_goes_with_what_it_betters_and_its_author_is_told(
    amina: User, li_wei: User, net: Net
) -> None:
    first = net.add(1)
    submitting.refine(
        giver=Giver(li_wei),
        revision=first,
        record={"question": thread.QUESTION, "answer": thread.ANSWER + " Then weed."},
        provenance=thread.own(),
        request=thread.asked("better"),
        now=net.now,
    )
    assert Notification.objects.get(user=amina, kind="item.refined").subject_id == first.item.public_id
    deciding.withdraw(actor=amina, revision=first, now=net.now)
    assert set(Revision.objects.values_list("state", flat=True)) == {states.WITHDRAWN}
    assert Notification.objects.get(user=li_wei, kind="item.withdrawn").subject_id == first.item.public_id
