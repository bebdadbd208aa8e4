"""Every privileged act leaves one record in its own transaction, and no record without an act.

The acts are read from the services: a new one without a line here fails.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from django.db import transaction

from apps.foundation.errors import DomainError
from apps.people import services
from apps.people.core import kinds
from apps.people.core.names import BadName
from apps.people.models import AuditReason, AuditRecord, Community, User
from apps.people.models.audit import ACT_PATTERN, REASON_MOST
from apps.people.services import agents, auditing, communities, keys, leaving, mandates, staffing
from tests import world

pytestmark = pytest.mark.django_db
FAMILIES: Final = "agent|community|key|mandate|person|staff"


def owned(amina: User) -> Community:
    return Community.objects.get(slug="agri-africa", memberships__user=amina)


def appoint(amina: User, role: str) -> object:
    juma = User.objects.get(email="juma@example.org")
    return communities.appoint(actor=amina, community=owned(amina), user=juma, role=role, now=world.NOW)


def dismiss(amina: User) -> object:
    appoint(amina, "steward")
    juma = User.objects.get(email="juma@example.org")
    return communities.dismiss(
        actor=amina, community=owned(amina), user=juma, reason="It was agreed.", now=world.NOW
    )


def withdraw(amina: User) -> object:
    agent = world.agent(amina)
    world.mandate(agent)
    return mandates.withdraw_mandate(agent=agent, now=world.NOW)


def close_community(amina: User) -> object:
    alone = world.community(amina, "alone-here")
    return communities.close_community(actor=amina, community=alone, now=world.NOW)


def edit_community(amina: User) -> object:
    return communities.edit_community(
        actor=amina, community=owned(amina), title="Agri", purpose="Maize.", now=world.NOW
    )


def leave(amina: User) -> object:
    appoint(amina, "owner")
    return leaving.leave(user=amina, now=world.NOW)


def staff(amina: User) -> User:
    return staffing.appoint_staff(user=amina, by=None, reason="She helps.", now=world.NOW)


def dismiss_staff(amina: User) -> object:
    return staffing.dismiss_staff(user=staff(amina), by=None, reason="She rests.", now=world.NOW)


#: What somebody does, and the record that it leaves.
ACTS: Final[dict[str, Callable[[User], object]]] = {
    "agent.open": world.agent,
    "agent.close": lambda amina: agents.close_agent(actor=amina, agent=world.agent(amina), now=world.NOW),
    "community.open": lambda amina: world.community(amina, "another-one"),
    "community.edit": edit_community,
    "community.appoint_owner": lambda amina: appoint(amina, "owner"),
    "community.appoint_steward": lambda amina: appoint(amina, "steward"),
    "community.dismiss": dismiss,
    "community.close": close_community,
    "key.issue": world.key,
    "key.revoke": lambda amina: keys.revoke_key(actor=amina, key=world.key(amina).key, now=world.NOW),
    "key.revoke_leaked": lambda amina: keys.revoke_leaked(
        secrets_found=[world.key(amina).secret], now=world.NOW
    ),
    "mandate.grant": lambda amina: world.mandate(world.agent(amina)),
    "mandate.withdraw": withdraw,
    "person.leave": leave,
    "staff.appoint": staff,
    "staff.dismiss": dismiss_staff,
}


@pytest.fixture(autouse=True)
def place(amina: User, juma: User) -> Community:
    """Amina owns it, and Juma is a member."""
    community = world.community(amina)
    communities.join(user=juma, community=community, now=world.NOW)
    return community


def acts_in_the_services() -> set[str]:
    """Every string there that is the name of an act; `{…}` stands for what is filled in."""
    sources = [path.read_text() for path in Path(str(services.__file__)).parent.glob("*.py")]
    return set(re.findall(rf'"((?:{FAMILIES})\.[a-z_{{}}]+)"', "\n".join(sources))) - kinds.KINDS.keys()


def test_every_act_in_the_services_has_a_line_here_and_every_line_its_act() -> None:
    shapes = [re.sub(r"\{\w+\}", "[a-z]+", act) for act in acts_in_the_services()]
    assert not [shape for shape in shapes if not any(re.fullmatch(shape, act) for act in ACTS)]
    assert not [act for act in ACTS if not any(re.fullmatch(shape, act) for shape in shapes)]


@pytest.mark.parametrize("act", ACTS)
def test_an_act_leaves_one_record_of_who_did_what_to_what(act: str, amina: User) -> None:
    ACTS[act](amina)
    record = AuditRecord.objects.filter(act=act).latest("pk")
    by_nobody_here = {"staff.appoint": "operator", "staff.dismiss": "operator", "key.revoke_leaked": "site"}
    assert record.actor_id == by_nobody_here.get(act, amina.public_id)
    assert re.fullmatch(r"[a-z]{3}_[0-9A-Z]{26}(:usr_[0-9A-Z]{26})?", record.subject_id)
    assert record.at == world.NOW


@pytest.mark.parametrize("act", ACTS)
def test_an_act_that_is_undone_leaves_no_record(act: str, amina: User) -> None:
    before = AuditRecord.objects.count()
    with transaction.atomic():
        ACTS[act](amina)
        transaction.set_rollback(True)
    assert AuditRecord.objects.count() == before


def test_an_act_that_is_refused_leaves_no_record(amina: User, juma: User, place: Community) -> None:
    before = AuditRecord.objects.count()
    issued = world.key(amina)
    for refused in (
        lambda: communities.appoint(actor=juma, community=place, user=juma, role="owner", now=world.NOW),
        lambda: communities.leave(user=amina, community=place),
        lambda: staffing.appoint_staff(user=juma, by=amina, reason="A favour.", now=world.NOW),
        lambda: keys.revoke_key(actor=juma, key=issued.key, now=world.NOW),
        lambda: mandates.withdraw_mandate(agent=world.agent(juma), now=world.NOW),
        lambda: leaving.leave(user=amina, now=world.NOW),
    ):
        with pytest.raises(DomainError):
            refused()
    assert AuditRecord.objects.count() == before + 2  # the key that was issued, and Juma's agent


def test_a_reason_is_kept_apart_from_its_record_and_has_an_end(amina: User) -> None:
    record = auditing.record_act(
        actor_id="operator",
        act="staff.appoint",
        subject_id=amina.public_id,
        reason=" She helps. ",
        now=world.NOW,
    )
    assert AuditReason.objects.get(record=record).text == "She helps."
    silent = auditing.record_act(
        actor_id="operator", act="staff.dismiss", subject_id=amina.public_id, now=world.NOW
    )
    assert not AuditReason.objects.filter(record=silent).exists()
    with pytest.raises(BadName):
        auditing.record_act(
            actor_id="operator",
            act="staff.appoint",
            subject_id="x",
            reason="x" * (REASON_MOST + 1),
            now=world.NOW,
        )


def test_acts_are_named_as_the_table_reads_them() -> None:
    assert not [act for act in ACTS if not re.fullmatch(ACT_PATTERN, act)]


def test_staff_are_made_by_staff_and_by_the_operator_and_by_nobody_else(
    amina: User, juma: User, root: User
) -> None:
    with pytest.raises(DomainError):
        staffing.appoint_staff(user=juma, by=amina, reason="A favour.", now=world.NOW)
    staffing.appoint_staff(user=juma, by=root, reason="He helps.", now=world.NOW)
    juma.refresh_from_db()
    assert juma.is_staff
    with pytest.raises(DomainError):
        staffing.appoint_staff(user=juma, by=root, reason="Again.", now=world.NOW)
    dismissed = staffing.dismiss_staff(user=juma, by=root, reason="He rests.", now=world.NOW)
    with pytest.raises(DomainError):
        staffing.appoint_staff(user=amina, by=dismissed, reason="A favour.", now=world.NOW)


def test_nobody_closes_or_uses_the_agent_of_another(amina: User, juma: User) -> None:
    agent = world.agent(amina)
    with pytest.raises(DomainError):
        agents.close_agent(actor=juma, agent=agent, now=world.NOW)
    with pytest.raises(DomainError):
        keys.issue_key(owner=juma, agent=agent, name="x", scopes=["models:call"], now=world.NOW)


def test_a_closed_agent_has_no_mandate_no_key_and_gets_none(amina: User) -> None:
    agent = world.agent(amina)
    world.mandate(agent)
    issued = world.key(amina, "models:call", of=agent)
    agent = agents.close_agent(actor=amina, agent=agent, now=world.NOW)
    issued.key.refresh_from_db()
    assert (agent.state, issued.key.state) == ("closed", "revoked")
    assert agent.mandates.get().state == "withdrawn"
    for begin in (lambda: world.mandate(agent), lambda: world.key(amina, "models:call", of=agent)):
        with pytest.raises(DomainError, match="closed"):
            begin()


def test_nobody_hoards_agents(amina: User) -> None:
    opened = [world.agent(amina, f"Helper {number}") for number in range(agents.MOST_AGENTS)]
    with pytest.raises(DomainError, match=str(agents.MOST_AGENTS)):
        world.agent(amina)
    agents.close_agent(actor=amina, agent=opened[0], now=world.NOW)
    world.agent(amina)
