"""Asking to be let in by a program, and the answer."""

from typing import Any, Final

import pytest
from django.test import Client

from apps.datanets.core import openness, roles
from apps.datanets.models import AccessRequest, Datanet, Steward
from apps.people.core import scopes
from apps.people.models import User
from tests import thread, world

pytestmark = pytest.mark.django_db
ASKED: Final = {"role": "reader", "message": "I teach with it."}


@pytest.fixture
def gated(juma: User) -> Datanet:
    net = thread.datanet(juma, community=world.community(juma))
    Datanet.objects.filter(pk=net.pk).update(access=openness.GATED, entry=openness.APPLY)
    return net


@pytest.fixture
def owner_s(juma: User) -> Client:
    return world.program(world.key(juma, *scopes.SCOPES).secret)


@pytest.fixture
def hers(amina: User) -> Client:
    return world.program(world.key(amina, *scopes.SCOPES).secret)


def at(net: Datanet, rest: str = "") -> str:
    return f"/api/v1/datanets/{net.community.slug}/{net.slug}/access-requests{rest}"


def send(client: Client, path: str, body: object = None) -> Any:
    return client.post(path, body or {}, content_type="application/json")


def test_a_request_is_made_read_by_both_and_granted(
    gated: Datanet, owner_s: Client, hers: Client, amina: User
) -> None:
    answer = send(hers, at(gated), ASKED)
    assert answer.status_code == 201, answer.content
    asked = answer.json()
    assert (asked["person"], asked["state"], asked["message"]) == (
        amina.public_id,
        "waiting",
        ASKED["message"],
    )
    assert send(hers, at(gated), ASKED).json() == asked
    assert owner_s.get(at(gated)).json()["data"] == hers.get(at(gated)).json()["data"] == [asked]
    granted = send(owner_s, at(gated, f"/{asked['id']}/grant"))
    assert granted.json()["state"] == "granted"
    assert Steward.objects.get(user=amina, datanet=gated).role == roles.READER
    assert send(owner_s, at(gated, f"/{asked['id']}/grant")).status_code == 409


def test_a_request_is_declined_with_a_reason(gated: Datanet, owner_s: Client, hers: Client) -> None:
    asked = send(hers, at(gated), ASKED).json()
    path = at(gated, f"/{asked['id']}/decline")
    assert send(owner_s, path, {"reason": " "}).status_code == 400
    assert send(owner_s, path, {"reason": "It is for schools of the region."}).status_code == 200
    (told,) = hers.get(at(gated)).json()["data"]
    assert (told["state"], told["reason"]) == ("declined", "It is for schools of the region.")
    assert send(hers, at(gated), ASKED).json()["code"] == "asked_already"


def test_a_request_is_taken_back_by_whoever_made_it_and_its_words_go(
    gated: Datanet, owner_s: Client, hers: Client
) -> None:
    asked = send(hers, at(gated), ASKED).json()
    assert send(owner_s, at(gated, f"/{asked['id']}/take-back")).status_code == 403
    taken = send(hers, at(gated, f"/{asked['id']}/take-back")).json()
    assert (taken["state"], taken["message"]) == ("taken_back", "")


def test_nobody_else_reads_or_decides_a_request(gated: Datanet, hers: Client) -> None:
    asked = send(hers, at(gated), ASKED).json()
    other = world.program(world.key(world.person("somebody-else"), *scopes.SCOPES).secret)
    assert other.get(at(gated)).json()["data"] == []
    for act in ("grant", "decline", "take-back"):
        assert send(other, at(gated, f"/{asked['id']}/{act}"), {"reason": "No."}).status_code == 404
    assert send(hers, at(gated, f"/{asked['id']}/grant")).status_code == 403
    assert AccessRequest.objects.get().state == "waiting"


def test_a_request_of_another_datanet_is_not_there(
    gated: Datanet, owner_s: Client, hers: Client, juma: User
) -> None:
    asked = send(hers, at(gated), ASKED).json()
    another = thread.datanet(juma, community=gated.community, slug="another")
    assert send(owner_s, at(another, f"/{asked['id']}/grant")).status_code == 404


@pytest.mark.parametrize("said", [{}, {"role": "owner"}, {"role": "reader", "message": "x" * 1_001}, []])
def test_what_cannot_be_asked_for_is_refused(gated: Datanet, hers: Client, said: object) -> None:
    assert hers.post(at(gated), said, content_type="application/json").status_code == 400
    assert not AccessRequest.objects.exists()
