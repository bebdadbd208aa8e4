"""Each constraint and trigger of the people's tables, shown to bite. A new one without a line here fails the last test."""

from collections.abc import Mapping
from typing import Final

import psycopg
import pytest
from django.apps import apps as installed
from django.db import connection

from apps.foundation.money import Amount
from apps.people.models import Digest
from apps.people.services import mandates, naming, notifying
from openledger.supervisor import postgres
from tests import world

A, M, S, K = "people_agent", "people_mandate", "people_mandatespending", "people_apikey"
N, C = "people_notification", "people_community"

#: constraint -> a statement that it refuses, in a world where each table has a row.
REFUSED: Final[Mapping[str, str]] = {
    "people_user_public_id_shape": "UPDATE people_user SET public_id = 'usr_1'",
    "people_user_handle_with_skeleton": "UPDATE people_user SET handle_skeleton = NULL",
    "people_user_handle_no_pseudonym": "UPDATE people_user SET handle_skeleton = 'quiet-heron-4821'",
    "people_user_leaver_is_erased": "UPDATE people_user SET state = 'left', left_at = now()",
    "people_profile_shown_as_known": "UPDATE people_profile SET shown_as = 'king'",
    "people_profile_few_links": "UPDATE people_profile SET links = ARRAY['a','b','c','d','e','f']",
    "people_retiredhandle_digest_length": "UPDATE people_retiredhandle SET digest = 'short'",
    "people_session_holds_a_digest": "UPDATE people_session SET digest = 'the-key-itself'",
    "people_community_public_id_shape": f"UPDATE {C} SET public_id = 'com_1'",
    "people_community_slug_shape": f"UPDATE {C} SET slug = 'Not A Slug'",
    "people_community_closed_at_when_closed": f"UPDATE {C} SET state = 'closed'",
    "people_membership_role_known": "UPDATE people_membership SET role = 'king'",
    "people_membership_once": (
        "INSERT INTO people_membership (community_id, user_id, role, joined_at) "
        "SELECT community_id, user_id, role, joined_at FROM people_membership"
    ),
    "people_agent_public_id_shape": f"UPDATE {A} SET public_id = 'agt_1'",
    "people_agent_named_while_active": f"UPDATE {A} SET name = ''",
    "people_mandate_public_id_shape": f"UPDATE {M} SET public_id = 'mnd_1'",
    "people_mandate_one_in_force": (
        f"INSERT INTO {M} (public_id, agent_id, per_call, per_day, in_total, scopes, granted_at, expires_at, state, "
        "used_in_total, used_on, used_that_day) SELECT 'mnd_00000000000000000000000000', agent_id, per_call, per_day, "
        f"in_total, scopes, granted_at, expires_at, state, 0, used_on, 0 FROM {M}"
    ),
    "people_mandate_limits_widen": f"UPDATE {M} SET per_call = per_day + 1",
    "people_mandate_total_kept": f"UPDATE {M} SET used_in_total = in_total + 1",
    "people_mandate_day_kept": f"UPDATE {M} SET used_that_day = per_day + 1",
    "people_mandate_scopes_known": f"UPDATE {M} SET scopes = ARRAY['keys:write']",
    "people_mandate_lives_a_year_at_most": f"UPDATE {M} SET expires_at = granted_at + interval '2 years'",
    "people_mandate_ended_at_when_ended": f"UPDATE {M} SET ended_at = now()",
    "people_spending_public_id_shape": f"UPDATE {S} SET public_id = 'spd_1'",
    "people_spending_once_per_key": (
        f"INSERT INTO {S} (public_id, agent_id, mandate_id, key, purpose, reserved, on_day, state, reserved_at) "
        f"SELECT 'spd_00000000000000000000000000', agent_id, mandate_id, key, purpose, reserved, on_day, state, "
        f"reserved_at FROM {S}"
    ),
    "people_spending_is_positive": f"UPDATE {S} SET reserved = 0",
    "people_spending_key_shape": f"UPDATE {S} SET key = 'amina@example.org'",
    "people_spending_purpose_shape": f"UPDATE {S} SET purpose = 'for Amina'",
    "people_spending_settled_within": f"UPDATE {S} SET state = 'settled', settled = reserved + 1, ended_at = now()",
    "people_apikey_public_id_shape": f"UPDATE {K} SET public_id = 'key_1'",
    "people_apikey_digest_length": f"UPDATE {K} SET digest = 'olp_the_key_itself'",
    "people_apikey_lives_a_year_at_most": f"UPDATE {K} SET expires_at = issued_at + interval '2 years'",
    "people_apikey_scopes_known": f"UPDATE {K} SET scopes = ARRAY['everything']",
    "people_apikey_revoked_at_when_revoked": f"UPDATE {K} SET revoked_at = now()",
    "people_digest_once_a_day": (
        "INSERT INTO people_digest (user_id, on_day, state, due_at, attempts) "
        "SELECT user_id, on_day, state, due_at, 0 FROM people_digest"
    ),
    "people_digest_state_known": "UPDATE people_digest SET state = 'asleep'",
    "people_digest_sent_at_when_sent": "UPDATE people_digest SET state = 'sent'",
    "people_notification_public_id_shape": f"UPDATE {N} SET public_id = 'ntf_1'",
    "people_notification_kind_known": f"UPDATE {N} SET kind = 'gossip'",
    "people_notification_delivery_known": f"UPDATE {N} SET delivery = 'pigeon'",
    "people_preference_once_per_kind": (
        "INSERT INTO people_preference (user_id, kind, delivery) SELECT user_id, kind, delivery FROM people_preference"
    ),
    "people_preference_kind_known": "UPDATE people_preference SET kind = 'gossip'",
    "people_preference_essential_stays": "UPDATE people_preference SET kind = 'key.leaked', delivery = 'off'",
    "people_auditrecord_act_shape": (
        "INSERT INTO people_auditrecord (actor_id, act, subject_id, at) VALUES ('usr_1', 'did something', 'x', now())"
    ),
    "people_auditrecord_names_both": (
        "INSERT INTO people_auditrecord (actor_id, act, subject_id, at) VALUES ('', 'key.issue', 'x', now())"
    ),
}

