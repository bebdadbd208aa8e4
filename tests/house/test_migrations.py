"""Migrations are one idea each, named by hand, in one line, and can be undone."""

import re

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.house import tree

LOADER = MigrationLoader(None)
OURS = {key: one for key, one in LOADER.disk_migrations.items() if key[0] in tree.built()}


@pytest.mark.django_db
def test_the_models_and_the_migrations_agree() -> None:
    apps = sorted({app for app, _ in OURS})
    call_command("makemigrations", *apps, check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("name", sorted(name for _, name in OURS))
def test_a_migration_is_named_by_hand(name: str) -> None:
    assert re.fullmatch(r"[0-9]{4}_[a-z][a-z0-9_]{3,}", name)
    assert "_auto_" not in name
    assert not re.search(r"_and_(more|[0-9]+)|_alter_[a-z]+_[a-z_]+_more", name)


@pytest.mark.parametrize("app", sorted({app for app, _ in OURS}))
def test_the_migrations_of_an_app_stand_in_one_line(app: str) -> None:
    numbers = sorted(name[:4] for owner, name in OURS if owner == app)
    assert numbers == [f"{place:04d}" for place in range(1, len(numbers) + 1)]
    assert len(LOADER.graph.leaf_nodes(app)) == 1


@pytest.mark.parametrize("key", sorted(OURS))
def test_a_migration_can_be_undone_or_says_why_not(key: tuple[str, str]) -> None:
    migration = OURS[key]
    says_why = "not reversible" in (__import__(migration.__module__, fromlist=["x"]).__doc__ or "").lower()
    assert says_why or all(operation.reversible for operation in migration.operations)
