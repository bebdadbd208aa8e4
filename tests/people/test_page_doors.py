"""Who may do what on the pages of this floor. The table is compared with the addresses that there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from apps.people import urls
from apps.people.models import User
from apps.people.services import communities, notifying
from tests import world

pytestmark = pytest.mark.django_db
ACTORS: Final = ("stranger", "other", "owner", "staff")
SIGN_IN: Final = 302  # a stranger is led to the sign-in, as is told apart below
OWN: Final = (SIGN_IN, 200, 200, 200)
OWN_ACT: Final = (SIGN_IN, 302, 302, 302)
OF_THE_OWNER: Final = (SIGN_IN, 404, 200, 404)
OWNERS_ACT: Final = (SIGN_IN, 404, 302, 404)
CURATORS_ACT: Final = (SIGN_IN, 403, 302, 403)


@dataclass(frozen=True, slots=True)
class Door:
    """One method of one page, what is sent to it, and who is answered what."""

    name: str
    method: str
    answers: tuple[int, ...]
    form: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


MANDATE: Final = {"per_call": "1", "per_day": "2", "in_total": "3", "scopes": "models:call", "days": "30"}
COMMUNITY: Final = {"title": "Soil", "slug": "soil-notes", "purpose": "Soil."}
PROFILE: Final = {"language": "en", "time_zone": "UTC", "shown_as": "pseudonym"}
DOORS: Final = (
    Door("profile", "GET", (200,) * 4),
    Door("communities", "GET", (200,) * 4),
    Door("community-new", "GET", OWN),
    Door("community-new", "POST", OWN_ACT, COMMUNITY),
    Door("community", "GET", (200,) * 4),
    Door("community-members", "GET", (200,) * 4),
    Door("community-edit", "GET", (SIGN_IN, 403, 200, 403)),
    Door("community-edit", "POST", CURATORS_ACT, {"title": "Agri", "purpose": "Maize."}),
    Door("community-join", "POST", OWN_ACT),
    Door("community-leave", "POST", (SIGN_IN, 404, 409, 404)),
    Door("community-appoint", "POST", CURATORS_ACT, {"user": "{member}", "role": "steward"}),
    Door("community-dismiss", "POST", CURATORS_ACT, {"user": "{member}"}),
    Door("community-close", "POST", (SIGN_IN, 403, 409, 403)),
    Door("notifications", "GET", OWN),
    Door("notifications-read", "POST", OWN_ACT),
    Door("notification", "POST", OWNERS_ACT),
    Door("settings", "GET", (302,) * 4),
    Door("profile-settings", "GET", OWN),
    Door("profile-settings", "POST", OWN_ACT, PROFILE),
    Door("security", "GET", OWN),
    Door("end-other-sessions", "POST", OWN_ACT),
    Door("keys", "GET", OWN),
    Door("keys", "POST", OWN, {"name": "Laptop", "scopes": "account:read", "days": "30"}),
    Door("key-revoke", "POST", OWNERS_ACT),
    Door("agents", "GET", OWN),
    Door("agents", "POST", OWN_ACT, {"name": "Helper"}),
    Door("agent", "GET", OF_THE_OWNER),
    Door("mandate", "GET", OF_THE_OWNER),
    Door("mandate", "POST", OWNERS_ACT, MANDATE),
    Door("mandate-withdraw", "POST", OWNERS_ACT),
    Door("agent-key", "GET", OF_THE_OWNER),
    Door("agent-key", "POST", OF_THE_OWNER, {"name": "Server", "scopes": "models:call", "days": "30"}),
    Door("agent-close", "GET", OF_THE_OWNER),
    Door("agent-close", "POST", OWNERS_ACT),
    Door("notification-settings", "GET", OWN),
    Door("notification-settings", "POST", OWN),  # an empty form is shown again
    Door("your-data", "GET", OWN),
    Door("take-out", "GET", OWN),
    Door("leave", "GET", OWN),
    Door("leave", "POST", OWN),  # an empty form is shown again
)
ACTS: Final = tuple(door for door in DOORS if door.method == "POST")


@dataclass(frozen=True, slots=True)
class Site:
    """A small world behind the doors, and a browser for everybody who tries them."""

    browsers: Mapping[str, Client]
    places: Mapping[str, str]

    def ask(self, browser: Client, door: Door) -> Any:
        form = {name: value.format(**self.places) for name, value in door.form.items()}
        address = self.address(door.name)
        return browser.get(address) if door.method == "GET" else browser.post(address, form)

    def address(self, name: str) -> str:
        pattern = next(pattern for pattern in urls.urlpatterns if pattern.name == name)
        needed = pattern.pattern.converters
        return reverse(f"people:{name}", kwargs={word: self.places[word] for word in needed})


@pytest.fixture
def site(amina: User, juma: User, li_wei: User, root: User) -> Site:
    """Amina owns what there is; Li Wei is a member of her community; Juma and staff are neither."""
    community = world.community(amina)
    communities.join(user=li_wei, community=community, now=world.NOW)
    agent = world.agent(amina)
    world.mandate(agent)
    told = notifying.notify(user=amina, kind="welcome", now=world.NOW)
    return Site(
        browsers=dict(zip(ACTORS, map(world.browser, (None, juma, amina, root)), strict=True)),
        places={
            "word": amina.pseudonym,
            "slug": community.slug,
            "member": li_wei.public_id,
            "agent_id": agent.public_id,
            "key_id": world.key(amina).key.public_id,
            "notification_id": told.public_id if told else "",
        },
    )


def test_every_page_has_a_row_in_this_table() -> None:
    assert {door.name for door in DOORS} == {pattern.name for pattern in urls.urlpatterns}


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_everybody_is_let_through_or_refused_as_the_table_says(door: Door, site: Site) -> None:
    answered = []
    for actor in ACTORS:
        with transaction.atomic():
            answered.append(site.ask(site.browsers[actor], door).status_code)
            transaction.set_rollback(True)
    assert tuple(answered) == door.answers


@pytest.mark.parametrize("door", [door for door in DOORS if door.answers[0] == SIGN_IN], ids=str)
def test_a_stranger_is_led_to_the_sign_in_and_back(door: Door, site: Site) -> None:
    address = "/settings/profile/" if door.name == "settings" else site.address(door.name)
    answer = site.ask(site.browsers["stranger"], door)
    if door.name == "settings":
        answer = site.browsers["stranger"].get(answer["Location"])
    assert answer["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("door", ACTS, ids=str)
def test_an_act_needs_the_token_of_its_page_and_is_no_link(door: Door, site: Site, amina: User) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(amina)
    assert site.ask(careful, door).status_code == 403
    if door.name not in {other.name for other in DOORS if other.method == "GET"}:
        assert careful.get(site.address(door.name)).status_code == 405


@pytest.mark.parametrize("door", ACTS, ids=str)
@pytest.mark.parametrize("nasty", ["\x00", "x" * 5000, "%s", "🦩", "'; DROP TABLE people_user; --", "١٢٣"])
def test_nothing_that_is_typed_breaks_a_page(door: Door, nasty: str, site: Site) -> None:
    names = {*door.form, "name", "password", "handle", "bio", "links", "days", "up_to", "reason", "next"}
    answer = site.browsers["owner"].post(site.address(door.name), dict.fromkeys(names, nasty))
    assert answer.status_code in (200, 302, 400, 404, 409)


@pytest.mark.parametrize("word", ["%00", "x" * 5000, "%25s", "%F0%9F%A6%A9", "..%2F..", "%D9%A1"])
@pytest.mark.parametrize(
    "address",
    ["/u/{}/", "/settings/agents/{}/", "/settings/keys/{}/revoke/", "/notifications/{}/", "/c/?before={}"],
)
def test_nothing_that_is_put_into_an_address_breaks_a_page(address: str, word: str, site: Site) -> None:
    for method in ("get", "post"):
        answer = getattr(site.browsers["owner"], method)(address.format(word))
        assert answer.status_code in (200, 400, 404, 405, 414)
