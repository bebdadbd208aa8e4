"""The admin of versions: for staff, for looking, and no form changes anything."""

import pytest

from apps.people.models import User
from apps.snapshots.models import Export, Snapshot, SnapshotItem, VersionVote
from apps.snapshots.services import freezing
from tests import world
from tests.snapshots.scene import Net

TABLES = {"snapshot": Snapshot, "snapshotitem": SnapshotItem, "versionvote": VersionVote, "export": Export}
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", TABLES)
def test_staff_looks_and_nobody_changes(name: str, net: Net, root: User, juma: User) -> None:
    net.add(5)
    freezing.vote(voter=juma, snapshot=net.propose(), is_for=True, now=net.later())
    row = TABLES[name]._default_manager.order_by("pk").first()
    assert row is not None
    address = f"/admin/snapshots/{name}/"
    assert world.browser(juma).get(address, follow=True).status_code == 403
    browser = world.browser(root)
    for path in (address, f"{address}?q=1", f"{address}{row.pk}/change/"):
        assert browser.get(path).status_code == 200
    assert browser.post(f"{address}{row.pk}/change/", {}).status_code == 403
    assert browser.post(f"{address}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert browser.get(f"{address}add/").status_code == 403
