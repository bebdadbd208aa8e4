"""The pages of what is given: writing, bettering, taking back, finding, and one's own."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.contributions.forms.writing import CONSENT, LICENCE, ORIGIN, TOKEN
from apps.contributions.models import Contribution, Item, Revision
from apps.contributions.services import deciding
from apps.datanets.models import Datanet
from apps.people.models import User
from tests import thread, world
from tests.snapshots import scene
from tests.snapshots.scene import Net
from tests.world import NOW

pytestmark = pytest.mark.django_db
MOST_QUESTIONS = 8
RECORD = {"question": thread.QUESTION, "answer": thread.ANSWER}
BETTER = {"question": thread.QUESTION, "answer": thread.ANSWER + " Water it if no rain comes."}


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Net:
    return scene.net(curator=juma, author=amina, members=(li_wei,))


def form_of(browser: Client, address: str) -> dict[str, str]:
    """The form as a browser would send it back, with the licence agreed to."""
    form = browser.get(address).context["form"]
    return {TOKEN: form[TOKEN].value(), ORIGIN: "own", LICENCE: "on", CONSENT: form[CONSENT].value()}


def plain(page: bytes) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.decode()).split())


def item_address(net: Net, revision: Revision, act: str = "") -> str:
    return f"{net.address}/items/{revision.item.public_id}/{act}"


def test_somebody_writes_an_item_and_lands_on_its_page(net: Net, amina: User) -> None:
    browser, address = world.browser(amina), f"{net.address}/contribute/"
    page = plain(browser.get(address).content)
    assert thread.GUIDELINES in page
    assert "8 to 500 letters." in page
    assert "I give this under CC BY 4.0" in page
    answer = browser.post(address, form_of(browser, address) | RECORD, follow=True)
    item = Item.objects.get()
    assert answer.redirect_chain == [(f"{net.address}/items/{item.public_id}/", 302)]
    assert "Thank you. It waits for 1 review." in plain(answer.content)
    assert Contribution.objects.get().origin == "own"


def test_two_clicks_are_one_item_and_the_form_again_with_other_words_asks(net: Net, amina: User) -> None:
    browser, address = world.browser(amina), f"{net.address}/contribute/"
    sent = form_of(browser, address) | RECORD
    assert browser.post(address, sent)["Location"] == browser.post(address, sent)["Location"]
    assert Item.objects.count() == 1
    other = sent | {
        "question": "How long does cassava keep in the ground?",
        "answer": "Up to two years, although its roots grow woody after a year and a half.",
    }
    page = browser.post(address, other)
    assert "sent before, with other words" in plain(page.content)
    renewed = page.context["form"][TOKEN].value()
    assert renewed != sent[TOKEN]
    assert browser.post(address, other | {TOKEN: renewed}).status_code == 302
    assert Item.objects.count() == 2


def test_the_same_words_are_refused_beside_the_field_with_a_link(net: Net, amina: User, li_wei: User) -> None:
    there = net.give(1)
    browser, address = world.browser(li_wei), f"{net.address}/contribute/"
    page = browser.post(address, form_of(browser, address) | dict(there.content.record))
    assert list(page.context["form"].errors) == ["question"]
    assert f'<a href="{item_address(net, there)}">See the item</a>' in page.content.decode()


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"question": "Why?"}, "question", "Write at least 8 letters; there are 4."),
        ({"question": "w" * 501}, "question", "Write at most 500 letters; there are 501."),
        ({"answer": ""}, "answer", "Something has to stand here."),
        ({"answer": "\u202e" + thread.ANSWER}, "answer", "cannot be shown"),
        ({ORIGIN: "a machine"}, ORIGIN, "Select a valid choice"),
        ({LICENCE: ""}, LICENCE, "Without this it cannot be used"),
    ],
)
def test_the_form_says_what_is_wrong_where_it_is_and_keeps_the_words(
    net: Net, amina: User, changed: dict[str, str], field: str, said: str
) -> None:
    browser, address = world.browser(amina), f"{net.address}/contribute/"
    page = browser.post(address, form_of(browser, address) | RECORD | changed)
    form = page.context["form"]
    assert list(form.errors) == [field]
    assert said in form.errors[field][0]
    assert form["question"].value() == (RECORD | changed)["question"]
    assert not Item.objects.exists()


def test_ends_of_lines_are_counted_once_as_people_count_them(net: Net, amina: User) -> None:
    browser, address = world.browser(amina), f"{net.address}/contribute/"
    lines = "\r\n".join(["abc"] * 125)  # 499 letters, or 623 as a browser sends them
    assert browser.post(address, form_of(browser, address) | RECORD | {"question": lines}).status_code == 302
    assert Revision.objects.get().content.record["question"].count("\n") == 124


@pytest.mark.parametrize("token", ["", "short", "two words here", "x" * 200])
def test_a_form_without_a_token_of_ours_gives_nothing(net: Net, amina: User, token: str) -> None:
    address = f"{net.address}/contribute/"
    page = world.browser(amina).post(
        address, RECORD | {TOKEN: token, ORIGIN: "own", LICENCE: "on", CONSENT: "1"}
    )
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Item.objects.exists()


def test_whoever_is_signed_in_contributes_without_joining_anything(net: Net, acme: User) -> None:
    browser, address = world.browser(acme), f"{net.address}/contribute/"
    assert browser.post(address, form_of(browser, address) | RECORD).status_code == 302
    assert Revision.objects.get().author == acme


def test_where_people_are_let_in_first_others_are_told_so(net: Net, amina: User) -> None:
    Datanet.objects.update(entry="apply")
    browser, address = world.browser(amina), f"{net.address}/contribute/"
    assert "let in by its curators first" in plain(browser.get(address).content)
    assert browser.post(address, RECORD).status_code == 403


def test_a_closed_datanet_says_so(net: Net, amina: User) -> None:
    Datanet.objects.update(state="closed")
    assert "This datanet is closed" in plain(world.browser(amina).get(f"{net.address}/contribute/").content)


def test_what_was_sent_back_is_bettered_with_the_reviewers_words_in_sight(
    net: Net, amina: User, juma: User
) -> None:
    revision = thread.reviewed(
        net.give(1),
        juma,
        verdict="request_changes",
        reason="no_source",
        note="Name the station.",
        now=net.later(),
    )
    browser, address = world.browser(amina), item_address(net, revision, "refine/")
    page = browser.get(address)
    for said in ("It lacks a source", "Name the station.", "Name what the answer rests on."):
        assert said in plain(page.content)
    assert page.context["form"]["answer"].value() == scene.answer(1)
    sent = form_of(browser, address) | {"question": "What is question number 1?", "answer": scene.answer(1)}
    unchanged = browser.post(address, sent)
    assert list(unchanged.context["form"].errors) == ["question"]
    sent["answer"] += " The station of Kitale says so."
    assert browser.post(address, sent)["Location"] == browser.post(address, sent)["Location"]
    assert Revision.objects.filter(refines=revision).count() == 1
    assert "Perhaps somebody's wording waits" in plain(browser.get(address).content).replace("&#x27;", "'")


def test_anybody_who_contributes_refines_what_was_accepted(net: Net, acme: User) -> None:
    revision = net.add(1)
    browser, address = world.browser(acme), item_address(net, revision, "refine/")
    page = browser.get(address)
    assert "What reviewers ask for" not in plain(page.content)
    assert browser.post(address, form_of(browser, address) | BETTER).status_code == 302
    assert Revision.objects.get(refines=revision).author == acme
    assert browser.get(f"{net.address}/items/itm_nothing/refine/").status_code == 404


def test_an_item_is_not_refined_under_the_address_of_another_datanet(net: Net, juma: User) -> None:
    other = thread.datanet(juma, community=net.datanet.community, slug="other")
    revision = net.add(1)
    for act in ("refine/", "withdraw/"):
        address = f"/d/agri-africa/{other.slug}/items/{revision.item.public_id}/{act}"
        assert world.browser(juma).get(address).status_code == 404


def test_authors_are_asked_before_they_take_something_back(net: Net, amina: User, li_wei: User) -> None:
    revision = net.add(1)
    address = item_address(net, revision, "withdraw/")
    browser = world.browser(amina)
    assert "This cannot be undone" in plain(browser.get(address).content)
    for person in (li_wei, net.curator):
        assert world.browser(person).get(address).status_code == 403
        assert world.browser(person).post(address, {"revision": revision.public_id}).status_code == 403
    assert browser.post(address, {"revision": "rev_nothing"}).status_code == 404
    assert browser.post(address, {"revision": revision.public_id}).status_code == 302
    revision.refresh_from_db()
    assert revision.state == "withdrawn"
    assert browser.post(address, {"revision": revision.public_id}).status_code == 409
    assert "Nothing of yours is left" in plain(browser.get(address).content)


def test_one_takes_back_no_wording_of_somebody_elses_through_an_item_of_ones_own(
    net: Net, amina: User, li_wei: User
) -> None:
    net.add(1)
    better = net.refine(1, "with a number", by=li_wei)
    address = item_address(net, better, "withdraw/")
    assert world.browser(amina).post(address, {"revision": better.public_id}).status_code == 404
    better.refresh_from_db()
    assert better.state == "accepted"


def test_items_are_found_by_state_and_by_words(net: Net, amina: User) -> None:
    accepted, rejected, waiting = net.add(1), net.give(2), net.give(3)
    deciding.reject(revision=rejected, now=net.later())
    withdrawn = net.give(4)
    deciding.withdraw(actor=amina, revision=withdrawn, now=NOW)
    expected = {
        "": [waiting, rejected, accepted],
        "?state=accepted": [accepted],
        "?state=queued": [waiting],
        "?state=withdrawn": [withdrawn],
        "?state=nonsense": [waiting, rejected, accepted],
        "?q=NUMBER+2": [rejected],
        "?q=number+2&state=accepted": [],
        "?q=%25": [],
    }
    for query, found in expected.items():
        rows = world.browser().get(f"{net.address}/items/{query}").context["items"].rows
        assert [row.item for row in rows] == [one.item.public_id for one in found], query


def test_a_list_shows_the_wording_that_stands(net: Net, li_wei: User) -> None:
    net.add(1)
    net.refine(1, "in the words of Li Wei", by=li_wei)
    (row,) = world.browser().get(f"{net.address}/items/").context["items"].rows
    assert (row.state, row.author.public_id) == ("accepted", li_wei.public_id)
    (old,) = world.browser().get(f"{net.address}/items/?state=superseded").context["items"].rows
    assert old.state == "superseded"


def test_words_that_were_taken_back_or_erased_are_not_listed(net: Net, amina: User) -> None:
    erased, withdrawn = net.add(1), net.give(2)
    erased.content.delete()
    deciding.withdraw(actor=amina, revision=withdrawn, now=NOW)
    page = plain(world.browser().get(f"{net.address}/items/").content)
    assert "The words were erased" in page
    assert "question number 2" not in plain(
        world.browser().get(f"{net.address}/items/?state=withdrawn").content
    )


def test_what_somebody_wrote_is_escaped(net: Net, amina: User) -> None:
    thread.item(amina, net.datanet, question="<script>alert(1)</script> or not?", now=net.later())
    for address in (f"{net.address}/items/", "/contributions/"):
        page = world.browser(amina).get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_ones_own_contributions_say_what_to_do_next(net: Net, amina: User, juma: User) -> None:
    sent_back = thread.reviewed(
        net.give(1),
        juma,
        verdict="request_changes",
        reason="unclear",
        note="Shorter, please.",
        now=net.later(),
    )
    rejected = thread.reviewed(net.give(2), juma, verdict="reject", reason="off_topic", now=net.later())
    net.add(3)
    net.give(4)
    browser = world.browser(amina)
    page = plain(browser.get("/contributions/").content)
    for said in (
        "It is hard to understand", "Shorter, please.", "Use shorter sentences", "Change it", "It belongs elsewhere",
        "Look at the guidelines", "Write a better one", "Versions that are published from now on hold it, and you earn",
        "1 review decides. You are told as soon as it has.",
    ):  # fmt: skip
        assert said in page, said
    only = browser.get("/contributions/", {"state": "rejected"}).context["given"].rows
    assert [row.public_id for row in only] == [rejected.public_id]
    assert browser.get("/contributions/").context["counts"] == [
        ("changes_requested", 1), ("queued", 1), ("accepted", 1), ("rejected", 1),
    ]  # fmt: skip
    address = item_address(net, sent_back, "refine/")
    browser.post(address, form_of(browser, address) | BETTER)
    page = plain(browser.get("/contributions/?state=changes_requested").content)
    assert "You gave a better wording, which waits for its reviews." in page
    assert "Change it" not in page


def test_reviews_are_not_told_while_others_have_yet_to_speak(net: Net, amina: User, juma: User) -> None:
    revision = net.give(1)
    Revision.objects.filter(pk=revision.pk).update(state="disputed")
    page = plain(world.browser(amina).get("/contributions/").content)
    assert "Reviewers disagree. A curator decides" in page
    assert juma.pseudonym not in page


def test_ones_own_contributions_are_nobody_elses_and_an_empty_page_leads_on(net: Net, li_wei: User) -> None:
    net.give(1)
    page = plain(world.browser(li_wei).get("/contributions/").content)
    assert "question number 1" not in page
    assert "Find a datanet" in page
    assert "/accounts/login/" in world.browser().get("/contributions/")["Location"]


@pytest.mark.parametrize(
    ("address", "name"),
    [("{net}/items/?state=queued&q=number", "items"), ("/contributions/?state=queued", "given")],
)
def test_lists_are_read_by_key_and_keep_what_was_asked(
    net: Net, amina: User, address: str, name: str
) -> None:
    for number in range(53):
        net.give(number)
    browser, seen, following = world.browser(amina), [], address.format(net=net.address)
    while following:
        part = browser.get(following).context[name]
        seen += [row.item for row in part.rows]
        following = part.next_url
        assert not following or "state=queued" in following
    assert len(seen) == len(set(seen)) == 53
    assert seen == sorted(seen, reverse=True)


PATHS = ("contribute/", "items/", "items/?q=number&state=accepted", "{item}", "{refine}", "{withdraw}", "own")


@pytest.mark.parametrize("path", PATHS)
def test_a_page_asks_few_questions_whatever_is_there(
    net: Net, amina: User, juma: User, li_wei: User, path: str
) -> None:
    sent_back = thread.reviewed(
        net.give(99), juma, verdict="request_changes", reason="unclear", note="Shorter.", now=net.later()
    )
    for number in range(6):
        net.add(number, by=(amina, li_wei, juma)[number % 3])
    address = {
        "own": "/contributions/",
        "{item}": item_address(net, sent_back),
        "{refine}": item_address(net, sent_back, "refine/"),
        "{withdraw}": item_address(net, sent_back, "withdraw/"),
    }.get(path, f"{net.address}/{path}")
    for reader in (amina, juma, None):
        browser = world.browser(reader)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        assert len(asked) <= MOST_QUESTIONS, "\n".join(query["sql"] for query in asked)


@pytest.mark.parametrize("before", ["", "0", "itm_", "' OR 1=1", "é" * 200])
def test_nonsense_for_a_place_in_a_list_is_no_error(net: Net, amina: User, before: str) -> None:
    net.give(1)
    for address in (f"{net.address}/items/", "/contributions/", "/datanets/"):
        assert world.browser(amina).get(address, {"before": before}).status_code == 200


def test_nobody_counts_as_the_author_by_a_name_in_the_form(net: Net, li_wei: User, amina: User) -> None:
    browser, address = world.browser(li_wei), f"{net.address}/contribute/"
    sent = form_of(browser, address) | RECORD | {"author": amina.public_id, "giver": str(amina.pk)}
    assert browser.post(address, sent).status_code == 302
    assert Contribution.objects.get().author == li_wei
    assert Contribution.objects.get().submitted_at >= NOW
