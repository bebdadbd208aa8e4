"""The stage of these tests: files that go with the test, and a published version to make models from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from apps.factory.services import asking
from apps.people.models import User
from apps.snapshots.models import Snapshot
from tests.snapshots import scene
from tests.snapshots.scene import Net


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """Where this test's host keeps its files, with nothing left in memory of those of another."""
    settings.MEDIA_ROOT = tmp_path / "media"
    asking._loaded.cache_clear()
    yield tmp_path / "media"
    asking._loaded.cache_clear()


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Net:
    """Juma's datanet of four items, in its second version; Li Wei is a member."""
    return scene.told(curator=juma, author=amina, members=(li_wei,))


@pytest.fixture
def version(net: Net) -> Snapshot:
    """What models are made from."""
    snapshot: Snapshot = Snapshot.objects.select_related("datanet__community").get(version="2.0.0")
    return snapshot
