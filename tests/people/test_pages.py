"""The pages of the people floor: who may see them, and that each costs few queries."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.people.core import kinds
from apps.people.models import User
from apps.people.services import communities, naming, notifying
from tests import world

MOST_QUERIES = 8


@pytest.fixture
def peopled(amina: User, juma: User) -> dict[str, str]:
    """A world in which no list is empty, and the ids that addresses need."""
    place = world.community(amina)
    for number in range(5):
        member = world.person(f"member-{number}x")
        communities.join(user=member, community=place, now=world.NOW)
        world.community(member, slug=f"place-{number}")
    agent = world.agent(amina)
    for number in range(5):
        world.mandate(world.agent(amina, f"Helper {number}"))
    world.mandate(agent)
    world.mandate(agent)
    for _number in range(5):
        world.key(amina)
        world.key(amina, "models:call", of=agent)
        notifying.notify(user=amina, kind="welcome", now=world.NOW)
    return {"slug": place.slug, "agent": agent.public_id, "pseudonym": amina.pseudonym}


PUBLIC = ["/c/", "/c/{slug}/", "/c/{slug}/members/", "/u/{pseudonym}/"]
OWN = [
    "/notifications/",
    "/settings/profile/",
    "/settings/security/",
    "/settings/keys/",
    "/settings/agents/",
    "/settings/notifications/",
    "/settings/your-data/",
    "/settings/your-data/download/",
    "/settings/leave/",
    "/c/new/",
]
AGENTS = [
    "/settings/agents/{agent}/",
    "/settings/agents/{agent}/mandate/",
    "/settings/agents/{agent}/key/",
    "/settings/agents/{agent}/close/",
]
OWNERS = ["/c/{slug}/edit/"]


def status(client: Client, address: str) -> int:
    return client.get(address).status_code


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_are_for_everybody(
    address: str, peopled: dict[str, str], juma: User, root: User
) -> None:
    for reader in (None, juma, root):
        assert status(world.browser(reader), address.format(**peopled)) == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", OWN)
def test_own_pages_are_for_those_who_are_signed_in(address: str, peopled: dict[str, str], juma: User) -> None:
    stranger = world.browser().get(address)
    assert stranger.status_code == 302
    assert "/accounts/login/" in stranger["Location"]
    assert status(world.browser(juma), address) == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", AGENTS)
def test_an_agent_is_shown_to_its_owner_and_to_nobody_else(
    address: str, peopled: dict[str, str], amina: User, juma: User, root: User
) -> None:
    address = address.format(**peopled)
    assert status(world.browser(), address) == 302
    assert status(world.browser(juma), address) == 404
    assert status(world.browser(root), address) == 404
    assert status(world.browser(amina), address) == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", OWNERS)
def test_a_community_is_edited_by_those_who_speak_for_it(
    address: str, peopled: dict[str, str], amina: User, juma: User, root: User
) -> None:
    address = address.format(**peopled)
    assert status(world.browser(), address) == 302
    assert status(world.browser(juma), address) == 403
    assert status(world.browser(root), address) == 403
    assert status(world.browser(amina), address) == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC + OWN + AGENTS + OWNERS)
def test_a_page_asks_the_database_few_questions(
    address: str,
    peopled: dict[str, str],
    amina: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = world.browser(amina)
    most = 20 if "download" in address else MOST_QUERIES  # the file has a question for each table
    with django_assert_max_num_queries(most):
        assert status(browser, address.format(**peopled)) == 200


@pytest.mark.django_db
def test_a_handle_leads_nowhere_while_its_owner_is_shown_by_pseudonym(amina: User) -> None:
    hidden, nobody = world.browser().get("/u/amina/"), world.browser().get("/u/nobody-here/")
    assert hidden.status_code == nobody.status_code == 404
    assert "amina" not in world.browser().get(f"/u/{amina.pseudonym}/").content.decode()


@pytest.mark.django_db
def test_shown_by_name_the_pseudonym_leads_to_the_handle(amina: User) -> None:
    show_by_name(amina)
    answer = world.browser().get(f"/u/{amina.pseudonym}/")
    assert (answer.status_code, answer["Location"]) == (302, "/u/amina/")
    page = world.browser().get("/u/amina/").content.decode()
    assert "Amina Otieno" in page
    assert "https://example.org/amina" in page
    assert world.browser().get("/u/AMINA/")["Location"] == "/u/amina/"


@pytest.mark.django_db
def test_what_somebody_wrote_is_escaped(amina: User) -> None:
    show_by_name(amina, bio="<script>alert(1)</script>")
    page = world.browser().get("/u/amina/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.django_db
def test_the_form_of_the_profile_says_what_is_wrong_where_it_is_wrong(amina: User) -> None:
    world.person("juma")
    sent = profile(handle="JUMA")
    page = world.browser(amina).post("/settings/profile/", sent)
    assert page.context["form"].errors == {"handle": ["That handle is taken."]}
    page = world.browser(amina).post("/settings/profile/", profile(time_zone="Nowhere/Atlantis"))
    assert list(page.context["form"].errors) == ["time_zone"]


@pytest.mark.django_db
def test_a_profile_that_is_saved_is_shown_again(amina: User) -> None:
    browser = world.browser(amina)
    answer = browser.post(
        "/settings/profile/", profile(handle="Amina-O", links="https://a.example\nhttps://b.example")
    )
    assert answer.status_code == 302
    form = browser.get("/settings/profile/").context["form"]
    assert form.initial["handle"] == "Amina-O"
    assert form.initial["links"].split() == ["https://a.example", "https://b.example"]


@pytest.mark.django_db
def test_preferences_are_kept_and_essential_kinds_cannot_be_switched_off(amina: User) -> None:
    browser = world.browser(amina)
    sent = {kind.replace(".", "-"): kinds.IN_APP for kind in kinds.KINDS}
    assert browser.post("/settings/notifications/", sent | {"welcome": "off"}).status_code == 302
    assert browser.get("/settings/notifications/").context["form"].initial["welcome"] == "off"
    refused = browser.post("/settings/notifications/", sent | {"key-leaked": "off"})
    assert list(refused.context["form"].errors) == ["key-leaked"]


@pytest.mark.django_db
def test_following_a_notification_marks_it_and_leads_where_it_says(amina: User) -> None:
    told = notifying.notify(user=amina, kind="key.expiring", parameters={"last_four": "abcd"}, now=world.NOW)
    assert told is not None
    browser = world.browser(amina)
    assert browser.post(f"/notifications/{told.public_id}/")["Location"] == "/settings/keys/"
    told.refresh_from_db()
    assert told.read_at is not None
    assert world.browser(world.person("juma")).post(f"/notifications/{told.public_id}/").status_code == 404


@pytest.mark.django_db
def test_lists_are_read_by_key_and_each_row_is_on_one_page(amina: User) -> None:
    for _number in range(120):
        notifying.notify(user=amina, kind="welcome", now=world.NOW)
    browser, address, seen = world.browser(amina), "/notifications/", []
    while address:
        part = browser.get(address).context["notices"]
        seen += [notice.public_id for notice in part.rows]
        address = part.next_url
    assert len(seen) == len(set(seen)) == 121
    assert seen == sorted(seen, reverse=True)


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["", "0", "ntf_", "ZZZ", "' OR 1=1", "\x00", "é" * 200])
def test_nonsense_for_a_place_in_a_list_is_no_error(amina: User, before: str) -> None:
    for address in ("/c/", "/notifications/", "/settings/keys/"):
        assert world.browser(amina).get(address, {"before": before}).status_code in (200, 400)


def show_by_name(user: User, *, bio: str = "I grow maize.") -> None:
    naming.edit_profile(
        user=user,
        handle=user.handle or "",
        display_name="Amina Otieno",
        bio=bio,
        links=["https://example.org/amina"],
        language="en",
        time_zone="Africa/Nairobi",
        shown_as="name",
    )


def profile(**changed: str) -> dict[str, str]:
    return {
        "handle": "amina", "display_name": "", "bio": "", "links": "", "language": "en", "time_zone": "UTC",
        "shown_as": "pseudonym",
    } | changed  # fmt: skip
