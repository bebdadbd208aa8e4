"""Leaving: the person is gone from every table, the pseudonym stays; before that, all of it can be taken along."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps as installed
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.test import Client

from apps.foundation.errors import Conflict
from apps.foundation.money import Amount
from apps.people.core import key_format
from apps.people.models import (
    Agent,
    ApiKey,
    AuditRecord,
    Mandate,
    MandateSpending,
    Membership,
    RetiredHandle,
    Session,
    User,
)
from apps.people.reports import persons, take_out
from apps.people.services import (
    agents,
    communities,
    digesting,
    keys,
    leaving,
    mandates,
    naming,
    notifying,
    registering,
    staffing,
)
from tests import world
from tests.people.dumping import whole_database

pytestmark = pytest.mark.django_db
#: Everything personal that a person can leave in the tables of this floor, each word found nowhere else.
PLANTED = {
    "address": "zuhura.one@example.org",
    "second address": "zuhura.two@example.org",
    "handle": "zuhura-three",
    "earlier handle": "zuhura-four",
    "display name": "Zuhura Five",
    "bio": "Zuhura six grows sorghum.",
    "link": "https://zuhura-seven.example.org/",
    "agent": "Zuhura eight's helper",
    "key": "Zuhura nine's laptop",
    "reason given by her": "Zuhura ten knows them",
    "reason given about her": "Zuhura eleven asked for it",
    "name of a passkey": "Zuhura twelve's phone",
    "guessed at": "zuhura.one@example.org",
}


@pytest.fixture
def zuhura() -> User:
    """Somebody who left a trace in every place where one can be left."""
    user = world.person("zuhura-four", email=PLANTED["address"])
    EmailAddress.objects.create(user=user, email=PLANTED["second address"], verified=False, primary=False)
    naming.edit_profile(
        user=user, handle=PLANTED["handle"], display_name=PLANTED["display name"], bio=PLANTED["bio"],
        links=[PLANTED["link"]], language="en", time_zone="Africa/Nairobi", shown_as="name",
    )  # fmt: skip
    staffing.appoint_staff(user=user, by=None, reason=PLANTED["reason given about her"], now=world.NOW)
    other = world.person("other")
    staffing.appoint_staff(user=other, by=user, reason=PLANTED["reason given by her"], now=world.NOW)
    _work_with_agents(user)
    communities.join(user=user, community=world.community(other), now=world.NOW)
    Authenticator.objects.create(user=user, type="webauthn", data={"name": PLANTED["name of a passkey"]})
    notifying.prefer(user=user, deliveries={"welcome": "off"})
    digesting.open_due(now=world.NOW.replace(hour=12) + timedelta(days=1))
    world.browser(user)
    Client().post("/accounts/login/", {"login": PLANTED["guessed at"], "password": "not-hers-at-all"})
    user.refresh_from_db()
    return user


def _work_with_agents(user: User) -> None:
    agent = agents.open_agent(owner=user, name=PLANTED["agent"], now=world.NOW)
    world.mandate(agent)
    mandates.reserve(agent=agent, amount=Amount(2), purpose="call:inf_1", key="call-a", now=world.NOW)
    keys.issue_key(owner=user, name=PLANTED["key"], scopes=["account:read"], now=world.NOW)
    keys.issue_key(owner=user, agent=agent, name=PLANTED["key"], scopes=["models:call"], now=world.NOW)


def leave(user: User) -> User:
    return leaving.leave(user=user, now=world.NOW + timedelta(hours=1))


def test_nothing_that_was_personal_is_left_in_any_table(zuhura: User) -> None:
    before = whole_database()
    assert not [what for what, words in PLANTED.items() if words not in before]
    leave(zuhura)
    after = whole_database().lower()
    assert not [what for what, words in PLANTED.items() if words.lower() in after]
    assert "zuhura" not in after


def test_the_pseudonym_and_what_others_built_on_stay(zuhura: User) -> None:
    left = User.objects.get(pk=leave(zuhura).pk)
    assert (left.state, left.pseudonym, left.public_id) == ("left", zuhura.pseudonym, zuhura.public_id)
    page = persons.page(zuhura.pseudonym)
    assert page is not None
    assert page.has_left
    assert page.person.name == zuhura.pseudonym
    assert persons.page(PLANTED["handle"]) is None
    assert MandateSpending.objects.filter(agent__owner=left).count() == 1


def test_whatever_could_act_for_the_leaver_has_ended(zuhura: User) -> None:
    leave(zuhura)
    assert not Session.objects.filter(person=zuhura).exists()
    assert not Authenticator.objects.filter(user=zuhura).exists()
    assert not ApiKey.objects.filter(owner=zuhura).exists()
    assert not Membership.objects.filter(user=zuhura).exists()
    assert set(Agent.objects.filter(owner=zuhura).values_list("state", flat=True)) == {"closed"}
    assert set(Mandate.objects.filter(agent__owner=zuhura).values_list("state", flat=True)) == {"withdrawn"}


def test_a_leaver_is_signed_out_and_cannot_come_in_again_by_anything(amina: User) -> None:
    browser, program = world.browser(amina), world.program(world.key(amina).secret)
    assert program.get("/api/v1/me").status_code == 200
    leave(amina)
    assert browser.get("/settings/keys/").status_code == 302
    assert program.get("/api/v1/me").status_code == 401
    again = world.browser()
    again.post("/accounts/login/", {"login": "amina@example.org", "password": world.PASSWORD})
    assert again.get("/settings/keys/").status_code == 302
    with pytest.raises(Conflict):
        leave(amina)


def test_the_act_is_on_record_and_the_reasons_are_not(zuhura: User) -> None:
    acts = set(AuditRecord.objects.filter(actor_id=zuhura.public_id).values_list("act", flat=True))
    leave(zuhura)
    records = AuditRecord.objects.filter(actor_id=zuhura.public_id)
    assert set(records.values_list("act", flat=True)) == acts | {"person.leave"}
    assert not records.filter(reason__isnull=False).exists()


def test_nobody_else_can_take_a_handle_that_the_leaver_bore(zuhura: User, juma: User) -> None:
    leave(zuhura)
    for handle in (PLANTED["handle"], PLANTED["earlier handle"], PLANTED["handle"].upper()):
        with pytest.raises(naming.HandleTaken):
            naming.choose_handle(user=juma, handle=handle)
    assert not RetiredHandle.objects.filter(holder__isnull=False).exists()


def test_the_address_is_free_again(zuhura: User) -> None:
    leave(zuhura)
    again = registering.register(email=PLANTED["address"], password=world.PASSWORD, now=world.NOW)
    assert registering.confirm_address(user=again)
    assert again.pseudonym != zuhura.pseudonym


def test_the_last_owner_hands_over_or_closes_before_leaving(amina: User, juma: User) -> None:
    community = world.community(amina)
    communities.join(user=juma, community=community, now=world.NOW)
    with pytest.raises(communities.LastOwner, match="agri-africa"):
        leave(amina)
    amina.refresh_from_db()
    assert amina.state == "active"
    communities.appoint(actor=amina, community=community, user=juma, role="owner", now=world.NOW)
    leave(amina)
    with pytest.raises(communities.LastOwner):
        leave(juma)


def test_a_closed_community_keeps_nobody_from_leaving(amina: User) -> None:
    communities.close_community(actor=amina, community=world.community(amina), now=world.NOW)
    assert leave(amina).state == "left"


def test_a_leaver_begins_nothing_new(amina: User, juma: User) -> None:
    """Also with a copy of the person that was read before they left."""
    stale, community = User.objects.get(pk=amina.pk), world.community(juma)
    leave(amina)
    for begin in (
        lambda: world.agent(stale),
        lambda: world.key(stale),
        lambda: world.community(stale, "of-nobody"),
        lambda: communities.join(user=stale, community=community, now=world.NOW),
    ):
        with pytest.raises(Exception, match="may not"):
            begin()


def test_a_leaver_is_told_nothing_more(amina: User) -> None:
    leave(amina)
    amina.refresh_from_db()
    assert notifying.notify(user=amina, kind="welcome", now=world.NOW) is None


def test_what_is_taken_out_holds_what_was_planted(zuhura: User) -> None:
    told = json.dumps(leaving.take_out(user=zuhura))
    withheld = {"earlier handle", "name of a passkey"}  # a keyed hash, and the passkey's own data
    assert not [what for what, words in PLANTED.items() if what not in withheld and words not in told]


def test_what_is_taken_out_opens_nothing(zuhura: User) -> None:
    told = json.dumps(leaving.take_out(user=zuhura))
    assert not key_format.find_all(told)
    assert zuhura.password not in told
    assert Session.objects.get(person=zuhura).digest not in told
    assert not [key.digest for key in ApiKey.objects.all() if bytes(key.digest).hex() in told]


def test_what_is_taken_out_has_a_row_of_every_table_about_the_person(zuhura: User) -> None:
    found = leaving.take_out(user=zuhura)
    assert found.keys() == {*take_out.SECTIONS, "audit_records"}
    assert not [name for name, rows in found.items() if not rows]


def _leads_to_a_person(model: type[Model]) -> bool:
    related = {
        field.related_model for field in model._meta.get_fields() if field.is_relation and field.concrete
    }
    return bool(related & {User, Agent, Mandate})


def test_no_table_about_people_is_missing_from_what_is_taken_out() -> None:
    """Of this floor and of the libraries that keep something for it."""
    labels = ("people", "account", "mfa")
    about = {
        model
        for label in labels
        for model in installed.get_app_config(label).get_models()
        if model is User or _leads_to_a_person(model)
    }
    assert about == {section.model for section in take_out.SECTIONS.values()}


def test_every_column_is_told_or_says_why_it_is_withheld() -> None:
    for section in take_out.SECTIONS.values():
        columns = {field.name for field in section.model._meta.concrete_fields}
        own = {name for name in section.told if "__" not in name}
        assert columns == own | section.withheld.keys(), section.model
        for name in section.withheld:
            try:
                section.model._meta.get_field(name)
            except FieldDoesNotExist:
                pytest.fail(f"{section.model} has no {name}")


def test_nothing_of_others_is_taken_out(zuhura: User, amina: User) -> None:
    world.key(amina)
    told = json.dumps(leaving.take_out(user=zuhura))
    assert amina.public_id not in told
    assert "amina" not in told
