"""Every address by every actor. A new address without a row fails here, and so does a row without an address."""

import re
from collections.abc import Iterator

import pytest
from django.template.base import Template
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from openledger.supervisor import postgres
from tests import worlds
from tests.api import matrix, permissions, routes
from tests.api.matrix import Row, World

ALL = routes.all_routes()
OURS = {route.name: route for route in ALL if not route.path.startswith("admin/")}
#: One row for all of them: they are for staff, and read-only.
ADMIN = [route for route in ALL if route.path.startswith("admin/")]
OPEN_IN_ADMIN = {"admin:login", "admin:logout", "admin:jsi18n", "admin:None"}
CHANGES = re.compile(r"admin:[a-z]+_[a-z]+_(add|change|delete)")
ROWS = permissions.rows()
#: Words of an address that lead to a datanet, of which there are several kinds.
OF_A_DATANET = {"datanet", "revision_id"}
#: For these pages are drawn as well; for the others it is enough to know whether they would be.
DRAWN_FOR = {"visitor", "member", "owner"}


@pytest.fixture(scope="module")
def world(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> Iterator[World]:
    """Made once: every request is undone."""
    name, usual = f"openledger_matrix_{worker_id}", f"openledger_{worker_id}"
    with worlds.kept(postgres_cluster, django_db_blocker, name=name, usual=usual, make=matrix.make) as made:
        yield made


@pytest.fixture(autouse=True)
def at_any_pace(world: World, settings: Settings, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The site's own addresses, and nobody is told to slow down."""
    settings.ROOT_URLCONF = "openledger.urls"
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"actor": "1000000/min"}}
    with worlds.undone(django_db_blocker):
        yield


def test_every_address_has_a_row_for_each_of_its_methods_and_every_row_an_address() -> None:
    there = {(name, method) for name, route in OURS.items() for method in route.methods}
    listed = [(row.name, row.method) for row in ROWS]
    assert len(listed) == len(set(listed))
    assert there - set(listed) == set()
    assert set(listed) - there == set()


def test_no_two_addresses_share_a_name() -> None:
    names = [route.name for route in ALL if not route.path.startswith("admin/")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_is_answered_as_the_table_says(
    row: Row, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    route = OURS[row.name]
    actors = [*matrix.PEOPLE, *(matrix.KEYS if route.is_api else ())]
    answered, expected = {}, {}
    for kind in matrix.OPENNESS if OF_A_DATANET & {*route.words} else (matrix.PUBLIC,):
        letters = ""
        for actor in actors:
            with monkeypatch.context() as light:
                if actor not in DRAWN_FOR:
                    light.setattr(Template, "render", lambda *_args: "")
                letters += world.ask(actor, row, route, kind)
        answered[kind], expected[kind] = letters, row.expected(kind)
    assert answered == expected


@pytest.mark.parametrize("actor", ["visitor", "owner"])
def test_the_admin_site_is_for_staff(actor: str, world: World) -> None:
    through = {
        f"{method} {route.name}": letter
        for route in ADMIN
        if route.name not in OPEN_IN_ADMIN
        for method in route.methods
        if (letter := world.ask(actor, matrix.Row(route.name, method, ""), route)) != matrix.SIGN_IN
    }
    assert through == {}


def test_staff_change_nothing_in_the_admin_site(world: World) -> None:
    """What they may do, they do where it is written down. A row that is not there is not told apart."""
    acts = [route for route in ADMIN if CHANGES.fullmatch(route.name)]
    assert acts
    done = {
        route.name: letter
        for route in acts
        if (letter := world.ask("staff", matrix.Row(route.name, "POST", ""), route)) == matrix.ALLOWED
        if route.name.endswith(("_add", "_delete"))
    }
    assert done == {}


@pytest.mark.parametrize("row", [row for row in ROWS if row.answers[0] == matrix.SIGN_IN], ids=str)
def test_a_key_opens_no_page(row: Row, world: World) -> None:
    route = OURS[row.name]
    if not route.is_api:
        assert {world.ask(key, row, route) for key in matrix.KEYS} == {matrix.SIGN_IN}
