"""The admin of models: for staff, for looking, and no form changes anything."""

import pytest

from apps.factory.models import Model, Release, ReleaseSnapshot, TrainingRun
from apps.factory.services import training
from apps.people.models import User
from apps.snapshots.models import Snapshot
from tests import world
from tests.factory import scene

TABLES = {"model": Model, "release": Release, "releasesnapshot": ReleaseSnapshot, "trainingrun": TrainingRun}
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", TABLES)
def test_staff_looks_and_nobody_changes(name: str, version: Snapshot, root: User, li_wei: User) -> None:
    scene.asked_for(li_wei, version)
    training.train(run=scene.claimed(), now=world.NOW)
    row = TABLES[name]._default_manager.order_by("pk").first()
    assert row is not None
    address = f"/admin/factory/{name}/"
    assert world.browser(li_wei).get(address, follow=True).status_code == 403
    browser = world.browser(root)
    for path in (address, f"{address}?q=1", f"{address}{row.pk}/change/"):
        assert browser.get(path).status_code == 200
    assert browser.post(f"{address}{row.pk}/change/", {}).status_code == 403
    assert browser.post(f"{address}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert browser.get(f"{address}add/").status_code == 403
