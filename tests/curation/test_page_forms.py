"""The buttons of the reviewer's desk: what they do, and what is said when they do not."""

import re
from datetime import datetime

import pytest
from kombu.exceptions import OperationalError

from apps.curation import tasks
from apps.curation.core import limits, verdicts
from apps.curation.models import Lease, Review
from apps.datanets.models import Datanet
from apps.people.models import User
from apps.people.services import communities
from tests import world
from tests.curation import scene
from tests.curation.browsing import ANY, at_hand, give, opened, told
from tests.curation.scene import MINUTE, given, leased

pytestmark = pytest.mark.django_db


def test_accepting_leads_to_the_next_one_and_is_said(net: Datanet, juma: User, amina: User) -> None:
    for number in range(2):
        given(amina, net, number)
    browser = world.browser(juma)
    first = at_hand(opened(browser))
    assert give(browser, first) == ANY
    assert Review.objects.get().verdict == "accept"
    page = browser.get(ANY)
    assert [str(message) for message in page.context["messages"]] == ["Accepted."]
    assert at_hand(page.content.decode()) != first
    assert page.context["today"].reviewed == 1


def test_the_desk_of_a_datanet_goes_on_in_that_datanet(juma: User, amina: User) -> None:
    nets = [scene.net(juma, amina, slug=f"place-{number}") for number in range(2)]
    for number in range(6):
        given(amina, nets[number % 2], number)
    browser, address = world.browser(juma), "/d/place-1/agronomy/review/"
    for _number in range(3):
        assert give(browser, at_hand(opened(browser, address)), back=address) == address
    assert set(Review.objects.values_list("revision__item__datanet", flat=True)) == {nets[1].pk}
    assert "Nothing waits for you" in opened(browser, address)


def test_a_rejection_carries_its_reason_and_its_note(net: Datanet, juma: User, amina: User) -> None:
    given(amina, net)
    browser = world.browser(juma)
    give(browser, at_hand(opened(browser)), "reject", reason="no_source", note="Name the book,\r\nplease.")
    review = Review.objects.get()
    assert (review.verdict, review.reason, review.note.text) == (
        "reject",
        "no_source",
        "Name the book,\nplease.",
    )


@pytest.mark.parametrize("verdict", ["reject", "request_changes"])
def test_the_form_of_a_reason_can_be_asked_for_without_javascript(
    net: Datanet, juma: User, amina: User, verdict: str
) -> None:
    given(amina, net)
    browser = world.browser(juma)
    closed, shown = opened(browser), opened(browser, f"{ANY}?say={verdict}")
    form = re.compile(rf'<form class="card card--pad against" id="say-{verdict}"[^>]*>')
    assert " hidden" in form.findall(closed)[0]
    assert " hidden" not in form.findall(shown)[0]
    assert '<div class="acts" hidden' in shown
    assert shown.count('type="radio"') == 2 * len(verdicts.REASONS)


