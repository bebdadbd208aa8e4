"""Giving items and better wordings: what is kept, who may, and that asking twice is asking once."""

from functools import partial

import pytest

from apps.contributions.core import records
from apps.contributions.models import Check, Contribution, Item, Revision
from apps.contributions.services import deciding, submitting
from apps.contributions.services.admitting import BadProvenance, Giver
from apps.contributions.services.submitting import NothingToRefine, SameWords
from apps.datanets.core.schemas import BadRecord
from apps.datanets.models import Datanet
from apps.foundation.errors import NotAllowed
from apps.foundation.idempotency import KeyReused, Request
from apps.people.core.names import BadName
from apps.people.models import User
from openledger.supervisor import postgres
from tests import thread, world
from tests.people.at_once import at_once
from tests.world import NOW

RECORD = {"question": thread.QUESTION, "answer": thread.ANSWER}
BETTER = {
    "question": thread.QUESTION,
    "answer": thread.ANSWER + " Water it if no rain comes within three days.",
}


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina, li_wei])


def give(
    person: User,
    net: Datanet,
    record: dict[str, str] | None = None,
    *,
    key: str = "first",
    body: str = "",
    origin: str = "own",
) -> Contribution:
    return submitting.submit(
        giver=Giver(person),
        provenance=thread.own(origin=origin),
        datanet=net,
        record=record or RECORD,
        request=thread.asked(key, body),
        now=NOW,
    )


def refine(
    person: User, revision: Revision, record: dict[str, str] | None = None, *, key: str = "better"
) -> Contribution:
    return submitting.refine(
        giver=Giver(person),
        revision=revision,
        record=record or BETTER,
        provenance=thread.own(),
        request=thread.asked(key),
        now=NOW,
    )


def only(contribution: Contribution) -> Revision:
    return Revision.objects.select_related("item").get(contribution=contribution)


def accepted(person: User, net: Datanet) -> Revision:
    return deciding.accept(revision=only(give(person, net)), now=NOW)


@pytest.mark.django_db
def test_what_is_given_is_an_item_with_one_wording_that_waits(amina: User, net: Datanet) -> None:
    contribution = give(amina, net, {"question": f" {thread.QUESTION}\r\n", "answer": thread.ANSWER})
    revision = only(contribution)
    assert (revision.state, revision.decided_at, revision.refines) == ("queued", None, None)
    assert revision.content.record == RECORD
    assert bytes(revision.content_hash) == records.content_hash(RECORD)
    assert revision.rules == contribution.rules
    assert (contribution.licence, contribution.origin) == ("CC-BY-4.0", "own")
    assert Check.objects.get(revision=revision).severity == "clean"


@pytest.mark.django_db
def test_the_same_request_again_is_the_same_contribution(amina: User, net: Datanet) -> None:
    assert give(amina, net) == give(amina, net)
    assert Item.objects.count() == 1
    with pytest.raises(KeyReused):
        give(amina, net, body="something else")


@pytest.mark.django_db
def test_who_is_not_let_in_leavers_and_closed_datanets_give_and_take_nothing(
    amina: User, acme: User, net: Datanet
) -> None:
    for changed in ({"entry": "apply"}, {"entry": "invite"}, {"entry": "open", "visibility": "private"}):
        Datanet.objects.filter(pk=net.pk).update(**changed)
        net.refresh_from_db()
        with pytest.raises(NotAllowed):
            give(acme, net)
    Datanet.objects.filter(pk=net.pk).update(state="closed")
    net.refresh_from_db()
    with pytest.raises(NotAllowed):
        give(amina, net)
    amina.state = "left"
    with pytest.raises(NotAllowed):
        give(amina, net)
    assert not Contribution.objects.exists()


