"""The health page of a datanet: what it finds, what it says to whom, and what it costs to ask."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.datanets.core import roles
from apps.datanets.core.health import Health
from apps.datanets.models import Datanet
from apps.datanets.services import needing, stewarding
from apps.people.models import User
from apps.people.services import leaving
from openledger.pages import health, net_figures
from tests import world
from tests.snapshots import scene
from tests.snapshots.scene import Net

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TO_MEND = ("/needs/new/", "/settings/", "/context/edit/", "/schema/edit/", "/people/")


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Net:
    return scene.net(curator=juma, author=amina, members=(li_wei,))


def told(net: Net, *, later: timedelta = timedelta()) -> Health:
    return health.health_now(Datanet.objects.get(pk=net.datanet.pk), at=net.now + later)


def done(net: Net, *, later: timedelta = timedelta()) -> set[str]:
    return {point.name for point in told(net, later=later).points if point.is_done}


def source(net: Net, path: str, reader: User | None = None) -> str:
    answer = world.browser(reader).get(f"{net.address}/{path}")
    assert answer.status_code == 200
    return answer.content.decode().partition('id="content"')[2]


def test_what_is_given_is_decided_within_two_weeks(net: Net) -> None:
    revision = net.give(1)
    assert "reviewed" in done(net, later=13 * DAY)
    assert "reviewed" not in done(net, later=15 * DAY)
    assert "accepted" not in done(net)
    net.accept(revision)
    assert {"reviewed", "accepted"} <= done(net, later=15 * DAY)


def test_what_is_accepted_goes_into_a_version_within_ninety_days(net: Net) -> None:
    assert "version" in done(net, later=200 * DAY)
    net.add(1)
    assert "version" in done(net, later=89 * DAY)
    assert "version" not in done(net, later=91 * DAY)
    net.publish()
    assert "version" in done(net, later=91 * DAY)
    net.add(2)
    assert "version" not in done(net, later=91 * DAY)


def test_two_who_curate_and_a_need_are_counted_while_they_are_there(net: Net, li_wei: User) -> None:
    assert not {"curators", "needs"} & done(net)
    stewarding.appoint(
        actor=net.curator, datanet=net.datanet, user=li_wei, role=roles.CURATOR, now=net.later()
    )
    need = needing.open_need(actor=net.curator, datanet=net.datanet, title="Beans", wanted=5, now=net.later())
    assert {"curators", "needs"} <= done(net)
    leaving.leave(user=li_wei, now=net.later())
    needing.close_need(actor=net.curator, need=need, now=net.later())
    assert not {"curators", "needs"} & done(net)


def test_the_front_page_finds_the_same(net: Net) -> None:
    net.give(1)
    net.add(2)
    at = net.now + 20 * DAY
    overview = net_figures.overview_of(net.datanet, reader=net.curator, at=at)
    assert overview.health == told(net, later=20 * DAY)
    today = health.health_now(net.datanet, at=timezone.now())
    assert f"Health {today.done} of {today.all}" in source(net, "")
    assert f"{net.address}/health/" in source(net, "")


def test_every_point_has_words_and_an_address_that_is_there(net: Net) -> None:
    assert [point.name for point in told(net).points] == list(health.SAID)
    mending = source(net, "health/", net.curator)
    for path in TO_MEND:
        assert f'href="{net.address}{path}"' in mending
        assert world.browser(net.curator).get(f"{net.address}{path}").status_code == 200


def test_everybody_reads_the_list_and_is_led_to_what_they_may_mend(net: Net, li_wei: User) -> None:
    def led_to(reader: User | None) -> list[str]:
        said = source(net, "health/", reader)
        assert "Open a need for what is missing." in said
        return re.findall(rf'class="btn btn--sm" href="{net.address}([^"]*)"', said)

    assert led_to(None) == []
    assert led_to(li_wei) == ["/review/"]
    assert {"/review/", *TO_MEND} == set(led_to(net.curator))


def test_the_page_asks_little(net: Net) -> None:
    net.add(1)
    reader = world.browser(net.curator)
    with CaptureQueriesContext(connection) as asked:
        assert reader.get(f"{net.address}/health/").status_code == 200
    assert len(asked) <= 8