@pytest.mark.parametrize(
    ("sent", "place", "sentence"),
    [
        ({"verdict": "reject"}, "reason", "Say why: choose a reason."),
        ({"verdict": "reject", "reason": "other"}, "note", "Tell the author in the note what to do."),
        (
            {"verdict": "request_changes", "reason": "wrong"},
            "note",
            "Tell the author in the note what to do.",
        ),
        ({"verdict": "reject", "reason": "ugly"}, "reason", "Select a valid choice."),
        ({"verdict": "reject", "reason": "wrong", "note": "x" * 2_001}, "note", "at most 2000 characters"),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(
    net: Datanet, juma: User, amina: User, sent: dict[str, str], place: str, sentence: str
) -> None:
    given(amina, net)
    browser = world.browser(juma)
    revision = at_hand(opened(browser))
    page = browser.post(f"/review/{revision}/verdict/", {"next": ANY, **sent})
    assert page.status_code == 200
    (panel,) = [one for one in page.context["panels"] if one.is_open]
    assert panel.verdict == sent["verdict"]
    assert list(panel.form.errors) == [place]
    assert sentence in page.content.decode()
    assert at_hand(page.content.decode()) == revision
    assert not Review.objects.exists()


def test_what_was_written_is_still_there_after_a_mistake(net: Datanet, juma: User, amina: User) -> None:
    given(amina, net)
    browser = world.browser(juma)
    revision = at_hand(opened(browser))
    sent = {"verdict": "reject", "note": "A long & careful note.", "next": ANY}
    page = browser.post(f"/review/{revision}/verdict/", sent).content.decode()
    assert "A long &amp; careful note.</textarea>" in page


@pytest.mark.parametrize("sent", [{}, {"verdict": ""}, {"verdict": "perhaps"}])
def test_a_verdict_that_is_none_is_a_bad_request(
    net: Datanet, juma: User, amina: User, sent: dict[str, str]
) -> None:
    given(amina, net)
    browser = world.browser(juma)
    revision = at_hand(opened(browser))
    assert browser.post(f"/review/{revision}/verdict/", sent).status_code == 400


def test_a_double_click_is_one_review(net: Datanet, juma: User, amina: User) -> None:
    for number in range(2):
        given(amina, net, number)
    browser = world.browser(juma)
    revision = at_hand(opened(browser))
    assert give(browser, revision) == give(browser, revision) == ANY
    assert Review.objects.count() == 1
    assert Lease.objects.filter(state="open").count() == 1


def test_two_verdicts_about_one_item_are_the_first(net: Datanet, juma: User, amina: User) -> None:
    given(amina, net)
    browser = world.browser(juma)
    revision = at_hand(opened(browser))
    give(browser, revision)
    give(browser, revision, "reject", reason="wrong")
    assert Review.objects.get().verdict == "accept"
    assert any("You have reviewed this before" in one for one in told(browser))


def test_whoever_comes_too_late_is_told_and_gets_the_next_one(
    net: Datanet, juma: User, amina: User, now: datetime
) -> None:
    late, waiting = given(amina, net, 1), given(amina, net, 2)
    leased(juma, late, now=now - 20 * MINUTE)
    browser = world.browser(juma)
    assert give(browser, late.public_id) == ANY
    page = browser.get(ANY)
    assert [message.level_tag for message in page.context["messages"]] == ["warning"]
    assert at_hand(page.content.decode()) == waiting.public_id
    assert not Review.objects.exists()


def test_a_mistake_in_a_form_that_is_too_late_leads_on_as_well(
    net: Datanet, juma: User, amina: User, now: datetime
) -> None:
    late = given(amina, net)
    leased(juma, late, now=now - 20 * MINUTE)
    assert give(world.browser(juma), late.public_id, "reject") == ANY


def test_nobody_judges_their_own_by_a_form_they_made_up(net: Datanet, juma: User, amina: User) -> None:
    revision = given(amina, net)
    answer = world.browser(amina).post(f"/review/{revision.public_id}/verdict/", {"verdict": "accept"})
    assert answer.status_code == 403
    assert not Review.objects.exists()


def test_whoever_left_the_community_meanwhile_is_refused(net: Datanet, li_wei: User, amina: User) -> None:
    given(amina, net)
    browser = world.browser(li_wei)
    revision = at_hand(opened(browser))
    communities.leave(user=li_wei, community=net.community)
    assert browser.post(f"/review/{revision}/verdict/", {"verdict": "accept"}).status_code == 403
    assert browser.get(ANY).status_code == 200


@pytest.mark.parametrize("act", ["verdict", "skip", "keep"])
def test_forms_are_for_those_who_are_signed_in_and_lead_to_the_desk_on_any_other_way(
    net: Datanet, juma: User, amina: User, act: str
) -> None:
    revision = given(amina, net)
    address = f"/review/{revision.public_id}/{act}/"
    assert world.browser().post(address, {"verdict": "accept"})["Location"].startswith("/accounts/login/")
    assert world.browser(juma).get(address)["Location"] == ANY
    assert (
        world.browser(juma).post(f"/review/rev_{'0' * 26}/{act}/", {"verdict": "accept"}).status_code == 404
    )
    assert not Lease.objects.exists()


def test_what_is_skipped_is_left_to_others(net: Datanet, juma: User, amina: User) -> None:
    for number in range(2):
        given(amina, net, number)
    browser = world.browser(juma)
    first = at_hand(opened(browser))
    assert browser.post(f"/review/{first}/skip/", {"next": ANY})["Location"] == ANY
    assert at_hand(opened(browser)) != first
    assert Lease.objects.get(revision__public_id=first).state == "released"


def test_an_item_can_be_kept_longer(net: Datanet, juma: User, amina: User, now: datetime) -> None:
    lease = leased(juma, given(amina, net), now=now - 10 * MINUTE)
    browser = world.browser(juma)
    assert browser.post(f"/review/{lease.revision.public_id}/keep/", {"next": ANY})["Location"] == ANY
    lease.refresh_from_db()
    assert lease.expires_at - now > 14 * MINUTE
    assert f"{lease.expires_at:%H:%M} UTC" in told(browser)[0]
    assert world.browser(amina).post(f"/review/{lease.revision.public_id}/keep/")["Location"] == ANY


def test_what_cannot_be_kept_longer_does_not_say_so(
    net: Datanet, juma: User, amina: User, now: datetime
) -> None:
    lease = leased(juma, given(amina, net), now=now - 10 * MINUTE)
    browser = world.browser(juma)
    assert "/keep/" in opened(browser)
    Lease.objects.filter(pk=lease.pk).update(expires_at=lease.leased_at + limits.LONGEST)
    assert "/keep/" not in opened(browser)


def test_a_decision_is_nudged_and_a_lost_broker_changes_nothing(
    net: Datanet, juma: User, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def nudge() -> None:
        calls.append("nudged")
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.decide_due_revisions, "delay_on_commit", nudge)
    given(amina, net)
    browser = world.browser(juma)
    assert give(browser, at_hand(opened(browser))) == ANY
    assert calls == ["nudged"]
    assert Review.objects.count() == 1
