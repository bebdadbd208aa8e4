"""Erased words are gone with their sketch and with files that nothing else uses; their hash stays."""

from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from apps.contributions import tasks
from apps.contributions.models import Blob, Content, Revision, RevisionBlob, Sketch
from apps.contributions.services import deciding, erasing
from apps.people.models import User
from apps.people.services import leaving
from tests import thread, world
from tests.contributions import pictures
from tests.snapshots import scene
from tests.snapshots.scene import Net
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Net:
    net = scene.net(curator=juma, author=amina, members=(li_wei,))
    pictures.of_pictures(net.datanet, juma)
    return net


def test_files_go_with_the_last_words_that_use_them(
    net: Net,
    amina: User,
    li_wei: User,
    media: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    first, second = pictures.given(amina, net.datanet), pictures.given(li_wei, net.datanet, leaves=3)
    with django_capture_on_commit_callbacks(execute=True):
        assert erasing.erase(revision=first)
    assert Blob.objects.count() == 1
    assert pictures.files_under(media)
    with django_capture_on_commit_callbacks(execute=True):
        assert erasing.erase(revision=second)
        assert not erasing.erase(revision=second)
    for table in (Blob, RevisionBlob, Content):
        assert not table.objects.exists()
    assert not Sketch.objects.exists()
    assert pictures.files_under(media) == set()
    assert Revision.objects.count() == 2
    page = world.browser(amina).get(f"{net.address}/items/{first.item.public_id}/")
    assert "erased" in page.content.decode()


def test_of_those_who_left_what_never_was_accepted_is_erased(amina: User, juma: User, li_wei: User) -> None:
    net = scene.net(curator=juma, author=amina, members=(li_wei,))
    kept, taken_back = net.add(1), net.give(2)
    deciding.withdraw(actor=amina, revision=taken_back, now=net.later())
    others = thread.item(li_wei, net.datanet, question="What is somebody else's?")
    deciding.withdraw(actor=li_wei, revision=others, now=net.later())
    assert tasks.erase_of_leavers() == 0
    leaving.leave(user=amina, now=NOW)
    assert (tasks.erase_of_leavers(), tasks.erase_of_leavers()) == (1, 0)
    assert set(Content.objects.values_list("pk", flat=True)) == {kept.pk, others.pk}
