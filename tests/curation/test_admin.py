"""Judging in the admin: for staff, and to look at only."""

import pytest
from django.contrib import admin

from apps.curation import models
from apps.curation.services import deciding, leasing, voting
from apps.people.models import User
from tests import world
from tests.curation import scene
from tests.world import NOW

LISTS = ["lease", "review", "reviewnote", "decision", "vote"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(juma: User, amina: User, li_wei: User) -> None:
    net = scene.net(juma, amina, li_wei)
    good, bad = scene.given(amina, net, 1), scene.given(amina, net, 2)
    scene.said(juma, good)
    scene.said(juma, bad, "reject")
    deciding.decide(revision_id=good.pk, now=NOW)
    voting.cast_vote(voter=li_wei, revision=good, is_good=True, now=NOW)
    leasing.lease(reviewer=li_wei, now=NOW)


def test_every_table_of_the_floor_can_be_looked_at() -> None:
    shown = {model._meta.label for model in admin.site._registry}
    assert {f"curation.{name}" for name in models.__all__} <= shown


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_for_staff_and_rows_are_not_changed(
    name: str, judged: None, amina: User, root: User
) -> None:
    address = f"/admin/curation/{name}/"
    assert world.browser(amina).get(address, follow=True).status_code == 403
    browser = world.browser(root)
    assert browser.get(address).status_code == 200
    model = next(one for one in admin.site._registry if one._meta.label_lower == f"curation.{name}")
    row = f"{address}{model._default_manager.values_list('pk', flat=True)[0]}"
    page = browser.get(f"{row}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert browser.post(f"{row}/change/", {}).status_code == 403
    assert browser.post(f"{row}/delete/", {"post": "yes"}).status_code == 403
    assert browser.get(f"{address}add/").status_code == 403
