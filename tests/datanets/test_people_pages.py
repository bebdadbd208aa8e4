"""The pages of a datanet's people and settings: asking, answering, giving roles, and saying who may what."""

import pytest

from apps.datanets.models import AccessRequest, Datanet, Steward
from apps.people.models import User
from tests import thread, world

pytestmark = pytest.mark.django_db
NET = "/d/agri-africa/agronomy"


@pytest.fixture
def net(juma: User, li_wei: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[li_wei])


def text_of(user: User | None, address: str) -> str:
    answer = world.browser(user).get(address)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def test_from_the_page_that_says_not_yet_to_the_first_item(net: Datanet, juma: User, amina: User) -> None:
    sent = {"visibility": "public", "access": "gated", "entry": "apply"}
    assert world.browser(juma).post(f"{NET}/settings/openness/", sent).status_code == 302
    refused = world.browser(amina).get(f"{NET}/items/")
    assert refused.status_code == 403
    assert f"{NET}/ask/" in refused.content.decode()
    assert f"{NET}/ask/" in text_of(amina, f"{NET}/contribute/")
    asked = world.browser(amina).post(f"{NET}/ask/", {"role": "contributor", "message": "I farm."})
    assert asked.status_code == 302
    assert "You have asked" in text_of(amina, f"{NET}/ask/")
    assert "I farm." in text_of(juma, f"{NET}/people/")
    assert "I farm." not in text_of(amina, f"{NET}/people/")
    request = AccessRequest.objects.get().public_id
    assert world.browser(juma).post(f"{NET}/people/{request}/grant/").status_code == 302
    assert "Ask to be let in" not in text_of(amina, f"{NET}/contribute/")
    assert world.browser(amina).get(f"{NET}/items/").status_code == 200


def test_a_no_and_its_reason_are_read_by_whoever_asked(net: Datanet, juma: User, amina: User) -> None:
    world.browser(amina).post(f"{NET}/ask/", {"role": "reviewer", "message": ""})
    request = AccessRequest.objects.get().public_id
    browser = world.browser(juma)
    assert "Say why" in browser.post(f"{NET}/people/{request}/decline/", follow=True).content.decode()
    browser.post(f"{NET}/people/{request}/decline/", {"reason": "Read along for a while first."})
    assert "Read along for a while first." in text_of(amina, f"{NET}/ask/")
    answer = browser.post(f"{NET}/people/{request}/grant/", follow=True)
    assert AccessRequest.objects.get().state == "declined"
    assert answer.status_code == 200


def test_one_takes_ones_own_request_back_and_nobody_elses(net: Datanet, amina: User, li_wei: User) -> None:
    world.browser(amina).post(f"{NET}/ask/", {"role": "reviewer", "message": "x"})
    address = f"{NET}/ask/{AccessRequest.objects.get().public_id}/take-back/"
    assert world.browser(li_wei).post(address).status_code == 404
    assert world.browser(amina).post(address).status_code == 302
    assert AccessRequest.objects.get().state == "taken_back"


def test_roles_are_given_by_name_changed_and_taken_back(net: Datanet, juma: User, amina: User) -> None:
    browser = world.browser(juma)
    unknown = browser.post(f"{NET}/people/", {"name": "nobody-of-that-name", "role": "reader"})
    assert list(unknown.context["form"].errors) == ["name"]
    for _ in range(2):
        sent = {"name": f"@{amina.pseudonym}", "role": "reader"}
        assert browser.post(f"{NET}/people/", sent).status_code == 302
    browser.post(f"{NET}/people/role/", {"user": amina.public_id, "role": "reviewer"})
    assert Steward.objects.get(user=amina).role == "reviewer"
    refused = browser.post(f"{NET}/people/role/", {"user": juma.public_id, "role": "reader"}, follow=True)
    assert "keeps an owner" in refused.content.decode()
    assert browser.post(f"{NET}/people/role/", {"user": "usr_nobody", "role": "reader"}).status_code == 404
    browser.post(f"{NET}/people/dismiss/", {"user": amina.public_id})
    assert not Steward.objects.filter(user=amina).exists()
    last = browser.post(f"{NET}/people/step-down/", follow=True)
    assert "Appoint another one first" in last.content.decode()


def test_settings_say_what_is_wrong_and_keep_what_is_right(net: Datanet, juma: User, amina: User) -> None:
    browser, address = world.browser(juma), f"{NET}/settings/"
    wrong = browser.post(address, {"title": "Soils", "purpose": "For all.", "languages": "en, klingonish"})
    assert list(wrong.context["description"].errors) == ["languages"]
    right = {"title": "Soils", "purpose": "For all.", "domain": "soil", "languages": "SW en"}
    assert browser.post(address, right).status_code == 302
    net.refresh_from_db()
    assert (net.title, net.domain, net.languages) == ("Soils", "soil", ["sw", "en"])
    assert world.browser(amina).get(address).status_code == 403
    browser.post(f"{address}close/", {"to": "closed"})
    assert "Open it again" in text_of(juma, address)
    browser.post(f"{address}close/", {"to": "open"})
    net.refresh_from_db()
    assert net.state == "open"


def test_the_form_of_a_new_datanet_takes_kind_languages_licence_and_openness(juma: User) -> None:
    world.community(juma)
    sent = {
        "title": "Leaves", "slug": "leaves", "purpose": "Sick leaves.", "guidelines": "In daylight.",
        "domain": "plant health", "languages": "sw, pt-br", "begins_with": "labelled_images",
        "licence": "other", "other_licence": "mit OR apache-2.0", "min_reviews": "2",
        "visibility": "unlisted", "access": "gated", "entry": "invite",
    }  # fmt: skip
    browser, address = world.browser(juma), "/c/agri-africa/datanets/new/"
    wrong = browser.post(address, sent | {"other_licence": "Mine 1.0"})
    assert "no licence that SPDX knows" in " ".join(wrong.content.decode().split())
    assert browser.post(address, sent).status_code == 302
    opened = Datanet.objects.get()
    assert (opened.modality, opened.languages, opened.domain) == ("image", ["sw", "pt-BR"], "plant health")
    assert (opened.visibility, opened.access, opened.entry) == ("unlisted", "gated", "invite")
    rules = opened.rules.get()
    assert rules.licence == "MIT OR Apache-2.0"
    assert "image" in rules.record_schema["properties"]


def test_rules_tell_quotas_licences_and_shares(net: Datanet, juma: User) -> None:
    sent = {
        "licence": "CC0-1.0", "also_licences": "cc-by-4.0, mit", "min_reviews": "1", "max_reviews": "3",
        "accept_at": "7500", "votes_wanted": "4", "agents_may_give": "on", "most_items_a_day": "1200",
        "most_mib": "64", "validation_share": "500", "test_share": "1000",
    }  # fmt: skip
    browser = world.browser(juma)
    answer = browser.post(f"{NET}/rules/edit/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    page = text_of(None, f"{NET}/rules/")
    assert "another licence instead: CC-BY-4.0, MIT." in page
    assert "Agents may give as well" in page
    assert "at most 1,200 items a day, in files of up to 64.0" in page
    assert "5 % are held out for validation and 10 % for tests" in page
    wrong = browser.post(f"{NET}/rules/edit/", sent | {"validation_share": "2500", "also_licences": "x y z"})
    assert wrong.context["form"].errors
