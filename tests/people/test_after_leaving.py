"""Leaving and beginning something at the same time: one of the two comes first, and a leaver begins nothing more."""

from collections.abc import Callable
from typing import Final

import pytest

from apps.people import permissions
from apps.people.models import Agent, ApiKey, Membership, User
from apps.people.services import communities, leaving, naming, notifying, registering
from openledger.supervisor import postgres
from tests import world
from tests.people.at_once import at_once


def leave(user: User) -> None:
    leaving.leave(user=User.objects.get(pk=user.pk), now=world.NOW)


def edit_profile(user: User) -> None:
    naming.edit_profile(
        user=user, handle="", display_name="Still here", bio="", links=[], language="en", time_zone="UTC",
        shown_as="name",
    )  # fmt: skip


def join(user: User) -> None:
    founder = User.objects.get(email="juma@example.org")
    communities.join(user=user, community=founder.memberships.get().community, now=world.NOW)


BEGINNINGS: Final[dict[str, Callable[[User], object]]] = {
    "opening an agent": world.agent,
    "making a key": world.key,
    "founding a community": lambda user: world.community(user, "of-nobody"),
    "joining a community": join,
    "writing a profile": edit_profile,
}


@pytest.mark.django_db
@pytest.mark.parametrize("begin", BEGINNINGS.values(), ids=BEGINNINGS.keys())
def test_a_leaver_begins_nothing_even_when_read_before_they_left(
    begin: Callable[[User], object], amina: User, juma: User
) -> None:
    world.community(juma)
    read_before = User.objects.get(pk=amina.pk)
    leave(amina)
    with pytest.raises(permissions.Forbidden):
        begin(read_before)


def test_whoever_leaves_while_their_programs_go_on_leaves_nothing_behind(
    own_database: postgres.Cluster,
) -> None:
    world.community(world.person("juma"))
    for number in range(4):
        amina = world.person(f"amina-{number}")
        refused = at_once([
            lambda amina=amina: leave(amina),  # type: ignore[misc]
            lambda amina=amina: world.agent(amina),  # type: ignore[misc]
            lambda amina=amina: world.key(amina),  # type: ignore[misc]
            lambda amina=amina: join(amina),  # type: ignore[misc]
        ])  # fmt: skip
        assert refused[0] == ""
        assert set(refused) <= {"", "forbidden"}
    gone = User.objects.filter(state="left")
    assert gone.count() == 4
    assert not ApiKey.objects.filter(owner__in=gone).exists()
    assert not Membership.objects.filter(user__in=gone).exists()
    assert not Agent.objects.filter(owner__in=gone).exclude(state="closed", name="").exists()


@pytest.mark.django_db
def test_a_leaver_is_told_nothing_more(amina: User) -> None:
    leave(amina)
    amina.refresh_from_db()
    assert notifying.notify(user=amina, kind="welcome", now=world.NOW) is None


@pytest.mark.django_db
def test_the_address_of_a_leaver_can_be_used_for_another_account(amina: User) -> None:
    leave(amina)
    again = registering.register(email="amina@example.org", password=world.PASSWORD, now=world.NOW)
    assert registering.confirm_address(user=again)
    assert again.pseudonym != amina.pseudonym


@pytest.mark.django_db
def test_a_closed_community_keeps_nobody_from_leaving(amina: User) -> None:
    communities.close_community(actor=amina, community=world.community(amina), now=world.NOW)
    leave(amina)
    amina.refresh_from_db()
    assert amina.state == "left"
