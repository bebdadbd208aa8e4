"""API keys: what they look like, what is kept of them, what they may do, and how they end."""

import re
import secrets
import zlib
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.foundation.errors import Conflict, NotAllowed
from apps.foundation.money import Amount
from apps.people.core import key_format, scopes
from apps.people.core.scopes import BadScopes
from apps.people.models import Agent, ApiKey, AuditRecord, Notification, User
from apps.people.services import agents, keys, mandates
from tests import world

ME = "/api/v1/me"


def test_a_key_matches_the_pattern_that_is_published() -> None:
    for prefix in (key_format.PERSON, key_format.AGENT):
        made = key_format.make(prefix, secrets.randbelow)
        assert re.fullmatch(r"ol[pa]_[A-Za-z0-9]{36}", made)
        assert re.fullmatch(key_format.PATTERN, made)
        assert key_format.is_well_formed(made)


def test_the_checksum_is_what_the_docs_say() -> None:
    body = "olp_" + "0" * 30
    number = zlib.crc32(body.encode())
    digits = [key_format.ALPHABET[number // 62**place % 62] for place in range(5, -1, -1)]
    assert key_format.make(key_format.PERSON, lambda _below: 0) == body + "".join(digits) == body + "0AzTjQ"


@given(st.integers(4, 39), st.sampled_from(key_format.ALPHABET))
def test_one_wrong_letter_is_noticed_without_asking_anybody(place: int, letter: str) -> None:
    made = key_format.make(key_format.PERSON, secrets.randbelow)
    wrong = made[:place] + letter + made[place + 1 :]
    assert key_format.is_well_formed(wrong) == (wrong == made)


@given(st.text(max_size=60))
def test_nonsense_is_no_key(text: str) -> None:
    assert not key_format.is_well_formed(text)


def test_keys_are_found_in_the_midst_of_text() -> None:
    made = [key_format.make(key_format.AGENT, secrets.randbelow) for _number in range(2)]
    text = f"TOKEN={made[0]}; other: '{made[1]}', {made[0]}, ola_{'x' * 36}"
    assert key_format.find_all(text) == made


@pytest.mark.django_db
def test_only_a_fingerprint_of_a_key_is_kept(amina: User) -> None:
    issued = world.key(amina)
    row = ApiKey.objects.values().get(pk=issued.key.pk)
    assert bytes(row["digest"]) == key_format.digest(issued.secret)
    assert issued.secret not in str(row)
    assert row["last_four"] == issued.secret[-4:]


@pytest.mark.django_db
def test_a_key_lives_ninety_days_unless_said_and_a_year_at_most(amina: User) -> None:
    assert world.key(amina).key.expires_at == world.NOW + timedelta(days=90)
    for wrong in (timedelta(0), timedelta(days=-1), timedelta(days=367)):
        with pytest.raises(keys.BadKey):
            keys.issue_key(
                owner=amina, name="x", scopes=["account:read"], expires_at=world.NOW + wrong, now=world.NOW
            )


@pytest.mark.django_db
def test_a_key_has_scopes_of_the_list_and_an_agents_none_that_widen_it(amina: User) -> None:
    agent = world.agent(amina)
    for wrong in ([], ["everything"], ["account:read", "root"]):
        with pytest.raises(BadScopes):
            keys.issue_key(owner=amina, name="x", scopes=wrong, now=world.NOW)
    for wide in scopes.FOR_PEOPLE_ONLY:
        with pytest.raises(BadScopes, match=wide):
            keys.issue_key(owner=amina, agent=agent, name="x", scopes=[wide], now=world.NOW)


@pytest.mark.django_db
def test_a_key_opens_until_it_is_revoked(amina: User) -> None:
    issued = world.key(amina)
    program = world.program(issued.secret)
    assert program.get(ME).json()["id"] == amina.public_id
    keys.revoke_key(actor=amina, key=issued.key, now=world.NOW)
    refused = program.get(ME)
    assert refused.status_code == 401
    assert refused["WWW-Authenticate"] == "Bearer"
    with pytest.raises(Conflict):
        keys.revoke_key(actor=amina, key=issued.key, now=world.NOW)


@pytest.mark.django_db
def test_a_key_that_has_ended_opens_nothing(amina: User) -> None:
    past = timezone.now() - timedelta(days=100)
    issued = keys.issue_key(owner=amina, name="old", scopes=["account:read"], now=past)
    assert world.program(issued.secret).get(ME).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x y", "Bearer olp_", "Bearer é", "bearer " + "x" * 9999]
)
def test_what_is_no_key_is_a_401_and_never_an_error(header: str) -> None:
    assert world.browser().get(ME, headers={"authorization": header}).status_code in (401, 403)


@pytest.mark.django_db
def test_a_wrong_key_is_refused_also_where_nobody_needs_one() -> None:
    unknown = key_format.make(key_format.PERSON, secrets.randbelow)
    assert world.program(unknown).get("/api/v1/communities").status_code == 401


@pytest.mark.django_db
def test_the_last_use_is_noted_once_a_minute(amina: User) -> None:
    issued = world.key(amina)
    program = world.program(issued.secret)
    program.get(ME)
    first = ApiKey.objects.get(pk=issued.key.pk).last_used_at
    assert first is not None
    program.get(ME)
    assert ApiKey.objects.get(pk=issued.key.pk).last_used_at == first
    before = first - timedelta(minutes=2)
    ApiKey.objects.filter(pk=issued.key.pk).update(last_used_at=before)
    program.get(ME)
    assert ApiKey.objects.get(pk=issued.key.pk).last_used_at != before


@pytest.mark.django_db
def test_a_key_does_what_its_scopes_say_and_nothing_else(amina: User) -> None:
    reading = world.program(world.key(amina, "account:read").secret)
    nothing_of_it = world.program(world.key(amina, "ledger:read").secret)
    assert reading.get(ME).status_code == 200
    assert nothing_of_it.get(ME).status_code == 403
    changed = reading.patch(ME, {"bio": "x"}, content_type="application/json")
    assert changed.status_code == 403
    assert "account:write" in changed.json()["detail"]


@pytest.mark.django_db
def test_an_agents_key_does_what_both_the_key_and_the_mandate_allow(amina: User) -> None:
    agent = world.agent(amina)
    issued = world.key(amina, "account:read", "models:call", of=agent)
    program = world.program(issued.secret)
    assert program.get(ME).status_code == 403, "there is no mandate yet"
    world.mandate(agent)
    assert program.get(ME).status_code == 403, "the mandate has another scope"
    grant(agent, "account:read")
    told = program.get(ME).json()["key"]
    assert (told["agent"], told["scopes"]) == (agent.public_id, ["account:read"])
    mandates.withdraw_mandate(agent=agent, now=world.NOW)
    assert program.get(ME).status_code == 403
    agents.close_agent(actor=amina, agent=agent, now=world.NOW)
    assert program.get(ME).status_code == 401


@pytest.mark.django_db
def test_a_key_makes_no_key_that_may_more_or_lives_longer(amina: User) -> None:
    maker = world.program(world.key(amina, "keys:write", "ledger:read").secret)
    sent = {"name": "child", "scopes": ["ledger:read"]}
    made = maker.post("/api/v1/keys", sent, content_type="application/json")
    assert made.status_code == 201
    assert key_format.is_well_formed(made.json()["secret"])
    assert made["Cache-Control"] == "no-store"
    wider = maker.post("/api/v1/keys", sent | {"scopes": ["account:read"]}, content_type="application/json")
    assert wider.status_code == 400
    later = (world.NOW + timedelta(days=200)).isoformat()
    longer = maker.post("/api/v1/keys", sent | {"expires_at": later}, content_type="application/json")
    assert longer.status_code == 400


@pytest.mark.django_db
def test_whoever_finds_a_key_can_end_it_and_its_owner_is_told(amina: User) -> None:
    leaked, kept = world.key(amina), world.key(amina)
    line = f"export TOKEN={leaked.secret}"
    sent = {"found": [line, leaked.secret, key_format.make("olp_", secrets.randbelow), "nothing"]}
    answer = world.browser().post("/api/v1/keys/revoke-leaked", sent, content_type="application/json")
    assert answer.json() == {"revoked": 1}
    assert world.program(leaked.secret).get(ME).status_code == 401
    assert world.program(kept.secret).get(ME).status_code == 200
    assert Notification.objects.filter(user=amina, kind="key.leaked").count() == 1
    assert AuditRecord.objects.get(act="key.revoke_leaked").subject_id == leaked.key.public_id
    again = world.browser().post("/api/v1/keys/revoke-leaked", sent, content_type="application/json")
    assert again.json() == {"revoked": 0}


@pytest.mark.django_db
def test_nobody_revokes_the_key_of_another(amina: User, juma: User) -> None:
    issued = world.key(amina)
    with pytest.raises(NotAllowed):
        keys.revoke_key(actor=juma, key=issued.key, now=world.NOW)
    assert world.browser(juma).post(f"/settings/keys/{issued.key.public_id}/revoke/").status_code == 404


@pytest.mark.django_db
def test_a_secret_is_on_the_page_that_answers_the_form_and_on_no_page_after_it(amina: User) -> None:
    browser = world.browser(amina)
    page = browser.post("/settings/keys/", {"name": "Laptop", "scopes": ["account:read"], "days": "30"})
    secret = page.context["issued"].secret
    assert secret in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert secret not in browser.get("/settings/keys/").content.decode()


@pytest.mark.django_db
def test_owners_are_warned_once_before_a_key_ends(amina: User) -> None:
    world.key(amina)
    soon = world.NOW + timedelta(days=85)
    assert keys.warn_of_expiring(now=world.NOW + timedelta(days=80)) == 0
    assert keys.warn_of_expiring(now=soon) == 1
    assert keys.warn_of_expiring(now=soon) == 0
    assert Notification.objects.filter(user=amina, kind="key.expiring").count() == 1


@pytest.mark.django_db
def test_nobody_hoards_keys(amina: User) -> None:
    for _number in range(keys.MOST_KEYS):
        world.key(amina)
    with pytest.raises(Conflict, match="100"):
        world.key(amina)


def grant(agent: Agent, *allowed: str) -> None:
    mandates.grant_mandate(
        agent=agent,
        per_call=Amount(1),
        per_day=Amount(1),
        in_total=Amount(1),
        scopes=allowed,
        expires_at=world.NOW + timedelta(days=30),
        now=world.NOW,
    )
