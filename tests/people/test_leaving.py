"""Leaving erases the person and keeps the pseudonym; taking out tells everything that is kept."""

import json
from collections.abc import Iterable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps as installed
from django.db import DatabaseError, models, transaction

from apps.foundation.errors import Conflict
from apps.foundation.money import Amount
from apps.people.models import Agent, AuditRecord, MandateSpending, User
from apps.people.reports import take_out
from apps.people.services import communities, keys, leaving, mandates, naming, notifying, staffing
from apps.people.services.communities import LastOwner
from apps.people.services.naming import HandleTaken
from tests import world
from tests.people import dump

pytestmark = pytest.mark.django_db

#: Ten things that only this person could be known by, wherever they may have been written down.
PLANTED = {
    "address": "planted-address@example.org",
    "old address": "planted-old-address@example.org",
    "handle": "planted-handle",
    "earlier handle": "planted-earlier",
    "name": "Planted Display Name",
    "bio": "planted-bio-words",
    "link": "https://planted-link.example",
    "agent": "Planted Agent Name",
    "key": "Planted Key Name",
    "reason": "planted-reason-words",
}


@pytest.fixture
def planted(root: User) -> User:
    """Somebody who left a trace in every table."""
    user = world.person(PLANTED["earlier handle"], email=PLANTED["address"])
    EmailAddress.objects.create(user=user, email=PLANTED["old address"])
    naming.edit_profile(
        user=user,
        handle=PLANTED["handle"],
        display_name=PLANTED["name"],
        bio=PLANTED["bio"],
        links=[PLANTED["link"]],
        language="en",
        time_zone="Africa/Nairobi",
        shown_as="name",
    )
    agent = world.agent(user, PLANTED["agent"])
    world.mandate(agent)
    mandates.reserve(agent=agent, amount=Amount(2), purpose="call:inf_1", key="call-a", now=world.NOW)
    for of in (None, agent):
        keys.issue_key(owner=user, agent=of, name=PLANTED["key"], scopes=["account:read"], now=world.NOW)
    staffing.appoint_staff(user=user, by=root, reason=PLANTED["reason"], now=world.NOW)
    notifying.prefer(user=user, deliveries={"welcome": "off"})
    communities.join(user=user, community=world.community(root, "a-place"), now=world.NOW)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    world.browser().post("/accounts/login/", {"login": PLANTED["address"], "password": "wrong-password"})
    browser = world.browser(user)
    browser.get("/settings/profile/")
    return user


def test_leaving_leaves_no_trace_of_ten_planted_things(planted: User) -> None:
    assert {word for word, _table in dump.places_of(PLANTED.values())} >= {
        PLANTED[name] for name in PLANTED if name != "earlier handle"
    }, "the search finds what is there"
    leaving.leave(user=planted, now=world.NOW)
    assert dump.places_of(PLANTED.values()) == []


def test_what_stays_of_a_leaver_is_a_pseudonym_that_opens_nothing(planted: User) -> None:
    pseudonym, password = planted.pseudonym, planted.password
    leaving.leave(user=planted, now=world.NOW)
    left = User.objects.get(public_id=planted.public_id)
    assert (left.state, left.pseudonym) == ("left", pseudonym)
    assert (left.email, left.handle, left.is_staff, left.is_active) == (None, None, False, False)
    assert left.password != password
    assert not left.has_usable_password()
    assert AuditRecord.objects.filter(act="person.leave", subject_id=left.public_id).exists()
    page = world.browser().get(f"/u/{pseudonym}/").content.decode()
    assert "has left" in page


def test_sessions_and_keys_of_a_leaver_open_nothing(amina: User) -> None:
    browser, program = world.browser(amina), world.program(world.key(amina).secret)
    leaving.leave(user=amina, now=world.NOW)
    assert browser.get("/settings/profile/").status_code == 302
    assert program.get("/api/v1/me").status_code == 401
    again = world.browser()
    again.post("/accounts/login/", {"login": "amina@example.org", "password": world.PASSWORD})
    assert again.get("/settings/profile/").status_code == 302


def test_what_an_agent_spent_stays_and_can_be_settled(planted: User) -> None:
    agent = Agent.objects.get(owner=planted)
    leaving.leave(user=planted, now=world.NOW)
    agent.refresh_from_db()
    assert (agent.state, agent.name) == ("closed", "")
    mandates.settle(agent=agent, key="call-a", amount=Amount(1), now=world.NOW)
    assert MandateSpending.objects.get().state == "settled"


