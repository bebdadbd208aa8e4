"""The stage of these tests: files that go with the test, and a datanet with two versions."""

from pathlib import Path

import pytest
from pytest_django import Settings

from apps.people.models import User
from tests.snapshots import scene
from tests.snapshots.scene import Net


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> Path:
    """Where this test's host keeps its files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Net:
    """Juma's datanet of four items; Amina gave them, Li Wei is a member."""
    return scene.told(curator=juma, author=amina, members=(li_wei,))


@pytest.fixture
def empty(juma: User, amina: User, li_wei: User) -> Net:
    """A datanet that nobody has given anything to."""
    return scene.net(curator=juma, author=amina, members=(li_wei,))
