"""Two programs at the same instant: one batch sent twice, and the last of what a day takes."""

from typing import Any

from apps.contributions.models import Contribution, Item
from apps.people.models import User
from openledger.supervisor import postgres
from tests import thread, world
from tests.contributions.giving_by_program import give, record
from tests.people.at_once import at_once


def test_two_identical_batches_at_once_are_one(own_database: postgres.Cluster, amina: User) -> None:
    """Under one key: one contribution, and both are told its id."""
    juma = world.person("juma")
    net = thread.datanet(juma, community=world.community(juma))
    secret = world.key(amina, "data:write").secret
    answers: list[Any] = []

    def send() -> None:
        answers.append(give(world.program(secret), net, *map(record, range(20)), key="the-very-same"))

    at_once([send, send])
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json()["contribution"] for answer in answers}) == 1
    assert sorted("Idempotent-Replayed" in answer for answer in answers) == [False, True]
    assert (Contribution.objects.count(), Item.objects.count()) == (1, 20)


def test_the_same_words_at_once_under_two_keys_are_given_once(
    own_database: postgres.Cluster, amina: User
) -> None:
    """Of one person: they wait for each other, and the second is told that they are there."""
    juma = world.person("juma")
    net = thread.datanet(juma, community=world.community(juma))
    secret = world.key(amina, "data:write").secret
    answers: list[Any] = []

    def send() -> None:
        answers.append(give(world.program(secret), net, *map(record, range(5))))

    at_once([send, send])
    assert sorted(answer.status_code for answer in answers) == [200, 201]
    assert sorted(answer.json()["duplicate"] for answer in answers) == [0, 5]
    assert Item.objects.count() == 5