def test_nobody_leaves_a_community_without_an_owner(amina: User, juma: User) -> None:
    place = world.community(amina)
    communities.join(user=juma, community=place, now=world.NOW)
    with pytest.raises(LastOwner, match="agri-africa"):
        leaving.leave(user=amina, now=world.NOW)
    amina.refresh_from_db()
    assert amina.state == "active"
    communities.appoint(actor=amina, community=place, user=juma, role="owner", now=world.NOW)
    leaving.leave(user=amina, now=world.NOW)
    assert list(place.memberships.values_list("user", "role")) == [(juma.pk, "owner")]


def test_nobody_leaves_twice_and_nobody_comes_back(amina: User) -> None:
    leaving.leave(user=amina, now=world.NOW)
    with pytest.raises(Conflict):
        leaving.leave(user=amina, now=world.NOW)
    with pytest.raises(DatabaseError, match="cannot become"), transaction.atomic():
        User.objects.filter(pk=amina.pk).update(state="active", left_at=None)


def test_the_handle_of_a_leaver_is_nobodys_for_ever(amina: User, juma: User) -> None:
    leaving.leave(user=amina, now=world.NOW)
    with pytest.raises(HandleTaken):
        naming.choose_handle(user=juma, handle="Amina")


def test_a_handle_that_was_given_up_comes_back_to_its_holder_only(amina: User, juma: User) -> None:
    naming.choose_handle(user=amina, handle="amina-two")
    with pytest.raises(HandleTaken):
        naming.choose_handle(user=juma, handle="amina")
    naming.choose_handle(user=amina, handle="amina")
    assert amina.handle == "amina"


def test_nobody_uses_up_handles(amina: User) -> None:
    for number in range(naming.MOST_HANDLES):
        naming.choose_handle(user=amina, handle=f"amina-{number}x")
    with pytest.raises(Conflict, match="5 times"):
        naming.choose_handle(user=amina, handle="amina-once-more")


def test_leaving_asks_for_the_handle_and_the_password(amina: User) -> None:
    browser = world.browser(amina)
    for wrong in (
        {"name": "juma", "password": world.PASSWORD},
        {"name": "amina", "password": "not-this-one"},
    ):
        assert browser.post("/settings/leave/", wrong).status_code == 200
        amina.refresh_from_db()
        assert amina.state == "active"
    answer = browser.post("/settings/leave/", {"name": "Amina", "password": world.PASSWORD})
    assert answer["Location"] == "/"
    amina.refresh_from_db()
    assert amina.state == "left"
    assert browser.get("/settings/profile/").status_code == 302


def test_without_a_handle_the_pseudonym_is_typed(amina: User) -> None:
    naming.edit_profile(
        user=amina,
        handle="",
        display_name="",
        bio="",
        links=[],
        language="en",
        time_zone="UTC",
        shown_as="pseudonym",
    )
    answer = world.browser(amina).post(
        "/settings/leave/", {"name": amina.pseudonym, "password": world.PASSWORD}
    )
    assert answer.status_code == 302


def test_the_page_of_leaving_says_what_stands_in_the_way(amina: User) -> None:
    world.community(amina)
    page = world.browser(amina).post("/settings/leave/", {"name": "amina", "password": world.PASSWORD})
    assert "agri-africa" in str(page.context["form"].non_field_errors())


def test_the_file_of_ones_own_data_holds_everything_that_was_planted(planted: User) -> None:
    answer = world.browser(planted).get("/settings/your-data/download/")
    assert answer["Content-Disposition"] == f'attachment; filename="{planted.pseudonym}.json"'
    text = json.dumps(json.loads(answer.content), ensure_ascii=False)
    assert [word for name, word in PLANTED.items() if word not in text and name != "earlier handle"] == []


def test_the_file_holds_no_secret_and_nobody_else(planted: User, root: User) -> None:
    text = world.browser(planted).get("/settings/your-data/download/").content.decode()
    assert planted.password not in text
    assert "argon2" not in text
    assert "rhoda@example.org" not in text


def test_every_column_about_a_person_is_told_or_withheld_for_a_reason() -> None:
    """A new table that points at people, or a new column, has to say what the file tells of it."""
    sections = {section.model: section for section in take_out.SECTIONS.values()}
    about = {model for model in _tables() if _points_at_people(model)}
    assert about - sections.keys() == set()
    for model, section in sections.items():
        said = {name.partition("__")[0] for name in section.told} | section.withheld.keys()
        assert {field.name for field in model._meta.concrete_fields} - said == set(), model


def _tables() -> Iterable[type[models.Model]]:
    for label in ("people", "account", "mfa"):
        yield from installed.get_app_config(label).get_models()


def _points_at_people(model: type[models.Model]) -> bool:
    targets = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
    return model is User or bool(targets & {User, Agent})
