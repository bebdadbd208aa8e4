"""The reviewer's desk: who sees what, and that it costs few questions."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.curation.core import limits
from apps.curation.models import Lease
from apps.curation.reports import desk
from apps.datanets.models import Datanet
from apps.people.models import User
from tests import thread, world
from tests.curation import scene
from tests.curation.browsing import ANY, NET, at_hand, opened
from tests.curation.scene import given, said

pytestmark = pytest.mark.django_db


MOST_QUESTIONS = 8


@pytest.mark.parametrize("address", [ANY, NET])
def test_strangers_are_told_what_reviewing_is_and_can_sign_in(net: Datanet, address: str) -> None:
    page = world.browser().get(address)
    assert page.status_code == 200
    assert f"/accounts/login/?next={address}" in page.content.decode()
    assert not Lease.objects.exists()


def test_whoever_is_not_in_the_community_can_join_it(net: Datanet, acme: User) -> None:
    page = world.browser(acme).get(NET).content.decode()
    assert 'action="/c/agri-africa/join/"' in page
    world.browser(acme).post("/c/agri-africa/join/")
    assert "Nothing waits for you" in opened(world.browser(acme), NET)


def test_whoever_is_in_no_community_is_shown_where_to_find_one(net: Datanet, acme: User) -> None:
    page = opened(world.browser(acme))
    assert "Join a community to review" in page
    assert 'href="/datanets/"' in page


def test_there_is_no_desk_where_there_is_no_datanet(juma: User) -> None:
    assert world.browser(juma).get("/d/no/where/review/").status_code == 404


@pytest.mark.parametrize("address", [ANY, NET])
def test_a_reviewer_is_asked_about_one_item_and_asked_again_about_the_same(
    net: Datanet, juma: User, amina: User, address: str
) -> None:
    for number in range(3):
        given(amina, net, number)
    browser = world.browser(juma)
    first = browser.get(address)
    assert (first.status_code, first["Location"]) == (302, address)
    page = opened(browser, address)
    assert at_hand(opened(browser, address)) == at_hand(page)
    assert Lease.objects.count() == 1
    assert "Top-dress maize" in page
    assert "A good answer says what to do" in page


def test_it_is_blind(net: Datanet, juma: User, amina: User, li_wei: User) -> None:
    """No name or id of the author, no item id that would lead to one, and nothing of what others said."""
    other = scene.net(juma, amina, li_wei, slug="blind-place", min_reviews=3)
    revision = given(amina, other, 7)
    said(li_wei, revision, "reject", now=timezone.now())
    page = opened(world.browser(juma), "/d/blind-place/agronomy/review/")
    for secret in (
        amina.pseudonym, amina.public_id, li_wei.pseudonym, li_wei.public_id, revision.item.public_id,
        "Shorter sentences",
    ):  # fmt: skip
        assert secret not in page


def test_what_somebody_wrote_is_escaped(net: Datanet, juma: User, amina: User) -> None:
    thread.item(amina, net, question="Is <script>alert(1)</script> a question?")
    page = opened(world.browser(juma))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_refinement_is_shown_beside_what_it_changes(
    net: Datanet, juma: User, amina: User, li_wei: User
) -> None:
    first = scene.accepted(given(amina, net))
    scene.refined(li_wei, first)
    hand = world.browser(juma).get(ANY, follow=True).context["hand"]
    assert hand.is_refinement
    assert [text.title for text in hand.changes] == ["Question", "Answer"]
    kinds = {piece.kind for text in hand.changes for piece in text.pieces}
    assert {"added", "removed"} <= kinds
    page = opened(world.browser(juma))
    assert "<ins>" in page
    assert "<del>" in page


def test_a_new_item_changes_nothing(net: Datanet, juma: User, amina: User) -> None:
    given(amina, net)
    page = opened(world.browser(juma))
    assert "<ins>" not in page
    assert "New item" in page


def test_an_empty_desk_says_how_much_was_done_and_where_else_to_help(
    net: Datanet, juma: User, amina: User, li_wei: User, now: datetime
) -> None:
    for number, person in enumerate((juma, li_wei)):
        said(person, given(amina, net, number), now=now)
    page = opened(world.browser(amina), NET)
    assert "Nothing waits for you" in page
    assert "2 items were reviewed today." in page
    assert 'href="/d/agri-africa/agronomy/contribute/"' in page


def test_the_session_is_this_days_and_this_persons(
    net: Datanet, juma: User, amina: User, li_wei: User
) -> None:
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    midnight = noon.replace(hour=0)
    said(juma, given(amina, net, 1), now=midnight - timedelta(minutes=1))
    said(juma, given(amina, net, 2), now=midnight)
    said(juma, given(amina, net, 3), "reject", now=noon)
    said(juma, given(amina, net, 4), "request_changes", now=noon)
    said(li_wei, given(amina, net, 5), now=noon)
    today = desk.today(juma, since=midnight, now=noon)
    assert today.cells == ("accept", "reject", "request_changes")
    assert (today.accepted, today.rejected, today.sent_back, today.reviewed) == (1, 1, 1, 3)
    assert (today.items_today, today.people_today) == (4, 2)


def test_the_strip_ends_at_a_hundred_cells(net: Datanet, juma: User, amina: User) -> None:
    moment = timezone.now()
    for number in range(5):
        given(amina, net, number)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "CELLS", 3)
        today = desk.today(juma, since=moment, now=moment)
        assert (today.waiting, today.is_more, len(today.ahead)) == (4, True, 2)


def test_a_page_asks_few_questions_whatever_waits(juma: User, amina: User, acme: User, net: Datanet) -> None:
    for number in range(30):
        given(amina, net, number)
    empty = world.browser(amina)
    for browser in (world.browser(juma), empty, world.browser(acme), world.browser()):
        for address in (ANY, NET):
            browser.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(address).status_code == 200
            questions = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
            assert len(questions) <= MOST_QUESTIONS, "\n".join(questions)
