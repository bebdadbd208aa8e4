"""The pages of versions: what they show to whom, what a button does, and that each costs few questions."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.people.models import User
from apps.snapshots.models import Snapshot, VersionVote
from tests import world
from tests.snapshots import scene
from tests.snapshots.scene import Net

pytestmark = pytest.mark.django_db
#: A response of the test client, which knows more than it says.
Answer = Any
MOST_QUESTIONS = 8
ADDRESSES = [
    "/versions/",
    "/versions/1.0.0...2.0.0/",
    "/versions/2.0.0...1.0.0/",
    "/versions/nothing...1.0.0/",
    "/versions/2.0.0...draft/",
    "/versions/nothing...draft/",
    "/versions/2.0.0...3.0.0/",
]


def page(net: Net, path: str, reader: User | None = None) -> str:
    answer = world.browser(reader).get(net.address + path)
    assert answer.status_code == 200
    return plain(answer)


def plain(answer: Answer) -> str:
    """What a reader hears: without tags, with single spaces."""
    body = answer.content.decode().partition('id="content"')[2].partition("<footer")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def press(net: Net, path: str, reader: User | None, sent: Mapping[str, str] | None = None) -> Answer:
    """A form that was sent, and the page that it leads to."""
    answer: Answer = world.browser(reader).post(net.address + path, sent or {}, follow=True)
    return answer


def proposed(net: Net) -> Snapshot:
    net.add(7)
    net.refine(2, "shorter, and with a unit")
    return net.propose()


@pytest.mark.parametrize("path", ADDRESSES)
def test_everybody_sees_versions_and_what_differs_between_them(
    path: str, net: Net, juma: User, acme: User
) -> None:
    proposed(net)
    for reader in (None, acme, juma):
        assert page(net, path, reader)


@pytest.mark.parametrize(
    ("path", "before"),
    [(path, "proposed") for path in (*ADDRESSES, "/versions/propose/")]
    + [(path, "published") for path in (*ADDRESSES[:-1], "/versions/propose/")],
)
def test_a_page_asks_few_questions_however_much_there_is(
    path: str, before: str, net: Net, juma: User
) -> None:
    if before == "proposed":
        proposed(net)
    net.add(19)
    browser = world.browser(juma)
    counts = []
    for number in (20, 40):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(net.address + path).status_code == 200
        counts.append(sum(query["sql"].startswith("SELECT") for query in asked))
        net.add(number)
    assert max(counts) <= MOST_QUESTIONS
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["/versions/", "/versions/1.0.0/manifest.json", "/versions/1.0.0...2.0.0/"])
def test_where_there_is_no_datanet_there_are_no_versions(path: str, net: Net) -> None:
    for address in ("/d/agri-africa/nothing-here", "/d/nowhere/agronomy"):
        assert world.browser().get(address + path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["9.9.9...draft/", "1.0.0...9.9.9/", "draft...1.0.0/", "1.0.0...nothing-like-it/", "9.9.9/manifest.json"],
)
def test_versions_that_are_not_there_are_missed_in_words(path: str, net: Net) -> None:
    answer = world.browser().get(f"{net.address}/versions/{path}")
    assert answer.status_code in (404, 200)
    if answer.status_code == 200:
        assert path.startswith("draft")


def test_before_anything_is_frozen_the_page_says_what_a_version_is(empty: Net, juma: User) -> None:
    told = page(empty, "/versions/")
    assert "No version has been published yet" in told
    assert "See the items" in told
    curators = page(empty, "/versions/", juma)
    assert "Propose a version" in curators
    assert "See the items" not in curators
    assert "Nothing has been accepted yet" in page(empty, "/versions/propose/", juma)


def test_the_line_tells_each_version_and_what_it_changed(net: Net) -> None:
    told = page(net, "/versions/")
    assert "2.0.0 Newest" in told
    assert "+1 Changed: ~1 Removed: −1" in told
    assert "1.0.0" in told
    assert net.curator.pseudonym in told


def test_a_proposal_shows_beforehand_what_would_enter(net: Net, juma: User) -> None:
    net.add(7)
    told = page(net, "/versions/propose/", juma)
    assert "Propose version 2.1.0" in told
    assert "5 4 in 2.0.0" in told
    assert "because there are more items" in told
    net.refine(2, "shorter, and with a unit")
    assert "Propose version 3.0.0" in page(net, "/versions/propose/", juma)


def test_what_was_shown_is_what_is_proposed_although_more_was_accepted_since(net: Net, juma: User) -> None:
    net.add(7)
    cutoff = net.now
    net.add(8)
    net.refine(0, "later than the page was opened")
    press(net, "/versions/propose/", juma, {"cutoff": cutoff.isoformat()})
    made = Snapshot.objects.get(state="proposed")
    assert (made.version, made.cutoff_at, made.added, made.changed, made.removed) == (
        "2.1.0",
        cutoff,
        1,
        0,
        0,
    )


@pytest.mark.parametrize(
    "cutoff", ["", "soon", "2026-01-01", "2026-01-01T00:00:00", "9999-12-31T00:00:00+00:00"]
)
def test_a_cutoff_that_is_none_proposes_nothing(cutoff: str, net: Net, juma: User) -> None:
    net.add(7)
    assert press(net, "/versions/propose/", juma, {"cutoff": cutoff}).status_code == 200
    assert not Snapshot.objects.filter(state="proposed").exists()


def test_only_curators_propose(net: Net, li_wei: User, acme: User) -> None:
    net.add(7)
    for reader in (li_wei, acme):
        assert world.browser(reader).get(net.address + "/versions/propose/").status_code == 403
        assert press(net, "/versions/propose/", reader).status_code == 403
        assert "Propose a version" not in page(net, "/versions/", reader)
    assert world.browser().get(net.address + "/versions/propose/").status_code == 302
    assert not Snapshot.objects.filter(state="proposed").exists()


def test_sending_the_proposal_twice_proposes_once_and_says_so(net: Net, juma: User) -> None:
    net.add(7)
    sent = {"cutoff": net.now.isoformat()}
    assert "Version 2.1.0 is proposed" in plain(press(net, "/versions/propose/", juma, sent))
    assert "A version is proposed already" in plain(press(net, "/versions/propose/", juma, sent))
    assert Snapshot.objects.filter(state="proposed").count() == 1
    assert "A version is proposed already" in page(net, "/versions/propose/", juma)


def test_members_vote_and_may_change_their_mind(net: Net, li_wei: User) -> None:
    sent = {"snapshot": proposed(net).public_id}
    assert "1 for, 0 against You are for it" in plain(
        press(net, "/versions/3.0.0/vote/", li_wei, sent | {"says": "for"})
    )
    told = plain(press(net, "/versions/3.0.0/vote/", li_wei, sent | {"says": "against"}))
    assert "0 for, 1 against You are against it" in told
    press(net, "/versions/3.0.0/vote/", li_wei, sent | {"says": "against"})
    assert VersionVote.objects.count() == 2


def test_strangers_see_the_proposal_and_no_buttons(net: Net, acme: User) -> None:
    sent = {"snapshot": proposed(net).public_id, "says": "for"}
    for reader in (None, acme):
        told = page(net, "/versions/", reader)
        assert "Version 3.0.0 is proposed" in told
        assert "I am for it" not in told
    assert press(net, "/versions/3.0.0/vote/", acme, sent).status_code == 403
    for path in ("vote", "publish", "abandon"):
        assert press(net, f"/versions/3.0.0/{path}/", None, sent).redirect_chain
        assert world.browser().get(f"{net.address}/versions/3.0.0/{path}/").status_code in (302, 405)
    for path in ("publish", "abandon"):
        assert press(net, f"/versions/3.0.0/{path}/", acme, sent).status_code == 403
    assert not VersionVote.objects.exists()


def test_what_is_proposed_is_told_item_by_item_also_what_leaves(net: Net, juma: User) -> None:
    net.add(7)
    net.refine(2, "shorter, and with a unit")
    net.withdraw(3)
    net.propose()
    told = page(net, "/versions/", juma)
    assert "Added What is question number 7?" in told
    assert "Changed What is question number 2?" in told
    assert "Removed What is question number 3?" in told


def test_a_curator_publishes_what_they_saw_and_nothing_else(net: Net, juma: User) -> None:
    seen = proposed(net)
    scene.freezing.abandon(actor=juma, snapshot=seen, now=net.later())
    net.add(8)
    other = net.propose()
    assert other.version == seen.version
    told = plain(press(net, "/versions/3.0.0/publish/", juma, {"snapshot": seen.public_id}))
    assert "cannot become published" in told
    other.refresh_from_db()
    assert other.state == "proposed"
    answer = press(net, "/versions/3.0.0/publish/", juma, {"snapshot": other.public_id})
    assert answer.redirect_chain[0][0].endswith("/versions/3.0.0/")
    assert "Version 3.0.0 is published" in plain(answer)


@pytest.mark.parametrize("sent", [{}, {"snapshot": "snp_1"}, {"snapshot": "x" * 5000}])
@pytest.mark.parametrize("verb", ["vote", "publish", "abandon"])
def test_a_button_that_means_nothing_does_nothing(
    verb: str, sent: Mapping[str, str], net: Net, juma: User
) -> None:
    proposed(net)
    assert press(net, f"/versions/3.0.0/{verb}/", juma, {**sent, "says": "for"}).status_code == 404
    assert Snapshot.objects.filter(state="proposed").count() == 1


def test_publishing_or_abandoning_twice_says_that_it_is_done(net: Net, juma: User) -> None:
    sent = {"snapshot": proposed(net).public_id}
    press(net, "/versions/3.0.0/publish/", juma, sent)
    assert "cannot become published" in plain(press(net, "/versions/3.0.0/publish/", juma, sent))
    assert "cannot become abandoned" in plain(press(net, "/versions/3.0.0/abandon/", juma, sent))
    assert Snapshot.objects.get(version="3.0.0").state == "published"


def test_a_proposal_that_is_let_go_leaves_its_changes_to_the_next(net: Net, juma: User) -> None:
    press(net, "/versions/3.0.0/abandon/", juma, {"snapshot": proposed(net).public_id})
    assert "is proposed" not in page(net, "/versions/")
    assert "Propose version 3.0.0" in page(net, "/versions/propose/", juma)


def test_a_version_is_yanked_with_a_reason_by_a_curator(net: Net, juma: User, li_wei: User) -> None:
    assert world.browser(li_wei).get(net.address + "/versions/1.0.0/yank/").status_code == 403
    refused = press(net, "/versions/1.0.0/yank/", juma, {"reason": "   "})
    assert refused.context["form"].errors
    told = plain(press(net, "/versions/1.0.0/yank/", juma, {"reason": "It holds what was not ours."}))
    assert "Do not use this version." in told
    assert "It holds what was not ours." in told
    assert press(net, "/versions/1.0.0/yank/", juma, {"reason": "again"}).status_code == 404
    assert "1.0.0 Yanked" in page(net, "/versions/")


def test_a_refined_item_is_told_word_by_word(net: Net) -> None:
    answer = world.browser().get(net.address + "/versions/1.0.0...2.0.0/").content.decode()
    assert "<del>book of the field</del><ins>numbers that were missing before</ins>" in answer
    told = page(net, "/versions/1.0.0...2.0.0/")
    assert "3 of 3 are shown" in told
    assert "Removed What is question number 1?" in told


def test_differences_the_other_way_round_are_the_way_back(net: Net) -> None:
    there, back = page(net, "/versions/1.0.0...2.0.0/"), page(net, "/versions/2.0.0...1.0.0/")
    assert "Added What is question number 4?" in there
    assert "Removed What is question number 4?" in back


def test_a_long_list_of_differences_is_told_in_parts_and_counted_whole(empty: Net) -> None:
    for number in range(45):
        empty.add(number)
    empty.publish()
    browser, address, seen = world.browser(), f"{empty.address}/versions/nothing...1.0.0/", []
    path = address
    while path:
        answer = browser.get(path)
        found = answer.context["found"]
        assert found.summary.added == 45
        seen += [row.item for row in found.rows]
        path = f"{address}?after={found.next_key}" if found.next_key else ""
    assert len(seen) == len(set(seen)) == 45
    assert "20 of 45 are shown" in plain(browser.get(address))


@pytest.mark.parametrize(
    "after", ["", "-", "removed-", "changed-\x00", "nothing-at-all", "é" * 300, "removed-zzz"]
)
def test_nonsense_for_a_place_in_the_differences_is_no_error(after: str, net: Net) -> None:
    answer = world.browser().get(net.address + "/versions/1.0.0...2.0.0/", {"after": after})
    assert answer.status_code in (200, 400)


def test_the_form_for_two_others_leads_to_their_address(net: Net) -> None:
    answer = world.browser().get(net.address + "/versions/1.0.0...2.0.0/", {"from": " 2.0.0", "to": "draft"})
    assert answer["Location"].endswith("/versions/2.0.0...draft/")
    sly = world.browser().get(net.address + "/versions/1.0.0...2.0.0/", {"from": "//evil.example/", "to": ""})
    assert sly["Location"].startswith("/d/agri-africa/agronomy/versions/")


def test_what_somebody_wrote_is_escaped_in_differences(empty: Net) -> None:
    revision = empty.give(1)
    empty.accept(revision)
    empty.publish()
    empty.refine(1, "<script>alert(1)</script>")
    told = world.browser().get(empty.address + "/versions/1.0.0...draft/").content.decode()
    assert "<script>alert(1)" not in told
    assert "&lt;script&gt;" in told


def test_the_line_is_read_by_key(empty: Net) -> None:
    empty.add(0)
    for number in range(1, 55):
        empty.publish()
        empty.add(number)
    browser, path, seen = world.browser(), empty.address + "/versions/", []
    while path:
        found = browser.get(path).context["line"]
        seen += [version.number for version in found.versions]
        path = found.next_url
    assert seen == list(range(54, 0, -1))
