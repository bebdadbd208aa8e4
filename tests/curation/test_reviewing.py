"""What a reviewer can say: one thing, while they are asked, with a reason where it is against."""

import pytest
from django.db import IntegrityError, transaction

from apps.contributions.services import deciding as contributions
from apps.curation.core import verdicts
from apps.curation.models import Lease, Review, ReviewNote
from apps.curation.reports import wording
from apps.curation.services import deciding, leasing, reviewing
from apps.curation.services.leasing import NotLeased
from apps.curation.services.reviewing import BadVerdict
from apps.datanets.services import publishing
from apps.datanets.services.publishing import Terms
from apps.foundation.errors import Conflict, Invalid, NotAllowed
from apps.people.models import User
from apps.people.services import communities, leaving
from tests.curation import scene
from tests.curation.scene import MINUTE, asked, given, leased
from tests.world import NOW

pytestmark = pytest.mark.django_db


def test_a_verdict_is_written_down_with_the_rules_it_was_given_under(juma: User, amina: User) -> None:
    net = scene.net(juma, amina)
    revision = given(amina, net)
    publishing.publish_rules(
        actor=juma, datanet=net, terms=Terms(min_reviews=3), record_schema=revision.rules.record_schema,
        holds_from=NOW, now=NOW,
    )  # fmt: skip
    asked(juma)
    said = reviewing.review(
        reviewer=juma, revision=revision, verdict="reject", reason="wrong", note="See page 4.", now=NOW
    )
    assert said.public_id.startswith("rvw_")
    assert (said.verdict, said.reason, said.rules, said.reviewed_at) == (
        "reject",
        "wrong",
        revision.rules,
        NOW,
    )
    assert said.note.text == "See page 4."


@pytest.mark.parametrize(
    ("verdict", "reason", "note", "place"),
    [
        ("", "", "", "/verdict"),
        ("perhaps", "", "", "/verdict"),
        ("accept", "wrong", "", "/reason"),
        ("reject", "", "", "/reason"),
        ("reject", "", "It is bad.", "/reason"),
        ("reject", "ugly", "", "/reason"),
        ("request_changes", "", "Mend it.", "/reason"),
        ("request_changes", "unclear", "", "/note"),
        ("request_changes", "unclear", "  \n ", "/note"),
        ("reject", "other", "", "/note"),
        ("reject", "wrong", "x" * (verdicts.NOTE_MOST + 1), "/note"),
        ("reject", "wrong", "back\u202ewards", "/note"),
    ],
)
def test_what_is_against_says_why_or_is_not_said(
    juma: User, amina: User, verdict: str, reason: str, note: str, place: str
) -> None:
    revision = given(amina, scene.net(juma, amina))
    asked(juma)
    with pytest.raises(Invalid) as refusal:
        reviewing.review(reviewer=juma, revision=revision, verdict=verdict, reason=reason, note=note, now=NOW)
    assert list(refusal.value.fields) == [place]
    assert not Review.objects.exists()
    assert Lease.objects.get().state == "open"


def test_every_reason_has_words_and_a_way_to_mend() -> None:
    assert wording.REASONS.keys() == wording.MENDING.keys() == set(verdicts.REASONS)
    assert wording.VERDICTS.keys() == set(verdicts.ALL)
    assert len(verdicts.REASONS) == 9  # as many as there are keys for


def test_nobody_speaks_about_what_they_were_not_asked_about(juma: User, amina: User) -> None:
    revision = given(amina, scene.net(juma, amina))
    with pytest.raises(NotLeased):
        reviewing.review(reviewer=juma, revision=revision, verdict="accept", now=NOW)


def test_a_lease_is_for_one_person_and_one_revision(juma: User, amina: User, li_wei: User) -> None:
    net = scene.net(juma, amina, li_wei)
    one, other = given(amina, net, 1), given(amina, net, 2)
    leased(juma, one)
    for person, revision in ((li_wei, one), (juma, other)):
        with pytest.raises(NotLeased):
            reviewing.review(reviewer=person, revision=revision, verdict="accept", now=NOW)


def test_time_is_over_when_it_is_over(juma: User, amina: User) -> None:
    revision = given(amina, scene.net(juma, amina))
    asked(juma)
    with pytest.raises(NotLeased):
        reviewing.review(reviewer=juma, revision=revision, verdict="accept", now=NOW + 15 * MINUTE)


