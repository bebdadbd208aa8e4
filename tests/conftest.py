"""The cast and the database of every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker
from xdist.remote import Producer

from apps.people.models import User
from openledger.supervisor import postgres
from tests import cluster, sharing, world


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> sharing.Sharing:
    """How tests are dealt out among workers."""
    return sharing.Sharing(config, log)


@pytest.fixture(scope="session")
def postgres_cluster(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[postgres.Cluster]:
    """The run's own PostgreSQL, shared by all workers."""
    base = tmp_path_factory.getbasetemp()
    folder: Path = base if worker_id == "master" else base.parent
    with cluster.shared(folder) as running:
        yield running


@pytest.fixture(scope="session")
def django_db_setup(
    postgres_cluster: postgres.Cluster, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[None]:
    """Each worker tests on its own clone of the migrated template, as the application's role."""
    name = f"openledger_{worker_id}"
    with django_db_blocker.unblock():
        cluster.clone(postgres_cluster, name)
        cluster.point_django_at(postgres_cluster, name)
        yield
        connection.close()
        cluster.drop(postgres_cluster, name)


@pytest.fixture
def own_database(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> Iterator[postgres.Cluster]:
    """For tests that commit, or look on from several sessions: a clone that nobody else sees.

    `postgres_cluster.url(database=connection.settings_dict["NAME"])` reaches it from elsewhere.
    """
    name = f"openledger_own_{worker_id}"
    cluster.clone(postgres_cluster, name)
    with django_db_blocker.unblock():
        cluster.point_django_at(postgres_cluster, name)
        yield postgres_cluster
        cluster.point_django_at(postgres_cluster, f"openledger_{worker_id}")
    cluster.drop(postgres_cluster, name)


@pytest.fixture(scope="session", autouse=True)
def light_hashes() -> None:
    """The hash of the site, argon2id, with less of the memory and time that make it slow to guess."""
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = (
        1,
        8,
        1,
    )


@pytest.fixture(autouse=True)
def own_cache(settings: Settings) -> Iterator[None]:
    """A cache in the memory of the test, so that no count of requests outlives it and none needs a server."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def in_english() -> None:
    """A request of an earlier test may have left its language behind in this thread."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings) -> None:
    """Addresses without a hash: nothing is collected here, as tests/browser does for a site that runs."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


# The cast. A test that uses `own_database` names it before them.


@pytest.fixture
def amina() -> User:
    """She contributes."""
    return world.person("amina")


@pytest.fixture
def juma() -> User:
    """He curates."""
    return world.person("juma")


@pytest.fixture
def li_wei() -> User:
    """They build models."""
    return world.person("li-wei")


@pytest.fixture
def acme() -> User:
    """The one who calls and pays."""
    return world.person("acme-labs")


@pytest.fixture
def root() -> User:
    """Staff of the host."""
    return world.staff("rhoda")
