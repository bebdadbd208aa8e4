"""The demo world: made once, kept at every start, mended when its notes or its tables are gone."""

import io
import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from apps.attribution.models import Trace, Weight
from apps.contributions.models import Revision
from apps.curation.models import Review
from apps.inference.models import Call
from apps.ledger.models import Journal
from apps.ledger.reports import auditing
from apps.people.models import Agent, ApiKey, Community, Mandate, Membership, User
from apps.rewards.models import Share
from apps.rewards.reports import faults
from apps.snapshots.models import Snapshot
from openledger.demo import cast, datanet, pictures, world
from openledger.demo.scene import Notes, make_password
from openledger.supervisor import postgres
from tests import worlds
from tests.world import NOW, program

ADDRESS = "http://127.0.0.1:8000"
TABLES: tuple[type[models.Model], ...] = (
    User, Community, Membership, Agent, Mandate, ApiKey, Revision, Review, Snapshot, Weight, Call, Trace, Share,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Demo:
    """Where its notes are; `build` is another start of the site."""

    path: Path

    def build(self, *, days: int = 0) -> Notes:
        world.build(self.path, address=ADDRESS, now=NOW + timedelta(days=days))
        return self.notes

    @property
    def notes(self) -> Notes:
        notes: Notes = json.loads(self.path.read_text())
        return notes


@pytest.fixture(scope="module")
def built(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Iterator[Demo]:
    """A first start, on a database of its own, for all tests of this file."""
    demo = Demo(tmp_path_factory.mktemp("demo") / "demo.json")
    name, usual = f"openledger_demo_{worker_id}", f"openledger_{worker_id}"
    with worlds.kept(postgres_cluster, django_db_blocker, name=name, usual=usual, make=demo.build):
        yield demo


@pytest.fixture
def demo(built: Demo, django_db_blocker: DjangoDbBlocker) -> Iterator[Demo]:
    """As it was after the first start: what a test does to tables and notes is undone."""
    noted = built.path.read_bytes()
    with worlds.undone(django_db_blocker):
        yield built
    built.path.write_bytes(noted)


def counts() -> list[int]:
    return [table._default_manager.count() for table in TABLES]


def test_the_notes_say_how_to_enter(demo: Demo) -> None:
    notes = demo.notes
    assert set(notes) == {"address", "people", "agent", "datanets", "models"}
    assert list(notes["people"]) == ["contributor", "curator", "builder", "caller", "admin"]
    for person in notes["people"].values():
        assert User.objects.get(email=person["email"]).check_password(person["password"])
    assert notes["datanets"] == [{"id": "python-docs/help-topics", "version": "1.0.0"}]
    assert notes["models"] == ["python-docs/python-help"]
    assert stat.S_IMODE(demo.path.stat().st_mode) == 0o600


def test_its_keys_open_the_api(demo: Demo) -> None:
    for secret in (demo.notes["people"]["contributor"]["key"], demo.notes["agent"]["key"]):
        assert program(secret).get("/api/v1/").status_code == 200
    assert program("olp_" + "0" * 36).get("/api/v1/").status_code == 401


def test_building_it_again_changes_nothing(demo: Demo) -> None:
    first, before = demo.notes, counts()
    assert demo.build(days=1) == first
    assert counts() == before


def test_the_book_is_whole_and_was_audited(demo: Demo) -> None:
    assert auditing.find_faults().faults == ()
    audit = auditing.last_audit()
    assert audit is not None
    assert (audit.journals, audit.faults) == (Journal.objects.count(), 0)


def test_every_fee_of_its_calls_is_shared_out(demo: Demo) -> None:
    assert faults.find_faults() == []
    assert Call.objects.filter(state="charged").count() == Trace.objects.filter(state="traced").count() > 10
    assert Share.objects.filter(role="contributor").exists()


def test_it_leaves_something_to_review_and_something_to_freeze(demo: Demo) -> None:
    states = dict(Revision.objects.values_list("state").annotate(models.Count("pk")).order_by("state"))
    assert states["queued"] == datanet.WAITING + len(pictures.SIGNS) - pictures.JUDGED
    of_pictures = Revision.objects.filter(item__datanet__slug=pictures.SLUG, blobs__isnull=False)
    assert of_pictures.filter(state="accepted").count() == pictures.JUDGED
    assert states["rejected"] == 1
    assert states["accepted"] > Snapshot.objects.get().items


def test_lost_notes_are_written_anew_and_open_the_same_doors(demo: Demo) -> None:
    first, people = demo.notes, User.objects.count()
    demo.path.unlink()
    second = demo.build()
    assert User.objects.count() == people
    admin = second["people"]["admin"]
    assert admin["password"] != first["people"]["admin"]["password"]
    assert User.objects.get(email=admin["email"]).check_password(admin["password"])


def test_a_key_that_opens_nothing_any_more_is_replaced(demo: Demo) -> None:
    first = demo.notes
    later = demo.build(days=400)
    assert later["agent"]["key"] != first["agent"]["key"]
    assert later["people"]["caller"]["password"] == first["people"]["caller"]["password"]


def test_the_agent_always_has_a_mandate_in_force(demo: Demo) -> None:
    demo.build(days=200)
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
