"""What a guard of the people tables is there to refuse: for each of them at least one statement that breaks it.

Most attacks are a copy of a row that services made, different in one place. `aside` names guards that would refuse
the same statement first: they are taken away, so that what refuses is the guard in question and nothing else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests import knocking

LATER = "2026-11-21T00:00:00+00:00"
FAR = "2100-01-01T00:00:00+00:00"
LONG_AGO = "2000-01-01T00:00:00+00:00"
_A_LEAVER = "(SELECT min(id) FROM people_user WHERE state = 'left')"
_WITHOUT_REASON = (
    "(SELECT min(id) FROM people_auditrecord a"
    " WHERE NOT EXISTS (SELECT FROM people_auditreason WHERE record_id = a.id))"
)

#: Table -> column -> SQL: what makes a copy of a row of that table a row of its own.
FRESH: Mapping[str, Mapping[str, str]] = {
    "people_agent": {"id": "-1", "public_id": f"'agt_{'0' * 26}'"},
    "people_apikey": {"id": "-1", "public_id": f"'key_{'0' * 26}'", "digest": f"'\\x{'00' * 32}'"},
    "people_auditreason": {"record_id": _WITHOUT_REASON},
    "people_auditrecord": {"id": "-1"},
    "people_community": {
        "id": "-1", "public_id": f"'com_{'0' * 26}'", "slug": "'a-copy'", "state": "'closed'", "closed_at": "now()",
    },
    "people_digest": {"id": "-1", "on_day": "'2000-01-01'"},
    "people_mandate": {"id": "-1", "public_id": f"'mnd_{'0' * 26}'", "state": "'withdrawn'", "ended_at": "now()"},
    "people_mandatespending": {"id": "-1", "public_id": f"'spd_{'0' * 26}'", "key": "'a-copy'"},
    "people_membership": {"id": "-1", "user_id": _A_LEAVER},
    "people_notification": {"id": "-1", "public_id": f"'ntf_{'0' * 26}'"},
    "people_preference": {"id": "-1", "kind": "'key.expiring'"},
    "people_profile": {"user_id": _A_LEAVER},
    "people_retiredhandle": {"id": "-1", "digest": f"'\\x{'00' * 32}'"},
    "people_session": {"digest": f"'{'0' * 64}'"},
    "people_user": {
        "id": "-1", "public_id": f"'usr_{'0' * 26}'", "pseudonym": "'pale-copy-1000'",
        "handle": "NULL", "handle_skeleton": "NULL",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attack:
    """One statement that must be refused by one guard of one table."""

    table: str
    guard: str
    statement: str
    aside: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.guard


def copied(
    table: str,
    different: Mapping[str, object] = knocking.NOTHING,
    *,
    kept: tuple[str, ...] = (),
    where: str = "true",
) -> str:
    """Insert a row like the first one, with another key, and what is `different`."""
    return knocking.copied(table, FRESH[table], different, kept=kept, where=where)


def all_attacks() -> Iterator[Attack]:
    """Every attack, in the order of the tables."""
    for table, by_guard in _WRONG_COPIES.items():
        for guard, copies in by_guard.items():
            for copy in copies:
                yield _of_copy(table, guard, copy)
    for table, columns in _UNIQUE.items():
        for guard, kept in columns.items():
            yield Attack(table, guard, copied(table, kept=kept))
    in_force = copied("people_mandate", {"state": "in_force", "ended_at": None}, where="state = 'in_force'")
    yield Attack("people_mandate", "people_mandate_one_in_force", in_force)
    yield from _on_triggers()


def _of_copy(table: str, guard: str, copy: Mapping[str, Any]) -> Attack:
    different = dict(copy)
    where, aside = different.pop("_where", "true"), different.pop("_aside", ())
    return Attack(
        table, guard, copied(table, different, where=where), aside=tuple((table, name) for name in aside)
    )


_ERASED = {
    "state": "left", "left_at": LATER, "email": None, "is_staff": False, "last_login": None, "password": "!gone",
}  # fmt: skip
_LIMITS = {"used_in_total": 0, "used_that_day": 0}

#: Table -> constraint -> what a copy says that it must not say; each on its own.
_WRONG_COPIES: Mapping[str, Mapping[str, list[dict[str, Any]]]] = {
    "people_agent": {
        "people_agent_public_id_shape": [{"public_id": "agt_1"}, {"public_id": f"usr_{'0' * 26}"}],
        "people_agent_named_while_active": [
            {"state": "asleep"},
            {"name": ""},
            {"closed_at": LATER},
            {"state": "closed", "closed_at": None},
        ],
    },
    "people_apikey": {
        "people_apikey_public_id_shape": [{"public_id": "key_1"}],
        "people_apikey_digest_length": [{"digest": "\\x00"}, {"digest": "\\x" + "00" * 33}],
        "people_apikey_lives_a_year_at_most": [{"expires_at": FAR}, {"expires_at": LONG_AGO}],
        "people_apikey_scopes_known": [
            {"scopes": ["everything"]},
            {"scopes": []},
            {"scopes": ["account:write"], "_where": "agent_id IS NOT NULL"},
        ],
        "people_apikey_revoked_at_when_revoked": [
            {"state": "asleep"},
            {"revoked_at": LATER},
            {"state": "revoked", "revoked_at": None},
        ],
    },
    "people_auditrecord": {
        "people_auditrecord_act_shape": [{"act": "Was Here"}, {"act": "leave"}],
        "people_auditrecord_names_both": [{"actor_id": ""}, {"subject_id": ""}],
    },
    "people_community": {
        "people_community_public_id_shape": [{"public_id": "com_1"}],
        "people_community_slug_shape": [
            {"slug": word} for word in ("Upper", "-edge", "two--hyphens", "1st", "ä")
        ],
        "people_community_closed_at_when_closed": [
            {"state": "asleep"},
            {"closed_at": None},
            {"state": "open", "_aside": ("people_community_keeps_an_owner",)},
        ],
    },
    "people_digest": {
        "people_digest_state_known": [{"state": "asleep"}],
        "people_digest_sent_at_when_sent": [{"state": "sent", "sent_at": None}],
        "people_digest_attempts_check": [{"attempts": -1}],
    },
    "people_mandate": {
        "people_mandate_public_id_shape": [{"public_id": "mnd_1"}],
        "people_mandate_limits_widen": [
            {"per_call": 0, **_LIMITS},
            {"per_call": 3, "per_day": 2, **_LIMITS},
            {"per_day": 3, "per_call": 1, "in_total": 2, **_LIMITS},
        ],
        "people_mandate_total_kept": [{"used_in_total": -1}, {"used_in_total": 10**9}],
        "people_mandate_day_kept": [{"used_that_day": -1}, {"used_that_day": 10**9}],
        "people_mandate_scopes_known": [{"scopes": []}, {"scopes": ["payouts:write"]}],
        "people_mandate_lives_a_year_at_most": [{"expires_at": FAR}, {"expires_at": LONG_AGO}],
        "people_mandate_ended_at_when_ended": [
            {"state": "asleep"},
            {"ended_at": None},
            {"state": "replaced", "ended_at": None},
        ],
    },
    "people_mandatespending": {
        "people_spending_public_id_shape": [{"public_id": "spd_1"}],
        "people_spending_is_positive": [{"reserved": 0}, {"reserved": -1}],
        "people_spending_key_shape": [{"key": ""}, {"key": "two words"}],
        "people_spending_purpose_shape": [{"purpose": "a call"}, {"purpose": "call:"}],
        "people_spending_settled_within": [
            {"state": "asleep"},
            {"state": "settled", "settled": 10**9, "ended_at": LATER},
            {"state": "settled", "settled": -1, "ended_at": LATER},
            {"state": "settled", "settled": None, "ended_at": LATER},
            {"state": "settled", "settled": 1, "ended_at": None},
            {"state": "released", "settled": 1, "ended_at": LATER},
            {"settled": 1},
            {"ended_at": LATER},
        ],
    },
    "people_membership": {"people_membership_role_known": [{"role": "king"}]},
    "people_notification": {
        "people_notification_public_id_shape": [{"public_id": "ntf_1"}],
        "people_notification_kind_known": [{"kind": "gossip"}],
        "people_notification_delivery_known": [{"delivery": "off"}],
    },
    "people_preference": {
        "people_preference_kind_known": [{"kind": "gossip"}],
        "people_preference_essential_stays": [
            {"kind": "key.leaked", "delivery": "off"},
            {"delivery": "by pigeon"[:10]},
        ],
    },
    "people_profile": {
        "people_profile_shown_as_known": [{"shown_as": "nobody"}],
        "people_profile_few_links": [{"links": [f"https://example.org/{number}" for number in range(6)]}],
    },
    "people_retiredhandle": {"people_retiredhandle_digest_length": [{"digest": "\\x00"}]},
    "people_session": {"people_session_holds_a_digest": [{"digest": "the-key-of-a-cookie"}]},
    "people_user": {
        "people_user_public_id_shape": [{"public_id": "usr_1"}, {"public_id": f"usr_8{'0' * 25}"}],
        "people_user_handle_with_skeleton": [
            {"handle": "under_score", "handle_skeleton": "under_score"},
            {"handle": "somebody", "handle_skeleton": None},
            {"handle": None, "handle_skeleton": "somebody"},
        ],
        "people_user_handle_no_pseudonym": [
            {"handle": "quiet-heron-4821", "handle_skeleton": "quiet-heron-4821"}
        ],
        "people_user_leaver_is_erased": [
            {"state": "asleep"},
            {"left_at": LATER},
            {**_ERASED, "left_at": None},
            {**_ERASED, "email": "still@example.org"},
            {**_ERASED, "handle": "still", "handle_skeleton": "still"},
            {**_ERASED, "is_staff": True},
            {**_ERASED, "last_login": LATER},
            {**_ERASED, "password": "argon2$still"},
        ],
    },
}

#: Table -> constraint -> the columns that a copy must not share with its original.
_UNIQUE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "people_agent": {"people_agent_public_id_key": ("public_id",)},
    "people_apikey": {
        "people_apikey_public_id_key": ("public_id",),
        "people_apikey_digest_key": ("digest",),
    },
    "people_community": {
        "people_community_public_id_key": ("public_id",),
        "people_community_slug_key": ("slug",),
    },
    "people_digest": {"people_digest_once_a_day": ("on_day",)},
    "people_mandate": {"people_mandate_public_id_key": ("public_id",)},
    "people_mandatespending": {
        "people_mandatespending_public_id_key": ("public_id",),
        "people_spending_once_per_key": ("key",),
    },
    "people_membership": {"people_membership_once": ("user_id",)},
    "people_notification": {"people_notification_public_id_key": ("public_id",)},
    "people_preference": {"people_preference_once_per_kind": ("kind",)},
    "people_retiredhandle": {"people_retiredhandle_digest_key": ("digest",)},
    "people_user": {
        "people_user_public_id_key": ("public_id",),
        "people_user_pseudonym_key": ("pseudonym",),
        "people_user_handle_skeleton_key": ("handle", "handle_skeleton"),
    },
}


def _on_triggers() -> Iterator[Attack]:
    for table, guard, statement in _STATEMENTS:
        yield Attack(table, guard, statement)
    for table, below in _EMPTIED.items():
        aside = tuple((other, f"{other}_is_kept") for other in below)
        yield Attack(table, f"{table}_is_kept", f"TRUNCATE {table} CASCADE", aside=aside)


#: Which tables with a life are emptied together with which: the upper one's guard has to stand alone.
_EMPTIED: Mapping[str, tuple[str, ...]] = {
    "people_user": ("people_agent", "people_mandate", "people_mandatespending"),
    "people_agent": ("people_mandate", "people_mandatespending"),
    "people_mandate": ("people_mandatespending",),
    "people_mandatespending": (),
    "people_community": (),
}

#: Deletions are tried on rows that nothing refers to, so that no foreign key stands in for the trigger.
_STATEMENTS: tuple[tuple[str, str, str], ...] = (
    (
        "people_auditrecord",
        "people_auditrecord_are_facts",
        "UPDATE people_auditrecord SET at = at + '1 s'::interval",
    ),
    (
        "people_auditrecord",
        "people_auditrecord_are_facts",
        f"DELETE FROM people_auditrecord WHERE id = {_WITHOUT_REASON}",
    ),
    ("people_auditrecord", "people_auditrecord_are_facts", "TRUNCATE people_auditrecord CASCADE"),
    ("people_user", "people_user_is_frozen", "UPDATE people_user SET pseudonym = 'x' || pseudonym"),
    ("people_user", "people_user_is_frozen", "DELETE FROM people_user WHERE state = 'left'"),
    (
        "people_user",
        "people_user_moves",
        "UPDATE people_user SET state = 'active', left_at = NULL WHERE state = 'left'",
    ),
    ("people_community", "people_community_is_frozen", "UPDATE people_community SET slug = 'x' || slug"),
    ("people_community", "people_community_is_frozen", "DELETE FROM people_community WHERE state = 'closed'"),
    (
        "people_community",
        "people_community_moves",
        "UPDATE people_community SET state = 'open', closed_at = NULL WHERE state = 'closed'",
    ),
    (
        "people_community",
        "people_community_keeps_an_owner",
        copied("people_community", {"state": "open", "closed_at": None}),
    ),
    (
        "people_membership",
        "people_membership_keeps_content",
        "UPDATE people_membership SET joined_at = now()",
    ),
    ("people_membership", "people_membership_keeps_an_owner", "UPDATE people_membership SET role = 'member'"),
    ("people_membership", "people_membership_keeps_an_owner", "DELETE FROM people_membership"),
    ("people_agent", "people_agent_is_frozen", "UPDATE people_agent SET opened_at = now()"),
    ("people_agent", "people_agent_is_frozen", "DELETE FROM people_agent WHERE state = 'closed'"),
    (
        "people_agent",
        "people_agent_moves",
        "UPDATE people_agent SET state = 'active', closed_at = NULL WHERE state = 'closed'",
    ),
    ("people_mandate", "people_mandate_is_frozen", "UPDATE people_mandate SET in_total = in_total + 1"),
    ("people_mandate", "people_mandate_is_frozen", "DELETE FROM people_mandate WHERE state = 'replaced'"),
    (
        "people_mandate",
        "people_mandate_moves",
        "UPDATE people_mandate SET state = 'withdrawn' WHERE state = 'replaced'",
    ),
    (
        "people_mandatespending",
        "people_mandatespending_is_frozen",
        "UPDATE people_mandatespending SET reserved = reserved + 1",
    ),
    ("people_mandatespending", "people_mandatespending_is_frozen", "DELETE FROM people_mandatespending"),
    (
        "people_mandatespending",
        "people_mandatespending_moves",
        "UPDATE people_mandatespending SET state = 'released', settled = NULL WHERE state = 'settled'",
    ),
    ("people_apikey", "people_apikey_keeps_content", "UPDATE people_apikey SET scopes = '{models:call}'"),
    (
        "people_apikey",
        "people_apikey_moves",
        "UPDATE people_apikey SET state = 'active', revoked_at = NULL WHERE state = 'revoked'",
    ),
    (
        "people_auditreason",
        "people_auditreason_keeps_content",
        "UPDATE people_auditreason SET text = 'other words'",
    ),
    (
        "people_notification",
        "people_notification_keeps_content",
        "UPDATE people_notification SET subject_id = 'usr_1'",
    ),
    (
        "people_digest",
        "people_digest_moves",
        "UPDATE people_digest SET state = 'sent', sent_at = now() WHERE state = 'due'",
    ),
)
