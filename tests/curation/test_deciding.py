"""What follows from the reviews: once, by the rules of the revision, told to the author, held up by nothing else."""

import itertools

import pytest

from apps.contributions.models import Revision
from apps.contributions.services import deciding as contributions
from apps.curation import tasks
from apps.curation.core import decision, verdicts
from apps.curation.models import Decision, Lease, Review
from apps.curation.services import deciding
from apps.datanets.services import publishing
from apps.datanets.services.publishing import Terms
from apps.foundation import ids
from apps.people.models import Notification, User
from tests.curation import scene
from tests.curation.scene import given, leased, said
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "outcome", "reason", "accepting"),
    [
        (["accept", "accept"], "accepted", "", 2),
        (["reject", "reject"], "rejected", "unclear", 0),
        (["reject", "request_changes"], "changes_requested", "unclear", 0),
        (["accept", "reject", "accept"], "accepted", "", 2),
        (["accept", "reject", "reject"], "rejected", "unclear", 1),
    ],
)
def test_each_outcome_is_written_down_and_told(
    juma: User, amina: User, words: list[str], outcome: str, reason: str, accepting: int
) -> None:
    others = scene.people(3)
    revision = given(amina, scene.net(juma, amina, *others, min_reviews=2))
    for person, word in zip(others, words, strict=False):
        said(person, revision, word)
    decided = deciding.decide(revision_id=revision.pk, now=NOW)
    assert decided is not None
    assert (decided.outcome, decided.reason, decided.number) == (outcome, reason, 1)
    assert (decided.reviews, decided.accepting) == (len(words), accepting)
    revision.refresh_from_db()
    assert revision.state == outcome
    told = Notification.objects.get(user=amina, kind=f"item.{outcome}")
    assert told.parameters == {"item": revision.item.public_id, "datanet": "agri-africa/agronomy"}


def test_three_who_do_not_agree_under_a_stricter_rule_dispute_it(juma: User, amina: User) -> None:
    others = scene.people(3)
    net = scene.net(juma, amina, *others, min_reviews=2)
    strict = Terms(min_reviews=2, max_reviews=3, accept_at=8_000)
    schema = given(amina, net).rules.record_schema
    publishing.publish_rules(
        actor=juma, datanet=net, terms=strict, record_schema=schema, holds_from=NOW, now=NOW
    )
    revision = given(amina, net, 1)
    for person, word in zip(others, ["accept", "reject", "accept"], strict=True):
        said(person, revision, word)
    decided = deciding.decide(revision_id=revision.pk, now=NOW)
    assert decided is not None
    assert (decided.outcome, decided.reason, decided.reviews, decided.accepting) == ("disputed", "", 3, 2)
    assert Notification.objects.filter(user=amina, kind="item.disputed").exists()


def test_nothing_is_decided_while_too_few_have_spoken(juma: User, amina: User, li_wei: User) -> None:
    revision = given(amina, scene.net(juma, amina, li_wei, min_reviews=2))
    said(juma, revision)
    assert deciding.decide(revision_id=revision.pk, now=NOW) is None
    assert deciding.due_revisions(most=9) == []


def test_deciding_twice_is_deciding_once(juma: User, amina: User) -> None:
    revision = given(amina, scene.net(juma, amina))
    said(juma, revision)
    assert deciding.decide(revision_id=revision.pk, now=NOW) is not None
    assert deciding.decide(revision_id=revision.pk, now=NOW) is None
    assert (
        Decision.objects.count(),
        Notification.objects.filter(user=amina, kind="item.accepted").count(),
    ) == (1, 1)


def test_whoever_still_has_it_in_hand_is_let_go(juma: User, amina: User, li_wei: User) -> None:
    revision = given(amina, scene.net(juma, amina, li_wei))
    leased(li_wei, revision)
    said(juma, revision)
    deciding.decide(revision_id=revision.pk, now=NOW)
    assert Lease.objects.get(reviewer=li_wei).state == "released"


