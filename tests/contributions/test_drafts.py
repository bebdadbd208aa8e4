"""Writing before there is an account: kept in the browser, put under a name after sign-up, exactly once."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from apps.contributions.forms.writing import CONSENT, LICENCE, ORIGIN, TOKEN
from apps.contributions.models import Consent, Contribution, Item, Revision
from apps.contributions.views import keeping
from apps.datanets.models import Datanet
from apps.people.models import Session, User
from tests import thread, world
from tests.snapshots import scene
from tests.snapshots.scene import Net

pytestmark = pytest.mark.django_db
RECORD = {"question": thread.QUESTION, "answer": thread.ANSWER}
ACCOUNT = {"email": "new@example.org", "password1": world.PASSWORD}


@pytest.fixture
def net(juma: User, amina: User) -> Net:
    return scene.net(curator=juma, author=amina)


def written(browser: Client, net: Net, **more: str) -> dict[str, Any]:
    form = browser.get(f"{net.address}/contribute/").context["form"]
    agreed = {TOKEN: form[TOKEN].value(), ORIGIN: "own", LICENCE: "on", CONSENT: form[CONSENT].value()}
    return {**agreed, **RECORD, **more}


def submitted(browser: Client, net: Net, **more: str) -> str:
    """Where the visitor is led after they pressed Submit."""
    answer = browser.post(f"{net.address}/contribute/", written(browser, net, **more))
    assert answer.status_code == 302
    return str(answer["Location"])


def signed_up(browser: Client, address: str) -> Any:
    path, _mark, query = address.partition("?")
    onwards = browser.get(address).context["redirect_field_value"]
    assert query
    return browser.post(path, {**ACCOUNT, "next": onwards}, follow=True)


def test_a_visitor_writes_signs_up_and_sees_the_item_in_review(net: Net) -> None:
    browser = world.browser()
    address = submitted(browser, net)
    assert address.startswith("/accounts/signup/?next=")
    assert not Item.objects.exists()
    assert "What you wrote is kept" in browser.get(address).content.decode()
    page = signed_up(browser, address)
    item = Item.objects.get()
    assert page.redirect_chain[-1] == (f"{net.address}/items/{item.public_id}/", 302)
    assert item.author == User.objects.get(email=ACCOUNT["email"])
    assert Revision.objects.get().state == "queued"
    assert Contribution.objects.get().consent == Consent.objects.get(number=1)
    assert "Waiting for review" in page.content.decode()


def test_what_became_an_item_is_no_draft_and_asking_again_gives_nothing_more(net: Net) -> None:
    browser = world.browser()
    address = submitted(browser, net)
    signed_up(browser, address)
    token = keeping_token(address)
    assert browser.get(f"/contributions/drafts/{token}/")["Location"] == "/contributions/drafts/"
    assert Item.objects.count() == 1


def test_two_tabs_that_arrive_at_once_make_one_item(net: Net) -> None:
    browser = world.browser()
    address = submitted(browser, net)
    before = Session.objects.get().payload
    signed_up(browser, address)
    # The second tab read the session before the first one had written it.
    again = browser.session
    again.update(type(again)().decode(before))
    again.save()
    answer = browser.get(f"/contributions/drafts/{keeping_token(address)}/")
    assert answer["Location"] == f"{net.address}/items/{Item.objects.get().public_id}/"
    assert Item.objects.count() == 1


def test_whoever_has_an_account_signs_in_instead_and_the_draft_comes_along(net: Net, acme: User) -> None:
    browser = world.browser()
    onwards = f"/contributions/drafts/{keeping_token(submitted(browser, net))}/"
    browser.post(
        "/accounts/login/", {"login": acme.email, "password": world.PASSWORD, "next": onwards}, follow=True
    )
    assert Item.objects.get().author == acme


def test_a_draft_that_was_only_kept_is_never_given_by_itself(net: Net, acme: User) -> None:
    browser = world.browser()
    sent = written(browser, net)
    browser.post(f"{net.address}/contribute/", {**sent, "act-keep": "1"})
    browser.force_login(acme)
    browser.get(f"/contributions/drafts/{sent[TOKEN]}/")
    assert not Item.objects.exists()


def test_what_does_not_fit_is_said_before_an_account_is_asked_for(net: Net) -> None:
    browser = world.browser()
    for wrong, field in (({"answer": "No."}, "answer"), ({LICENCE: ""}, LICENCE), ({TOKEN: "x"}, TOKEN)):
        page = browser.post(f"{net.address}/contribute/", written(browser, net) | wrong)
        assert page.status_code == 200
        assert field in page.context["form"].errors
    assert not browser.session.get("drafts")


def test_what_no_longer_fits_after_sign_up_is_shown_with_the_words(net: Net) -> None:
    browser = world.browser()
    address = submitted(browser, net)
    net.give(1)
    given = Revision.objects.get()
    Datanet.objects.update(state="closed")
    assert "closed" in signed_up(browser, address).content.decode()
    assert Revision.objects.get() == given
    Datanet.objects.update(state="open")
    browser.get(f"/contributions/drafts/{keeping_token(address)}/")
    assert Revision.objects.count() == 2


def test_words_that_came_meanwhile_are_refused_and_the_draft_stays(net: Net, amina: User) -> None:
    browser = world.browser()
    address = submitted(browser, net)
    thread.item(amina, net.datanet)
    page = signed_up(browser, address)
    assert "very words already" in page.content.decode()
    assert thread.ANSWER in page.content.decode()
    assert len(browser.session["drafts"]) == 1


def test_where_people_are_let_in_first_nothing_is_drafted(net: Net) -> None:
    browser = world.browser()
    for change in ({"entry": "apply"}, {"entry": "invite"}, {"entry": "open", "state": "closed"}):
        Datanet.objects.update(**change)
        assert browser.post(f"{net.address}/contribute/", RECORD).status_code == 403
    Datanet.objects.update(state="open", visibility="private")
    assert browser.get(f"{net.address}/contribute/").status_code == 404


def test_a_member_keeps_a_draft_finds_it_again_and_discards_it(net: Net, amina: User) -> None:
    browser = world.browser(amina)
    sent = written(browser, net, answer="Not yet")
    address = browser.post(f"{net.address}/contribute/", {**sent, "act-keep": "1"})["Location"]
    form = browser.get(address).context["form"]
    assert (form["answer"].value(), form[TOKEN].value()) == ("Not yet", sent[TOKEN])
    page = browser.get("/contributions/drafts/").content.decode()
    assert address.replace("&", "&amp;") in page
    browser.post(f"/contributions/drafts/{sent[TOKEN]}/discard/")
    assert "Nothing is begun" in browser.get("/contributions/drafts/").content.decode()
    assert browser.get(address).context["form"]["answer"].value() is None


def test_a_draft_that_is_given_is_no_draft_any_more(net: Net, amina: User) -> None:
    browser = world.browser(amina)
    sent = written(browser, net)
    browser.post(f"{net.address}/contribute/", {**sent, "act-keep": "1"})
    browser.post(f"{net.address}/contribute/", sent)
    assert browser.session["drafts"] == []


def test_drafts_are_few_small_and_counted_by_where_they_come_from(net: Net) -> None:
    browser = world.browser()
    for number in range(7):
        submitted(browser, net, question=f"What is number {number}?")
    assert len(browser.session["drafts"]) == 5
    long = written(browser, net, answer="x" * 7_000, **{"act-source": "y" * 400})
    browser.post(f"{net.address}/contribute/", long)
    assert sum(len(str(draft)) for draft in browser.session["drafts"]) < 5 * 25_000
    cache.clear()
    for _number in range(keeping.MOST_AN_HOUR):
        browser.post(f"{net.address}/contribute/", long)
    page = world.browser().post(f"{net.address}/contribute/", written(world.browser(), net))
    assert "Too many drafts" in page.content.decode()


def test_a_draft_of_one_browser_is_not_in_another(net: Net) -> None:
    address = submitted(world.browser(), net)
    page = signed_up(world.browser(), address)
    assert page.redirect_chain[-1][0] == "/contributions/drafts/"
    assert not Item.objects.exists()


def keeping_token(address: str) -> str:
    return address.rpartition("drafts")[2].replace("%2F", "/").strip("/")
