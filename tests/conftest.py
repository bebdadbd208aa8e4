"""The cast and the database of every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from openledger.supervisor import postgres
from tests import cluster


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
