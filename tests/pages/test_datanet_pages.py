"""The front page of a datanet and the page of an item, where facts of six floors meet."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.attribution import tasks as attribution_tasks
from apps.attribution.models import WeightRun
from apps.contributions.models import Revision
from apps.contributions.services import deciding, submitting
from apps.contributions.services.admitting import Giver
from apps.curation.models import Vote
from apps.curation.services import leasing, reviewing, voting
from apps.datanets.services import claiming, needing
from apps.people.models import User
from apps.people.services import naming
from apps.rewards import tasks as rewards_tasks
from apps.snapshots import tasks as snapshot_tasks
from openledger.pages import net_figures
from openledger.pages.net_figures import Run
from tests import thread, world
from tests.snapshots import scene
from tests.snapshots.scene import Net
from tests.world import NOW

pytestmark = pytest.mark.django_db
MOST_QUESTIONS = 8


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Net:
    return scene.net(curator=juma, author=amina, members=(li_wei,))


@pytest.fixture
def sold(net: Net, li_wei: User, acme: User, settings: Settings, tmp_path: object) -> Net:
    """Two authors, a version with its files, weights, and one call that quoted an item."""
    settings.MEDIA_ROOT = tmp_path
    for number, author in enumerate((net.author, net.author, li_wei)):
        thread.reviewed(net.give(number, by=author), net.curator, now=net.later())
    snapshot = net.publish()
    snapshot_tasks.write_due_exports()
    thread.weighed()
    offer = thread.offered(thread.released(li_wei, snapshot))
    thread.called(thread.funded(acme), offer, prompt="What is question number 1?")
    attribution_tasks.trace_due_calls()
    rewards_tasks.settle_due_calls()
    return net


def page(net: Net, path: str, reader: User | None = None) -> str:
    """What a reader hears of a page."""
    answer = world.browser(reader).get(f"{net.address}/{path}")
    assert answer.status_code == 200
    body = answer.content.decode().partition('id="content"')[2].partition("<footer")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", body).replace("&#x27;", "'").split())


def source(net: Net, path: str, reader: User | None = None) -> str:
    return world.browser(reader).get(f"{net.address}/{path}").content.decode()


def item_of(revision: Revision) -> str:
    return f"items/{revision.item.public_id}/"


# The front page


def test_a_new_datanet_says_what_will_be_there(net: Net) -> None:
    said = page(net, "")
    for sentence in ("Its items will be listed here.", "Nobody yet. Once a version", "There is no version"):
        assert sentence in said
    assert f'href="{net.address}/contribute/"' in source(net, "")


def test_the_front_page_counts_and_shows_who_gets_paid(sold: Net, li_wei: User) -> None:
    sold.give(9)
    shown = world.browser().get(f"{sold.address}/").context
    told, figures = shown["told"], shown["figures"]
    assert (figures.accepted, figures.waiting, told.contributors) == (3, 1, 2)
    assert told.paid.micro > 0
    assert sum(number for _day, number in told.accepted_per_day) == 3
    assert len(told.accepted_per_day) == net_figures.DAYS
    assert figures.version.version == "1.0.0"
    assert set(figures.version.sizes) == {"parquet", "jsonl"}
    portions = shown["portions"]
    assert [one.items for one in portions] == [2, 1]
    assert sum(one.size for one in portions) == net_figures.TENTHS
    assert portions[1].author.public_id == li_wei.public_id
    assert f"{sold.address}/versions/1.0.0/data.parquet" in source(sold, "")
    assert "curl -fLO http://testserver/d/" in page(sold, "")


def test_an_item_that_was_refined_since_was_accepted_on_its_day_as_well(net: Net) -> None:
    for number in range(2):
        thread.reviewed(net.give(number), net.curator, now=net.later())
    net.refine(0, "with a number")  # by the verb alone, so that no decision is counted for it
    told = net_figures.overview_of(net.datanet, reader=AnonymousUser(), at=NOW)
    assert sum(number for _day, number in told.accepted_per_day) == 2
    later = net_figures.overview_of(net.datanet, reader=AnonymousUser(), at=NOW + timedelta(days=40))
    assert sum(number for _day, number in later.accepted_per_day) == 0


def test_the_parts_of_all_authors_make_a_whole(sold: Net) -> None:
    run = WeightRun.objects.get()
    told = Run(run.public_id, "1.0.0", run.total or 0, authors=2)
    alone = net_figures.portions_of(told)
    assert [one.begins for one in alone] == [0, alone[0].size]
    others = net_figures.portions_of(replace(told, authors=9))
    assert (others[-1].author, others[-1].others) == (None, 7)
    assert sum(one.size for one in others) == net_figures.TENTHS


def test_the_weights_of_an_older_version_are_shown_until_newer_ones_are_sealed(sold: Net) -> None:
    sold.add(7)
    sold.publish()
    assert "By the weights of version 1.0.0" in page(sold, "")
    assert "The files of this version are being written." in page(sold, "")


def test_review_is_offered_to_members_when_something_waits(net: Net, acme: User) -> None:
    assert "Review</a>" not in source(net, "", net.curator).partition('class="act"')[2].partition("</div>")[0]
    net.give(1)
    for reader, offered in ((net.curator, True), (acme, False), (None, False)):
        actions = source(net, "", reader).partition('class="act"')[2].partition("</div>")[0]
        assert ("Review</a>" in actions) == offered


# An item


def test_a_waiting_item_tells_nothing_about_its_reviews(net: Net, amina: User, juma: User) -> None:
    revision = net.give(1)
    thread.reviewed(revision, juma, now=net.later())
    Revision.objects.filter(pk=revision.pk).update(state="disputed")
    other = net.give(2)
    for one in (revision, other):
        for reader in (None, amina, juma):
            said = page(net, item_of(one), reader)
            assert juma.pseudonym not in said
            assert "Accept " not in said
    assert "a curator decides" in page(net, item_of(revision))
    assert "It waits for its review." in page(net, item_of(other))


def test_after_the_decision_it_says_why_and_how_to_mend_it_by_pseudonym(
    net: Net, amina: User, juma: User
) -> None:
    naming.edit_profile(
        user=juma, handle="juma", display_name="Juma Kariuki", bio="", links=[], language="en", time_zone="UTC",
        shown_as="name",
    )  # fmt: skip
    revision = thread.reviewed(
        net.give(1), juma, verdict="request_changes", reason="no_source", note="Name it.", now=net.later()
    )
    said = page(net, item_of(revision), amina)
    for sentence in ("Request changes", "It lacks a source", "Name it.", "Name what the answer rests on."):
        assert sentence in said
    assert juma.pseudonym in said
    assert "Juma Kariuki" not in said
    assert "Give a better wording" in said
    assert "Give a better wording" not in page(net, item_of(revision), juma)


def test_the_history_shows_word_by_word_what_changed(net: Net, li_wei: User) -> None:
    first = net.add(1)
    net.refine(1, "as nobody said it before", by=li_wei)
    html = source(net, item_of(first))
    assert re.search(r"<del>(<span[^>]*>[^<]*</span>)?[^<]*stands", html)
    assert re.search(r"<ins>(<span[^>]*>[^<]*</span>)?[^<]*nobody", html)
    assert "2 wordings" in page(net, item_of(first))
    assert li_wei.pseudonym in page(net, item_of(first))


def test_a_refinement_that_waits_is_told_and_what_was_said_about_it_is_not(
    net: Net, amina: User, juma: User, li_wei: User
) -> None:
    first = net.add(1)
    submitting.refine(
        giver=Giver(li_wei),
        revision=first,
        record={
            "question": "What is question number 1?",
            "answer": scene.answer(1, "in other words than before"),
        },
        provenance=thread.own(now=net.now),
        request=thread.asked("refined"),
        now=net.later(),
    )
    held = leasing.lease(reviewer=juma, now=net.now)
    assert held is not None
    reviewing.review(reviewer=juma, revision=held.revision, verdict="accept", now=net.now)
    shown = world.browser(amina).get(f"{net.address}/{item_of(first)}").context
    assert shown["story"].current.pk == first.pk
    said = page(net, item_of(first))
    assert "A refinement waits for its reviews." in said
    assert li_wei.pseudonym not in said  # whoever reviews it should not know whose it is
    assert juma.pseudonym not in said
    assert "/refine/" not in source(net, item_of(first), amina)


def test_words_that_were_taken_back_are_their_authors_alone(net: Net, amina: User, li_wei: User) -> None:
    revision = net.give(1)
    deciding.withdraw(actor=amina, revision=revision, now=NOW)
    for reader in (None, li_wei):
        said = page(net, item_of(revision), reader)
        assert "Taken back by its author" in said
        assert scene.answer(1) not in said
    assert scene.answer(1) in page(net, item_of(revision), amina)


def test_erased_words_leave_their_hash(net: Net) -> None:
    revision = net.add(1)
    revision.content.delete()
    said = page(net, item_of(revision))
    assert "The words were erased" in said
    assert bytes(revision.content_hash).hex()[:8] in said


def test_it_counts_votes_apart_and_shows_ones_own(net: Net, amina: User, juma: User, li_wei: User) -> None:
    revision = net.add(1)
    voting.cast_vote(voter=li_wei, revision=revision, is_good=True, now=net.later())
    voting.cast_vote(voter=juma, revision=revision, is_good=False, now=net.later())
    Vote.objects.create(
        revision=revision, voter=world.person("late"), is_good=True, is_assigned=False, cast_at=NOW
    )
    said = page(net, item_of(revision), li_wei)
    assert "Of those who were drawn 1 good, 1 not" in said
    assert "Of others 1 good, 0 not" in said
    html = source(net, item_of(revision), li_wei)
    assert re.search(r'value="yes" aria-pressed="true"', html)
    assert re.search(r'value="no" aria-pressed="false"', html)


def test_only_whoever_may_vote_gets_the_buttons_and_they_work(
    net: Net, amina: User, li_wei: User, acme: User
) -> None:
    revision = net.add(1)
    vote = f"/review/{revision.public_id}/vote/"
    for reader, offered in ((li_wei, True), (amina, False), (acme, False), (None, False)):
        assert (vote in source(net, item_of(revision), reader)) == offered
    assert world.browser(li_wei).post(vote, {"is_good": "no"}).status_code == 302
    assert not Vote.objects.get().is_good
    assert vote not in source(net, item_of(net.give(2)), li_wei)


def test_it_says_where_it_is_held_what_it_weighs_and_what_it_earned(sold: Net) -> None:
    said = page(sold, item_of(sold.given[1]))
    assert "Weight in 1.0.0" in said
    assert "1.0.0 entered" in said
    assert "Calls that quoted it 1" in said
    assert "Earned by calls 0.00 OPEN" not in said
    assert "Calls that quoted it 0" in page(sold, item_of(sold.given[2]))


def test_an_item_that_weighs_nothing_says_why(net: Net, li_wei: User) -> None:
    thread.reviewed(net.give(1), net.curator, now=net.later())
    copy = thread.item(
        li_wei,
        net.datanet,
        question="What is question number 1?",
        answer=f"{scene.answer(1)} Yes.",
        now=net.later(),
    )
    thread.reviewed(copy, net.curator, now=net.later())
    net.publish()
    thread.weighed()
    said = page(net, item_of(copy))
    assert "Weight in 1.0.0 0.000 %" in said
    assert "It weighs nothing: the same words, or nearly, were given before." in said
    assert "See the earlier item" in said


def test_an_item_that_left_says_so_and_weighs_nothing_any_more(net: Net) -> None:
    revision = net.add(1)
    net.add(2)
    net.publish()
    net.withdraw(1)
    net.publish()
    thread.weighed()
    said = page(net, item_of(revision), net.author)
    assert "1.0.0 entered" in said
    assert "2.0.0 left" in said
    assert "It is weighed once a version holds it." in said


def test_buttons_are_for_those_who_may(net: Net, amina: User, li_wei: User, acme: User) -> None:
    revision = net.add(1)
    expected = (
        (amina, (True, True)),
        (li_wei, (True, False)),
        (acme, (True, False)),
        (None, (False, False)),
    )
    for reader, offered in expected:
        html = source(net, item_of(revision), reader)
        assert ("/refine/" in html, "/withdraw/" in html) == offered


def test_an_item_of_another_datanet_or_none_is_missing(net: Net, juma: User) -> None:
    thread.datanet(juma, community=net.datanet.community, slug="other")
    revision = net.add(1)
    for address in (
        f"/d/agri-africa/other/{item_of(revision)}",
        f"{net.address}/items/itm_nothing/",
        f"/d/agri-africa/nothing/{item_of(revision)}",
        "/d/agri-africa/nothing/",
    ):
        assert world.browser(juma).get(address).status_code == 404


def test_what_people_wrote_is_escaped_everywhere(net: Net, amina: User) -> None:
    question, answer = "<script>alert(1)</script>?", "<img src=x onerror=alert(1)> and more"
    revision = thread.item(amina, net.datanet, question=question, answer=answer, now=net.later())
    for path in ("", item_of(revision)):
        html = source(net, path)
        assert "<script>alert" not in html
        assert "<img src=x" not in html


# Both


@pytest.mark.parametrize("who", ["author", "curator", "stranger"])
def test_a_page_asks_few_questions_whatever_is_there(sold: Net, li_wei: User, who: str) -> None:
    sold.refine(1, "with one number", by=li_wei)
    sold.refine(1, "with two numbers and more")
    sold.publish()
    thread.weighed()
    reader = {"author": sold.author, "curator": sold.curator, "stranger": None}[who]
    for path in ("", item_of(sold.given[1])):
        browser = world.browser(reader)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"{sold.address}/{path}").status_code == 200
        assert len(asked) <= MOST_QUESTIONS, "\n".join(query["sql"] for query in asked)


def test_a_community_shows_its_datanets_where_its_page_asks_for_them(net: Net) -> None:
    tag = Template("{% load nets %}{% datanets_of community role %}")
    for role, offered in (("owner", True), ("steward", True), ("member", False), (None, False)):
        shown = tag.render(Context({"community": net.datanet.community, "role": role}))
        assert f'href="{net.address}/"' in shown
        assert ("Open a datanet" in shown) == offered


def test_the_front_page_says_what_is_needed_and_what_an_item_holds(
    net: Net, juma: User, li_wei: User
) -> None:
    needs = [
        needing.open_need(actor=juma, datanet=net.datanet, title=f"Beans {number}", wanted=7, now=net.later())
        for number in range(4)
    ]
    claiming.claim(person=li_wei, need=needs[3], pieces=2, given=0, now=NOW)
    needing.close_need(actor=juma, need=needs[2], now=net.later())
    shown = page(net, "")
    assert "Beans 3 somebody is at it 0 of 7" in shown
    assert "Beans 1" in shown
    assert "Beans 2" not in shown
    assert "Question 8 to 500 letters" in shown
