"""The demo world: made once, kept at every start, mended when its notes or its tables are gone."""

import io
import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from apps.ledger.reports import auditing
from apps.people.models import Agent, ApiKey, Community, Mandate, Membership, User
from openledger.demo import cast, world
from openledger.demo.scene import Notes, make_password
from openledger.supervisor import postgres
from tests.world import NOW, program

pytestmark = pytest.mark.django_db
ADDRESS = "http://127.0.0.1:8000"


def build(path: Path, *, days: int = 0) -> Notes:
    world.build(path, address=ADDRESS, now=NOW + timedelta(days=days))
    notes: Notes = json.loads(path.read_text())
    return notes


def counts() -> list[int]:
    tables = (User, Community, Membership, Agent, Mandate, ApiKey)
    return [table.objects.count() for table in tables]


def test_the_notes_say_how_to_enter(tmp_path: Path) -> None:
    notes = build(tmp_path / "demo.json")
    assert set(notes) == {"address", "people", "agent", "datanets", "models"}
    assert list(notes["people"]) == ["contributor", "curator", "builder", "caller", "admin"]
    for person in notes["people"].values():
        assert User.objects.get(email=person["email"]).check_password(person["password"])
    assert stat.S_IMODE((tmp_path / "demo.json").stat().st_mode) == 0o600


def test_its_keys_open_the_api(tmp_path: Path) -> None:
    notes = build(tmp_path / "demo.json")
    for secret in (notes["people"]["contributor"]["key"], notes["agent"]["key"]):
        assert program(secret).get("/api/v1/").status_code == 200
    assert program("olp_" + "0" * 36).get("/api/v1/").status_code == 401


def test_building_it_again_changes_nothing(tmp_path: Path) -> None:
    first = build(tmp_path / "demo.json")
    before = counts()
    assert build(tmp_path / "demo.json") == first
    assert counts() == before


def test_the_book_is_whole_and_was_audited(tmp_path: Path) -> None:
    build(tmp_path / "demo.json")
    assert auditing.find_faults().faults == ()
    audit = auditing.last_audit()
    assert audit is not None
    assert (audit.journals, audit.faults) == (4, 0)


def test_lost_notes_are_written_anew_and_open_the_same_doors(tmp_path: Path) -> None:
    first = build(tmp_path / "demo.json")
    people = User.objects.count()
    (tmp_path / "demo.json").unlink()
    second = build(tmp_path / "demo.json")
    assert User.objects.count() == people
    admin = second["people"]["admin"]
    assert admin["password"] != first["people"]["admin"]["password"]
    assert User.objects.get(email=admin["email"]).check_password(admin["password"])


def test_a_key_that_opens_nothing_any_more_is_replaced(tmp_path: Path) -> None:
    first = build(tmp_path / "demo.json")
    later = build(tmp_path / "demo.json", days=400)
    assert later["agent"]["key"] != first["agent"]["key"]
    assert later["people"]["caller"]["password"] == first["people"]["caller"]["password"]


def test_the_agent_always_has_a_mandate_in_force(tmp_path: Path) -> None:
    build(tmp_path / "demo.json")
    build(tmp_path / "demo.json", days=200)
    agent = Agent.objects.get(name=cast.AGENT)
    assert Mandate.objects.filter(agent=agent, expires_at__gt=NOW + timedelta(days=200)).count() == 1


def test_production_has_no_demo_world(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="no place in production"):
        call_command("seed_demo")


def test_passwords_are_readable_and_never_the_same() -> None:
    made = {make_password() for _ in range(200)}
    assert len(made) == 200
    assert all(word.isalnum() for password in made for word in password.split("-"))


def test_the_roles_of_a_server_are_those_of_the_embedded_one() -> None:
    out = io.StringIO()
    call_command("roles", stdout=out)
    assert [statement for statement in postgres.GRANTS if f"{statement};" not in out.getvalue()] == []
