"""Who looks after a datanet, and what somebody is to one."""

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from apps.datanets import permissions
from apps.datanets.models import Datanet, Steward
from apps.datanets.reports import standing
from apps.datanets.reports.standing import NoSuchDatanet
from apps.datanets.services import stewarding
from apps.datanets.services.stewarding import NoRole, NotInCommunity, OwnerStays
from apps.foundation.errors import NotAllowed
from apps.people.models import AuditRecord, User
from tests import thread, world
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def net(juma: User, amina: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina])


def test_the_owner_appoints_members_and_takes_the_role_back(juma: User, amina: User, net: Datanet) -> None:
    stewarding.appoint(actor=juma, datanet=net, user=amina, now=NOW)
    stewarding.appoint(actor=juma, datanet=net, user=amina, now=NOW)
    assert permissions.can_curate(standing.standing_of(net, amina))
    assert AuditRecord.objects.filter(act="datanet.appoint").count() == 1
    stewarding.dismiss(actor=juma, datanet=net, user=amina, now=NOW)
    assert not permissions.can_curate(standing.standing_of(net, amina))
    with pytest.raises(NoRole):
        stewarding.dismiss(actor=juma, datanet=net, user=amina, now=NOW)


def test_nobody_else_appoints_or_dismisses(juma: User, amina: User, net: Datanet) -> None:
    stewarding.appoint(actor=juma, datanet=net, user=amina, now=NOW)
    for act in (stewarding.appoint, stewarding.dismiss):
        with pytest.raises(NotAllowed):
            act(actor=amina, datanet=net, user=juma, now=NOW)
    assert Steward.objects.filter(datanet=net).count() == 2


def test_strangers_are_not_appointed_and_the_owner_stays(juma: User, li_wei: User, net: Datanet) -> None:
    with pytest.raises(NotInCommunity):
        stewarding.appoint(actor=juma, datanet=net, user=li_wei, now=NOW)
    with pytest.raises(OwnerStays):
        stewarding.dismiss(actor=juma, datanet=net, user=juma, now=NOW)


def test_what_somebody_is_to_a_datanet_is_one_question(
    juma: User, amina: User, li_wei: User, net: Datanet, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for person, expected in (
        (juma, (True, "owner", "owner")),
        (amina, (True, "member", None)),
        (li_wei, (True, None, None)),
        (AnonymousUser(), (False, None, None)),
    ):
        with django_assert_num_queries(1):
            met = standing.at("agri-africa", "agronomy", person)
            assert met.datanet.community.slug == "agri-africa"
        assert (met.is_present, met.in_community, met.role) == expected
        assert standing.standing_of(net, person) == met


def test_there_is_nothing_where_nothing_was_opened(juma: User, net: Datanet) -> None:
    for address in (("agri-africa", "other"), ("other", "agronomy")):
        with pytest.raises(NoSuchDatanet):
            standing.at(*address, juma)


def test_a_closed_datanet_takes_nothing_in_and_is_still_judged(amina: User, net: Datanet) -> None:
    net.state = "closed"
    met = standing.standing_of(net, amina)
    assert not permissions.can_contribute(met)
    assert permissions.can_review(met)
