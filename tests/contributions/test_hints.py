"""What is there already is told while somebody writes, and once more when they send it."""

from typing import Any

import pytest

from apps.contributions.forms.writing import ANYWAY, CONSENT, LICENCE, ORIGIN, TOKEN
from apps.contributions.models import Check, Item
from apps.datanets.models import Datanet
from apps.people.models import User
from tests import thread, world
from tests.snapshots import scene
from tests.snapshots.scene import Net

pytestmark = pytest.mark.django_db
LONG = (
    "Top-dress maize when it stands knee high, about four weeks after planting, and once the soil is moist from rain,"
    " with half a bottle cap of fertilizer for each plant, a hand's width away from its stem."
)


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Net:
    net = scene.net(curator=juma, author=amina, members=(li_wei,))
    thread.item(amina, net.datanet, answer=LONG)
    return net


def found(net: Net, person: User | None, **said: str) -> Any:
    answer = world.browser(person).post(f"{net.address}/contribute/copies/", said)
    return answer.json()["copies"] if answer.status_code == 200 else answer.status_code


def test_nearly_the_same_is_found_while_somebody_writes(net: Net, li_wei: User) -> None:
    near = {"question": thread.QUESTION, "answer": LONG.replace("knee", "hip")}
    [told] = found(net, li_wei, **near)
    assert told["url"] == f"{net.address}/items/{Item.objects.get().public_id}/"
    assert 70 <= told["percent"] < 100
    assert found(net, None, **near) == [told]


@pytest.mark.parametrize(
    "said", [{}, {"answer": ""}, {"answer": "\u202e"}, {"answer": "x" * 9_000}, {"other": LONG}]
)
def test_what_cannot_be_read_yet_is_like_nothing(net: Net, li_wei: User, said: dict[str, str]) -> None:
    assert found(net, li_wei, **said) == []


def test_data_that_one_may_not_read_is_not_told_of(net: Net, amina: User, li_wei: User) -> None:
    Datanet.objects.update(access="gated")
    assert found(net, li_wei, question=thread.QUESTION, answer=LONG) == 403
    Datanet.objects.update(access="open", visibility="private")
    assert found(net, None, question=thread.QUESTION, answer=LONG) == 404


def test_sending_it_shows_what_is_there_and_then_takes_it_all_the_same(net: Net, li_wei: User) -> None:
    browser, address = world.browser(li_wei), f"{net.address}/contribute/"
    form = browser.get(address).context["form"]
    sent = {
        TOKEN: form[TOKEN].value(), ORIGIN: "own", LICENCE: "on", CONSENT: form[CONSENT].value(),
        "question": thread.QUESTION, "answer": LONG.replace("knee", "hip"),
    }  # fmt: skip
    page = browser.post(address, sent)
    assert page.status_code == 200
    assert "Give it all the same" in page.content.decode()
    assert Item.objects.count() == 1
    assert browser.post(address, {**sent, ANYWAY: "1"}).status_code == 302
    assert Check.objects.get(kind="near_duplicate").other == Item.objects.order_by("pk")[0].public_id