#: trigger -> statements that it refuses.
STOPPED: Final[Mapping[str, tuple[str, ...]]] = {
    "people_auditrecord_are_facts": (
        "UPDATE people_auditrecord SET act = 'key.issue'",
        "DELETE FROM people_auditrecord",
    ),
    "people_user_is_frozen": ("UPDATE people_user SET pseudonym = 'loud-heron-1'", "DELETE FROM people_user"),
    "people_community_is_frozen": (f"UPDATE {C} SET slug = 'another'", f"DELETE FROM {C}"),
    "people_agent_is_frozen": (f"UPDATE {A} SET opened_at = now()", f"DELETE FROM {A}"),
    "people_mandate_is_frozen": (f"UPDATE {M} SET in_total = in_total + 1", f"DELETE FROM {M}"),
    "people_mandatespending_is_frozen": (f"UPDATE {S} SET reserved = 1", f"DELETE FROM {S}"),
    "people_apikey_keeps_content": (
        f"UPDATE {K} SET scopes = ARRAY['ledger:read']",
        f"UPDATE {K} SET expires_at = expires_at + interval '1 day'",
    ),
    "people_auditreason_keeps_content": ("UPDATE people_auditreason SET text = 'no reason'",),
    "people_membership_keeps_content": ("UPDATE people_membership SET joined_at = now()",),
    "people_notification_keeps_content": (f"UPDATE {N} SET kind = 'welcome', parameters = '{{\"x\": 1}}'",),
    "people_user_moves": (),  # a leaver cannot come back: tests/people/test_leaving.py
    "people_community_moves": (f"UPDATE {C} SET state = 'open', closed_at = NULL WHERE state = 'closed'",),
    "people_agent_moves": (f"UPDATE {A} SET state = 'active', closed_at = NULL WHERE state = 'closed'",),
    "people_mandate_moves": (
        f"UPDATE {M} SET state = 'in_force', ended_at = NULL WHERE state = 'withdrawn'",
    ),
    "people_mandatespending_moves": (
        f"UPDATE {S} SET state = 'reserved', ended_at = NULL, settled = NULL WHERE state = 'released'",
    ),
    "people_apikey_moves": (f"UPDATE {K} SET state = 'active', revoked_at = NULL WHERE state = 'revoked'",),
    "people_digest_moves": ("UPDATE people_digest SET state = 'sent', sent_at = now()",),
    "people_community_keeps_an_owner": (),  # deferred to the end of the transaction: tests/people/test_communities.py
    "people_membership_keeps_an_owner": (),
}
ENDS: Final = (
    f"UPDATE {C} SET state = 'closed', closed_at = now()",
    f"UPDATE {A} SET state = 'closed', closed_at = now()",
    f"UPDATE {M} SET state = 'withdrawn', ended_at = now()",
    f"UPDATE {S} SET state = 'released', ended_at = now()",
    f"UPDATE {K} SET state = 'revoked', revoked_at = now()",
)


