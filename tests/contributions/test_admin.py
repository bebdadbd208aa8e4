"""The admin of datanets and of what is given: for staff, for looking, and without anybody's words."""

import pytest
from django.apps import apps

from apps.people.models import User
from tests import world
from tests.contributions import attacks_on_uploads
from tests.snapshots import scene
from tests.snapshots.scene import Net

pytestmark = pytest.mark.django_db
LISTS = (
    "datanets/datanet", "datanets/steward", "datanets/rules", "datanets/context", "contributions/contribution",
    "contributions/item", "contributions/revision", "contributions/check", "contributions/upload",
    "contributions/uploadrow", "contributions/blob",
)  # fmt: skip


@pytest.fixture
def net(juma: User, amina: User) -> Net:
    made = scene.net(curator=juma, author=amina)
    made.add(1)
    attacks_on_uploads.rows(amina, made.datanet)
    return made


@pytest.mark.parametrize("name", LISTS)
def test_rows_can_be_looked_at_by_staff_and_changed_by_nobody(
    name: str, net: Net, amina: User, root: User
) -> None:
    row = apps.get_model(name.replace("/", "."))._default_manager.order_by("pk")[0]
    address, browser = f"/admin/{name}/", world.browser(root)
    assert world.browser(amina).get(address, follow=True).status_code == 403
    assert browser.get(address).status_code == 200
    assert browser.get(f"{address}?q=agronomy").status_code == 200
    page = browser.get(f"{address}{row.pk}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert browser.post(f"{address}{row.pk}/change/", {}).status_code == 403
    assert browser.post(f"{address}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert browser.get(f"{address}add/").status_code == 403


def test_the_words_of_people_are_not_in_the_admin(net: Net, root: User) -> None:
    browser = world.browser(root)
    assert browser.get("/admin/contributions/content/").status_code == 404
    revision = net.given[1]
    assert (
        scene.answer(1)
        not in browser.get(f"/admin/contributions/revision/{revision.pk}/change/").content.decode()
    )