@pytest.mark.django_db
def test_what_does_not_fit_is_refused_at_its_place(amina: User, net: Datanet) -> None:
    for record, kind, fields in (
        ({**RECORD, "answer": "Yes."}, BadRecord, ["/answer"]),
        ({**RECORD, "question": "?" * 501}, BadRecord, ["/question"]),
        ({"question": thread.QUESTION}, BadRecord, ["/"]),
        ({**RECORD, "more": "of this"}, BadRecord, ["/"]),
        ({}, BadRecord, ["/"]),
        ({**RECORD, "answer": "x" * 8_001}, BadName, ["/answer"]),
        ({**RECORD, "answer": thread.ANSWER + "\u202e"}, BadName, ["/answer"]),
    ):
        with pytest.raises(kind) as refusal:
            submitting.submit(
                giver=Giver(amina),
                datanet=net,
                record=record,
                provenance=thread.own(),
                request=thread.asked("wrong"),
                now=NOW,
            )
        assert list(refusal.value.fields) == fields
    with pytest.raises(BadProvenance):
        give(amina, net, origin="a machine")
    assert not Contribution.objects.exists()


@pytest.mark.django_db
def test_the_same_words_are_told_where_they_are(amina: User, li_wei: User, net: Datanet) -> None:
    there = only(give(amina, net))
    with pytest.raises(SameWords) as refusal:
        give(li_wei, net, key="second")
    assert refusal.value.item == there.item.public_id
    assert list(refusal.value.fields) == ["/question"]
    deciding.reject(revision=there, now=NOW)
    assert only(give(li_wei, net, key="third")).item != there.item


@pytest.mark.django_db
def test_anybody_who_contributes_betters_what_was_accepted(amina: User, li_wei: User, net: Datanet) -> None:
    before = accepted(amina, net)
    better = only(refine(li_wei, before))
    assert (better.item, better.refines, better.author, better.state) == (
        before.item,
        before,
        li_wei,
        "queued",
    )
    assert refine(li_wei, before) == better.contribution
    assert Revision.objects.count() == 2


@pytest.mark.django_db
def test_one_refinement_at_a_time_and_only_of_what_was_accepted(
    amina: User, li_wei: User, net: Datanet
) -> None:
    waiting = only(give(amina, net))
    with pytest.raises(NothingToRefine):
        refine(li_wei, waiting)
    deciding.accept(revision=waiting, now=NOW)
    refine(li_wei, waiting)
    with pytest.raises(NothingToRefine):
        refine(amina, waiting, {**BETTER, "answer": BETTER["answer"] + " Twice."}, key="another")


@pytest.mark.django_db
def test_what_was_sent_back_is_its_authors_to_better(amina: User, li_wei: User, net: Datanet) -> None:
    sent_back = deciding.request_changes(revision=only(give(amina, net)), now=NOW)
    with pytest.raises(NothingToRefine):
        refine(li_wei, sent_back)
    with pytest.raises(SameWords):
        refine(amina, sent_back, RECORD, key="unchanged")
    answer = only(refine(amina, sent_back))
    deciding.accept(revision=answer, now=NOW)
    sent_back.refresh_from_db()
    assert (sent_back.state, answer.item) == ("superseded", sent_back.item)


@pytest.mark.django_db
def test_a_refinement_has_other_words_than_what_it_refines(amina: User, li_wei: User, net: Datanet) -> None:
    with pytest.raises(SameWords):
        refine(li_wei, accepted(amina, net), RECORD)


def test_of_one_form_sent_twice_at_once_there_is_one_item(own_database: postgres.Cluster) -> None:
    juma = world.person("juma")
    net = thread.datanet(juma, community=world.community(juma))
    assert at_once([partial(give, juma, net)] * 4) == [""] * 4
    assert (Contribution.objects.count(), Item.objects.count()) == (1, 1)


def test_of_two_who_refine_at_once_one_is_told_to_wait(own_database: postgres.Cluster) -> None:
    juma, amina, leila = (world.person(name) for name in ("juma", "amina", "leila"))
    net = thread.datanet(juma, community=world.community(juma), members=[amina, leila])
    before = accepted(juma, net)
    acts = [
        partial(
            refine, person, before, {**BETTER, "answer": f"{BETTER['answer']} {number}"}, key=f"by-{number}"
        )
        for number, person in enumerate((amina, leila))
    ]
    assert sorted(at_once(acts)) == ["", "nothing_to_refine"]
    assert Revision.objects.filter(refines=before).count() == 1


def test_a_key_is_somebodys_own() -> None:
    one, other = (
        Request.read("12345678", scope=scope, body=b"") for scope in ("usr_1:contribute", "usr_2:contribute")
    )
    assert one.key != other.key
