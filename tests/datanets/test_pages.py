"""The pages of the datanets floor: what they show to whom, what their forms do, and what they say to a stranger."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.datanets.models import Context, Datanet, Rules
from apps.people.models import User
from apps.people.services import communities
from tests import thread, world
from tests.snapshots import scene
from tests.snapshots.scene import Net
from tests.world import NOW

pytestmark = pytest.mark.django_db
MOST_QUESTIONS = 8
NEW = "/c/agri-africa/datanets/new/"
FORM = {
    "title": "Soil notes",
    "slug": "soil-notes",
    "purpose": "What soils need.",
    "guidelines": "Say where it was measured.",
    "licence": "CC0-1.0",
    "min_reviews": "3",
    "begins_with": "question_answer",
    "visibility": "public",
    "access": "open",
    "entry": "open",
}
RULES = {
    "licence": "CC0-1.0",
    "min_reviews": "3",
    "max_reviews": "5",
    "accept_at": "7500",
    "votes_wanted": "4",
    "most_items_a_day": "100",
    "most_mib": "64",
    "validation_share": "500",
    "test_share": "1000",
}


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Net:
    return scene.net(curator=juma, author=amina, members=(li_wei,))


def text_of(browser: Client, address: str, **asked: str) -> str:
    answer = browser.get(address, asked)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def test_everybody_finds_open_datanets_by_their_words(net: Net, juma: User) -> None:
    thread.datanet(juma, community=world.community(juma, "elsewhere"), slug="beekeeping")
    Datanet.objects.filter(slug="beekeeping").update(title="Bees", purpose="Honey and wax.")
    found = {
        query: [one.slug for one in world.browser().get("/datanets/", {"q": query}).context["found"].datanets]
        for query in ("", "HONEY", "bees wax", "agri", "elsewhere honey", "honey maize", "100%", "_")
    }
    assert found == {
        "": ["beekeeping", "agronomy"],
        "HONEY": ["beekeeping"],
        "bees wax": ["beekeeping"],
        "agri": ["beekeeping", "agronomy"],  # of the title of both communities
        "elsewhere honey": ["beekeeping"],
        "honey maize": [],
        "100%": [],
        "_": [],
    }
    Datanet.objects.filter(slug="beekeeping").update(state="closed")
    assert "Bees" not in text_of(world.browser(), "/datanets/")


def test_a_row_says_how_much_there_is_and_which_version_is_the_newest(net: Net) -> None:
    net.add(1)
    net.add(2)
    net.publish()
    net.give(3)
    page = text_of(world.browser(), "/datanets/")
    assert '?state=accepted">2</a>' in page
    assert '/d/agri-africa/agronomy/review/">1</a>' in page
    assert "/versions/1.0.0/" in page
    assert "CC BY 4.0" in page


def test_the_button_leads_to_ones_own_communities(net: Net, juma: User, amina: User) -> None:
    assert f'href="{NEW}"' in text_of(world.browser(juma), "/datanets/")
    assert "Found a community" in text_of(world.browser(amina), "/datanets/")
    assert "Sign in and found one" in text_of(world.browser(), "/datanets/")


def test_an_empty_list_says_what_will_be_there() -> None:
    page = text_of(world.browser(), "/datanets/")
    assert "once a community has opened one" in page
    assert "For example" in page


def test_lists_are_read_by_key_and_keep_their_words(juma: User) -> None:
    place = world.community(juma)
    for number in range(53):
        thread.datanet(juma, community=place, slug=f"net-{number}")
    browser, address, seen = world.browser(), "/datanets/?q=agronomy", []
    while address:
        part = browser.get(address).context["found"]
        seen += [one.slug for one in part.datanets]
        address = part.next_url
        assert not address or "q=agronomy" in address
    assert len(seen) == len(set(seen)) == 53


def test_whoever_speaks_for_a_community_opens_a_datanet(juma: User) -> None:
    world.community(juma)
    browser = world.browser(juma)
    assert "Images with a label" in text_of(browser, NEW)
    assert browser.post(NEW, FORM)["Location"] == "/d/agri-africa/soil-notes/"
    opened = Datanet.objects.get()
    rules = Rules.objects.get(datanet=opened)
    assert (opened.title, rules.licence, rules.min_reviews) == ("Soil notes", "CC0-1.0", 3)
    again = browser.post(NEW, FORM)
    assert list(again.context["form"].errors) == ["slug"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"slug": "Not This"}, "slug"),
        ({"guidelines": "x" * 20_001}, "guidelines"),
        ({"guidelines": "\u202e turned"}, "guidelines"),
        ({"licence": "mine"}, "licence"),
        ({"min_reviews": "6"}, "min_reviews"),
        ({"min_reviews": "many"}, "min_reviews"),
    ],
)
def test_the_form_says_what_is_wrong_where_it_is_wrong(
    juma: User, changed: dict[str, str], field: str
) -> None:
    world.community(juma)
    page = world.browser(juma).post(NEW, FORM | changed)
    assert list(page.context["form"].errors) == [field]
    assert not Datanet.objects.exists()


def test_a_member_is_told_who_can_open_one(net: Net, juma: User, amina: User) -> None:
    page = text_of(world.browser(amina), NEW)
    assert juma.pseudonym in page
    assert '<form class="form"' not in page
    assert world.browser(amina).post(NEW, FORM).status_code == 403
    assert "/accounts/login/" in world.browser().get(NEW)["Location"]
    assert world.browser(amina).get("/c/nowhere/datanets/new/").status_code == 404


def test_rules_are_told_in_sentences_with_what_is_coming_and_what_was(net: Net, juma: User) -> None:
    browser, address = world.browser(juma), f"{net.address}/rules/"
    coming = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    assert browser.post(f"{address}edit/", RULES | {"holds_from": coming})["Location"] == address
    page = text_of(world.browser(), address)
    assert "1 review decides, by at least 66.66 % of those who reviewed." in page
    assert "3 reviews decide, by at least 75 % of those who reviewed." in page
    assert page.index("Coming rules") < page.index("In force")
    assert "Everything is given under CC0 1.0." in page
    assert browser.post(f"{address}edit/", RULES | {"accept_at": "10000"})["Location"] == address
    page = text_of(world.browser(), address)
    assert "3 reviews decide: the item is accepted if all of them are in favour." in page
    assert "Never came into force" in page
    assert "Coming rules" not in page


def test_a_form_that_is_sent_twice_publishes_once(net: Net, juma: User) -> None:
    browser = world.browser(juma)
    for _ in range(2):
        assert browser.post(f"{net.address}/rules/edit/", RULES).status_code == 302
        assert browser.post(f"{net.address}/context/edit/", {"guidelines": "Newer."}).status_code == 302
    assert Rules.objects.count() == Context.objects.count() == 2


def test_the_forms_begin_with_what_is_there_and_refuse_what_was(net: Net, juma: User) -> None:
    browser = world.browser(juma)
    assert thread.GUIDELINES in browser.get(f"{net.address}/context/edit/").content.decode()
    form = browser.get(f"{net.address}/rules/edit/").context["form"]
    assert form.initial["votes_wanted"] == 8
    past = browser.post(f"{net.address}/rules/edit/", RULES | {"holds_from": "2000-01-01T00:00"})
    assert list(past.context["form"].errors) == ["holds_from"]
    wrong = browser.post(f"{net.address}/rules/edit/", RULES | {"max_reviews": "2"})
    assert list(wrong.context["form"].errors) == ["min_reviews"]
    empty = browser.post(f"{net.address}/context/edit/", {"guidelines": " "})
    assert list(empty.context["forms"].prose.errors) == ["guidelines"]


def test_only_whoever_looks_after_it_changes_rules_and_guidelines(net: Net, juma: User, amina: User) -> None:
    for part in ("rules", "context"):
        address = f"{net.address}/{part}/edit/"
        assert "/accounts/login/" in world.browser().get(address)["Location"]
        assert world.browser(amina).get(address).status_code == 403
        assert world.browser(amina).post(address, RULES | {"guidelines": "Mine."}).status_code == 403
    assert "Change the rules" not in text_of(world.browser(amina), f"{net.address}/rules/")
    assert "Change the rules" in text_of(world.browser(juma), f"{net.address}/rules/")
    assert Rules.objects.count() == 1


def test_guidelines_are_markdown_that_keeps_its_lines_and_no_html(net: Net, juma: User) -> None:
    world.browser(juma).post(f"{net.address}/context/edit/", {"guidelines": "<b>**Bold**</b>\r\nnext line"})
    page = text_of(world.browser(), f"{net.address}/rules/")
    assert "&lt;b&gt;<strong>Bold</strong>&lt;/b&gt;<br>" in page
    assert thread.GUIDELINES in text_of(world.browser(), f"{net.address}/context/1/")


def test_a_datanet_that_is_not_there_is_missing_everywhere(net: Net, juma: User) -> None:
    for part in ("rules/", "rules/edit/", "context/edit/"):
        assert world.browser(juma).get(f"/d/agri-africa/nothing/{part}").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/datanets/", "/datanets/?q=maize", NEW, "{net}/rules/", "{net}/rules/edit/", "{net}/context/edit/"],
)
def test_a_page_asks_few_questions_whatever_is_there(net: Net, juma: User, amina: User, address: str) -> None:
    for number in range(4):
        thread.datanet(juma, community=net.datanet.community, slug=f"net-{number}")
        world.browser(juma).post(f"{net.address}/context/edit/", {"guidelines": f"Version {number}."})
        world.browser(juma).post(f"{net.address}/rules/edit/", RULES | {"votes_wanted": str(number)})
    net.add(1)
    net.publish()
    communities.appoint(actor=juma, community=net.datanet.community, user=amina, role="steward", now=NOW)
    for reader in (juma, amina, None):
        browser = world.browser(reader)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address.format(net=net.address))
        assert len(asked) <= MOST_QUESTIONS, "\n".join(query["sql"] for query in asked)