def test_an_answer_that_was_on_the_way_does_not_count_once_somebody_else_is_asked(
    juma: User, amina: User, li_wei: User
) -> None:
    """Its moment was read before the other's, and it comes after it."""
    revision = given(amina, scene.net(juma, amina, li_wei))
    asked(juma)
    assert asked(li_wei, now=NOW + 15 * MINUTE) == revision
    with pytest.raises(NotLeased):
        reviewing.review(reviewer=juma, revision=revision, verdict="accept", now=NOW + 14 * MINUTE)
    reviewing.review(reviewer=li_wei, revision=revision, verdict="accept", now=NOW + 16 * MINUTE)
    assert Review.objects.count() == 1


def test_nobody_speaks_about_what_they_skipped(juma: User, amina: User) -> None:
    revision = given(amina, scene.net(juma, amina))
    asked(juma)
    leasing.release(reviewer=juma, revision=revision)
    with pytest.raises(NotLeased):
        reviewing.review(reviewer=juma, revision=revision, verdict="accept", now=NOW)


def test_nobody_speaks_about_what_is_decided_or_withdrawn(juma: User, amina: User) -> None:
    net = scene.net(juma, amina)
    decided, withdrawn = given(amina, net, 1), given(amina, net, 2)
    for revision in (decided, withdrawn):
        leased(juma, revision)
    scene.accepted(decided)
    contributions.withdraw(actor=amina, revision=withdrawn, now=NOW)
    for revision in (decided, withdrawn):
        with pytest.raises(NotLeased):
            reviewing.review(reviewer=juma, revision=revision, verdict="accept", now=NOW)


def test_saying_the_same_again_is_the_same_review(juma: User, amina: User) -> None:
    revision = given(amina, scene.net(juma, amina))
    asked(juma)
    same = {"verdict": "reject", "reason": "wrong", "note": "See page 4."}
    first = reviewing.review(reviewer=juma, revision=revision, **same, now=NOW)
    deciding.decide(revision_id=revision.pk, now=NOW)
    assert reviewing.review(reviewer=juma, revision=revision, **same, now=NOW + MINUTE) == first
    assert (Review.objects.count(), ReviewNote.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"verdict": "accept"},
        {"verdict": "reject", "reason": "unclear", "note": "See page 4."},
        {"verdict": "reject", "reason": "wrong", "note": "See page 5."},
        {"verdict": "reject", "reason": "wrong"},
    ],
)
def test_saying_something_else_is_refused(juma: User, amina: User, other: dict[str, str]) -> None:
    revision = given(amina, scene.net(juma, amina, min_reviews=2))
    asked(juma)
    reviewing.review(
        reviewer=juma, revision=revision, verdict="reject", reason="wrong", note="See page 4.", now=NOW
    )
    with pytest.raises(Conflict):
        reviewing.review(reviewer=juma, revision=revision, **other, now=NOW)
    assert Review.objects.get().reason == "wrong"


def test_whoever_gave_a_wording_of_the_item_cannot_even_be_asked(
    juma: User, amina: User, li_wei: User, acme: User
) -> None:
    first = scene.accepted(given(amina, scene.net(juma, amina, li_wei, acme)))
    second = scene.accepted(scene.refined(li_wei, first))
    third = scene.refined(acme, second)
    for person in (amina, li_wei):
        with pytest.raises(IntegrityError, match="nobody judges what they gave"), transaction.atomic():
            leased(person, third)


def test_whoever_left_the_community_or_the_host_has_no_say_even_with_a_lease(
    juma: User, amina: User, li_wei: User, acme: User
) -> None:
    net = scene.net(juma, amina, li_wei, acme, min_reviews=2)
    revision, stale = given(amina, net), User.objects.get(pk=acme.pk)
    for person in (li_wei, acme):
        leased(person, revision)
    communities.leave(user=li_wei, community=net.community)
    leaving.leave(user=acme, now=NOW)
    for person in (li_wei, stale):
        with pytest.raises(NotAllowed):
            reviewing.review(reviewer=person, revision=revision, verdict="accept", now=NOW)
    assert not Review.objects.exists()


def test_a_bad_verdict_is_named_before_anything_is_asked(juma: User, amina: User) -> None:
    with pytest.raises(BadVerdict):
        reviewing.review(reviewer=juma, revision=given(amina, scene.net(juma, amina)), verdict="no", now=NOW)