def test_a_revision_is_decided_by_the_rules_it_was_given_under(juma: User, amina: User) -> None:
    net = scene.net(juma, amina)
    revision = given(amina, net)
    publishing.publish_rules(
        actor=juma, datanet=net, terms=Terms(min_reviews=5), record_schema=revision.rules.record_schema,
        holds_from=NOW, now=NOW,
    )  # fmt: skip
    said(juma, revision)
    assert deciding.decide(revision_id=revision.pk, now=NOW) is not None


def test_what_was_withdrawn_is_not_decided(juma: User, amina: User) -> None:
    revision = given(amina, scene.net(juma, amina))
    said(juma, revision)
    contributions.withdraw(actor=amina, revision=revision, now=NOW)
    assert deciding.due_revisions(most=9) == []
    assert deciding.decide(revision_id=revision.pk, now=NOW) is None
    assert deciding.decide(revision_id=0, now=NOW) is None


def test_the_queue_knows_what_is_due_as_the_core_does(juma: User, amina: User) -> None:
    """For each way in which up to four people can speak under five rules."""
    others = scene.people(4)
    net = scene.net(juma, amina, *others)
    due, number = set(), 0
    for terms in (Terms(min_reviews=1, max_reviews=3, accept_at=5_001), Terms(min_reviews=2, max_reviews=3),
                  Terms(min_reviews=2, max_reviews=4, accept_at=7_500), Terms(min_reviews=3, max_reviews=3),
                  Terms(min_reviews=2, max_reviews=5, accept_at=10_000)):  # fmt: skip
        schema = net.rules.earliest("number").record_schema
        publishing.publish_rules(
            actor=juma, datanet=net, terms=terms, record_schema=schema, holds_from=NOW, now=NOW
        )
        rule = decision.Rule(terms.min_reviews, terms.max_reviews, terms.accept_at)
        for count in range(5):
            for words in itertools.combinations_with_replacement(("accept", "reject"), count):
                revision, number = given(amina, net, number), number + 1
                _say(revision, others, words)
                verdicts_given = [
                    decision.Verdict(word, "wrong" if word == "reject" else "") for word in words
                ]
                if decision.decide(verdicts_given, rule) is not None:
                    due.add(revision.pk)
    assert 0 < len(due) < number
    assert set(deciding.due_revisions(most=1_000)) == due
    assert all(deciding.decide(revision_id=pk, now=NOW) is not None for pk in due)
    assert deciding.due_revisions(most=1_000) == []


def _say(revision: Revision, people: list[User], words: tuple[str, ...]) -> None:
    """Straight into the table: whether they were asked does not matter here."""
    Review.objects.bulk_create(
        Review(
            public_id=ids.new("rvw", now=NOW),
            revision=revision,
            reviewer=person,
            rules=revision.rules,
            verdict=word,
            reason="wrong" if word == verdicts.REJECT else "",
            reviewed_at=NOW,
        )
        for person, word in zip(people, words, strict=False)
    )


def test_the_sweep_decides_all_that_is_due_in_however_many_rounds(
    juma: User, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    net = scene.net(juma, amina)
    for number in range(5):
        said(juma, given(amina, net, number))
    tasks.decide_due_revisions()
    assert Decision.objects.filter(outcome="accepted").count() == 5


def test_what_cannot_be_decided_holds_up_nothing_behind_it(
    juma: User, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when as many as are taken at once fail, every time."""
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    net = scene.net(juma, amina)
    revisions = [given(amina, net, number) for number in range(4)]
    for revision in revisions:
        said(juma, revision)
    usual = deciding.decide

    def decide(*, revision_id: int, now: object) -> Decision | None:
        if revision_id in {revisions[0].pk, revisions[1].pk}:
            raise ValueError("a row that nobody foresaw")
        return usual(revision_id=revision_id, now=now)  # type: ignore[arg-type]

    monkeypatch.setattr(deciding, "decide", decide)
    tasks.decide_due_revisions()
    assert set(Decision.objects.values_list("revision", flat=True)) == {revisions[2].pk, revisions[3].pk}


def test_the_sweep_of_leases_ends(juma: User, amina: User) -> None:
    revision = given(amina, scene.net(juma, amina))
    leased(juma, revision, now=NOW - scene.FAR)
    tasks.expire_due_leases()
    assert Lease.objects.get().state == "expired"