@pytest.fixture
def a_row_in_each_table(own_database: postgres.Cluster) -> postgres.Cluster:
    amina = world.person("amina")
    world.browser(amina)
    world.community(amina)
    world.staff("rhoda")
    agent = world.agent(amina)
    world.mandate(agent)
    mandates.reserve(agent=agent, amount=Amount(2), purpose="call:inf_1", key="call-a", now=world.NOW)
    world.key(amina, "models:call", of=agent)
    naming.choose_handle(user=amina, handle="amina-two")
    notifying.prefer(user=amina, deliveries={"welcome": "off"})
    Digest.objects.create(user=amina, on_day=world.NOW.date(), due_at=world.NOW)
    return own_database


def test_each_constraint_refuses_what_it_is_there_for(a_row_in_each_table: postgres.Cluster) -> None:
    """Asked as the superuser with triggers off, so that nothing but the constraint itself can refuse."""
    url = a_row_in_each_table.url(role=postgres.SUPERUSER, database=connection.settings_dict["NAME"])
    with psycopg.connect(url) as session:
        session.execute("SET session_replication_role = replica")
        refused_by = {name: _refusal(session, statement) for name, statement in REFUSED.items()}
    assert refused_by == {name: name for name in REFUSED}


def test_each_trigger_stops_what_it_is_there_for(a_row_in_each_table: postgres.Cluster) -> None:
    """Asked as the owner, whom no missing grant protects from."""
    url = a_row_in_each_table.url(role=postgres.OWNER, database=connection.settings_dict["NAME"])
    passed = []
    with psycopg.connect(url) as session:
        for name, statements in STOPPED.items():
            for statement in statements:
                if name.endswith("_moves"):
                    _end_everything(session)
                if (
                    _refusal(session, statement) != "23001"
                ):  # restrict_violation, which only our triggers raise
                    passed.append(statement)
                session.rollback()
    assert passed == []


@pytest.mark.django_db
def test_every_guard_is_tried_here() -> None:
    models = installed.get_app_config("people").get_models()
    assert {guard.name for model in models for guard in model._meta.constraints} == REFUSED.keys()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND relname LIKE 'people\\_%' AND tgname NOT LIKE '%\\_is\\_kept'"
        )
        assert {name for (name,) in cursor.fetchall()} == STOPPED.keys()


def _refusal(session: psycopg.Connection, statement: str) -> str | None:
    """What refused: the name of a constraint, or else the code of the error. Nothing that passes is kept."""
    try:
        with session.transaction(force_rollback=True):
            session.execute(statement)
    except psycopg.Error as error:
        return error.diag.constraint_name or error.sqlstate
    return None


def _end_everything(session: psycopg.Connection) -> None:
    for statement in (
        f"UPDATE {C} SET state = 'closed', closed_at = now()",
        f"UPDATE {A} SET state = 'closed', closed_at = now()",
        f"UPDATE {M} SET state = 'withdrawn', ended_at = now()",
        f"UPDATE {S} SET state = 'released', ended_at = now()",
        f"UPDATE {K} SET state = 'revoked', revoked_at = now()",
    ):
        session.execute(statement)
