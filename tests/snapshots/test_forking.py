"""Forking: what goes along, what stays, and who is told where a datanet comes from."""

import pytest

from apps.contributions.models import Item
from apps.datanets.models import Context, Datanet, Rules
from apps.datanets.reports import forks
from apps.datanets.services import publishing
from apps.datanets.services.publishing import BadRules, Terms
from apps.foundation.errors import NotAllowed
from apps.people.core import scopes
from apps.people.models import User
from apps.snapshots.services import forking, freezing
from apps.snapshots.services.forking import Named, NotForkable
from tests import world
from tests.snapshots import scene
from tests.snapshots.scene import Net
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def net(juma: User, amina: User) -> Net:
    made = scene.net(curator=juma, author=amina)
    made.add(1)
    return made


def named(founder: User) -> Named:
    return Named(world.community(founder, "elsewhere"), "our-own", "Our own")


def test_a_fork_has_the_rules_and_the_context_and_no_items(net: Net, acme: User) -> None:
    snapshot = net.publish()
    made = forking.fork(founder=acme, snapshot=snapshot, named=named(acme), now=NOW)
    assert (made.forked_from, made.forked_version) == (net.datanet, snapshot.version)
    rules, origin = Rules.objects.get(datanet=made), snapshot.rules
    assert publishing.terms_of(rules=rules) == publishing.terms_of(rules=origin)
    assert rules.record_schema == origin.record_schema
    assert Context.objects.newest(made).parts == snapshot.context.parts
    assert not Item.objects.filter(datanet=made).exists()
    told = forks.kin_of(net.datanet, reader=acme)
    assert [one.slug for one in told.forks] == [made.slug]
    assert getattr(forks.kin_of(made, reader=acme).origin, "slug", "") == net.datanet.slug


def test_a_fork_keeps_the_licence(net: Net, acme: User) -> None:
    made = forking.fork(founder=acme, snapshot=net.publish(), named=named(acme), now=NOW)
    schema = Rules.objects.get(datanet=made).record_schema
    with pytest.raises(BadRules) as refusal:
        publishing.publish_rules(
            actor=acme,
            datanet=made,
            terms=Terms(licence="CC0-1.0"),
            record_schema=schema,
            holds_from=NOW,
            now=NOW,
        )
    assert list(refusal.value.fields) == ["/licence"]


def test_whoever_may_not_read_it_or_open_one_there_forks_nothing(net: Net, juma: User, acme: User) -> None:
    snapshot, place = net.publish(), named(acme)
    with pytest.raises(NotAllowed):
        forking.fork(founder=juma, snapshot=snapshot, named=place, now=NOW)
    Datanet.objects.update(access="gated")
    snapshot.datanet.refresh_from_db()
    with pytest.raises(NotAllowed):
        forking.fork(founder=acme, snapshot=snapshot, named=place, now=NOW)
    Datanet.objects.update(access="open")
    snapshot.datanet.refresh_from_db()
    yanked = freezing.yank(actor=juma, snapshot=snapshot, reason="Wrong.", now=NOW)
    with pytest.raises(NotForkable):
        forking.fork(founder=acme, snapshot=yanked, named=place, now=NOW)


def test_a_private_one_gives_its_name_and_its_openness_to_nobody_else(
    net: Net, juma: User, acme: User
) -> None:
    snapshot = net.publish()
    Datanet.objects.update(visibility="private", access="gated")
    snapshot.datanet.refresh_from_db()
    made = forking.fork(founder=juma, snapshot=snapshot, named=named(juma), now=NOW)
    assert (made.visibility, made.access) == ("private", "gated")
    Datanet.objects.filter(pk=made.pk).update(visibility="public")
    told = forks.kin_of(made, reader=acme)
    assert (told.is_fork, told.origin, told.version) == (True, None, "")
    assert [one.slug for one in forks.kin_of(net.datanet, reader=juma).forks] == [made.slug]


def test_the_form_leads_to_the_fork(net: Net, acme: User) -> None:
    version = net.publish().version
    browser, address = world.browser(acme), f"{net.address}/versions/{version}/fork/"
    assert "Found a community" in browser.get(address).content.decode()
    world.community(acme, "elsewhere")
    sent = {"community": "elsewhere", "title": "Our own", "slug": "our-own"}
    assert browser.post(address, sent)["Location"] == "/d/elsewhere/our-own/"
    page = browser.get("/d/elsewhere/our-own/").content.decode()
    assert "It began as a fork of version" in page
    assert "elsewhere/our-own" in browser.get(f"{net.address}/").content.decode()
    assert list(browser.post(address, sent).context["form"].errors) == ["slug"]


def test_a_program_forks_what_its_person_reads(net: Net, acme: User) -> None:
    address = f"/api/v1/datanets{net.address.removeprefix('/d')}/versions/{net.publish().version}/fork"
    sent = {"community": "elsewhere", "title": "Our own", "slug": "our-own"}
    program = world.program(world.key(acme, *scopes.SCOPES).secret)
    assert program.post(address, sent, content_type="application/json").status_code == 404
    world.community(acme, "elsewhere")
    answer = program.post(address, sent, content_type="application/json")
    assert answer.status_code == 201, answer.content
    made = Datanet.objects.get(slug="our-own")
    assert (answer.json()["id"], made.forked_from) == (made.public_id, net.datanet)
    again = program.post(address, sent, content_type="application/json")
    assert again.json()["code"] == "address_taken"
    nowhere = address.replace("/fork", "-9/fork")
    assert program.post(nowhere, sent, content_type="application/json").status_code == 404
    Datanet.objects.filter(pk=net.datanet.pk).update(access="gated")
    assert program.post(address, sent, content_type="application/json").json()["code"] == "not_let_in"
