"""Publishing rules and guidelines: versions with numbers and a day, nothing retroactive, and who may."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.datanets.core import schemas
from apps.datanets.core.contexts import ContextParts, NothingSaid
from apps.datanets.core.schemas import BadRecord, BadSchema
from apps.datanets.models import Context, Datanet, Rules
from apps.datanets.reports import terms as report
from apps.datanets.services import publishing, stewarding
from apps.datanets.services.publishing import BadRules, Terms
from apps.foundation.errors import NotAllowed
from apps.people.models import AuditRecord, User
from openledger.supervisor import postgres
from tests import thread, world
from tests.people.at_once import at_once
from tests.world import NOW

LATER = timedelta(days=3)
HOUR = timedelta(hours=1)


@pytest.fixture
def net(juma: User, amina: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina])


def publish(
    actor: User, net: Datanet, terms: Terms, *, holds_from: datetime = NOW, now: datetime = NOW
) -> Rules:
    return publishing.publish_rules(
        actor=actor,
        datanet=net,
        terms=terms,
        record_schema=schemas.QUESTION_ANSWER,
        holds_from=holds_from,
        now=now,
    )


def say(actor: User, net: Datanet, guidelines: str) -> Context:
    return publishing.publish_context(actor=actor, datanet=net, parts=ContextParts(guidelines), now=NOW)


def standings(net: Datanet, at: datetime) -> list[tuple[int, str]]:
    return [(one.number, one.standing) for one in report.rules_of(net, at=at)]


@pytest.mark.django_db
def test_rules_hold_from_their_day_on(juma: User, net: Datanet) -> None:
    publish(juma, net, Terms(min_reviews=5), holds_from=NOW + LATER)
    assert Rules.objects.in_force(net, NOW + LATER - HOUR).min_reviews == 1
    assert Rules.objects.in_force(net, NOW + LATER).min_reviews == 5
    assert standings(net, NOW) == [(2, report.COMING), (1, report.IN_FORCE)]
    assert standings(net, NOW + LATER) == [(2, report.IN_FORCE), (1, report.PAST)]


@pytest.mark.django_db
def test_a_later_version_that_holds_at_once_overtakes_what_was_to_come(juma: User, net: Datanet) -> None:
    publish(juma, net, Terms(min_reviews=5), holds_from=NOW + LATER)
    publish(juma, net, Terms(min_reviews=3), now=NOW + HOUR, holds_from=NOW + HOUR)
    assert Rules.objects.in_force(net, NOW + 2 * LATER).min_reviews == 3
    assert standings(net, NOW + HOUR) == [(3, report.IN_FORCE), (2, report.OVERTAKEN), (1, report.PAST)]


@pytest.mark.django_db
def test_publishing_the_same_again_is_doing_nothing(juma: User, net: Datanet) -> None:
    terms = Terms(min_reviews=4)
    first = publish(juma, net, terms)
    assert publish(juma, net, terms, now=NOW + HOUR, holds_from=NOW + HOUR) == first
    coming = publish(juma, net, Terms(min_reviews=5), holds_from=NOW + LATER)
    assert publish(juma, net, Terms(min_reviews=5), holds_from=NOW + LATER) == coming
    assert publish(juma, net, Terms(min_reviews=5), holds_from=NOW + 2 * LATER).number == coming.number + 1
    assert say(juma, net, " One. ") == say(juma, net, "One.")
    assert AuditRecord.objects.filter(act="datanet.publish_context").count() == 2


@pytest.mark.django_db
def test_what_held_before_can_be_published_again_once_something_else_was(juma: User, net: Datanet) -> None:
    for number, reviews in enumerate((2, 3, 2), 2):
        assert publish(juma, net, Terms(min_reviews=reviews)).number == number


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms(licence="unknown"), "/licence"),
        (Terms(min_reviews=0), "/min_reviews"),
        (Terms(min_reviews=4, max_reviews=3), "/min_reviews"),
        (Terms(max_reviews=10), "/min_reviews"),
        (Terms(accept_at=5_000), "/accept_at"),
        (Terms(accept_at=10_001), "/accept_at"),
        (Terms(votes_wanted=-1), "/votes_wanted"),
        (Terms(votes_wanted=13), "/votes_wanted"),
    ],
)
def test_numbers_from_which_no_decision_follows_are_refused(
    juma: User, net: Datanet, terms: Terms, field: str
) -> None:
    with pytest.raises(BadRules) as refusal:
        publish(juma, net, terms)
    assert list(refusal.value.fields) == [field]


@pytest.mark.django_db
def test_nothing_is_retroactive(juma: User, net: Datanet) -> None:
    with pytest.raises(BadRules) as refusal:
        publish(juma, net, Terms(), holds_from=NOW - timedelta(microseconds=1))
    assert list(refusal.value.fields) == ["/holds_from"]


@pytest.mark.django_db
def test_only_whoever_looks_after_a_datanet_publishes(juma: User, amina: User, net: Datanet) -> None:
    for act in (partial(publish, amina, net, Terms()), partial(say, amina, net, "Mine.")):
        with pytest.raises(NotAllowed):
            act()
    stewarding.appoint(actor=juma, datanet=net, user=amina, now=NOW)
    assert say(amina, net, "Ours.").number == 2


@pytest.mark.django_db
def test_guidelines_say_something_and_the_newest_are_asked_for(juma: User, net: Datanet) -> None:
    with pytest.raises(NothingSaid):
        say(juma, net, " \n ")
    say(juma, net, "Newer.\r\nIn two lines.")
    asked = report.asked(net, at=NOW)
    assert asked.guidelines == "Newer.\nIn two lines."
    assert [(part.name, part.least, part.most) for part in asked.parts] == [
        ("question", 8, 500),
        ("answer", 20, 8_000),
    ]


def test_two_who_publish_at_once_get_two_numbers(own_database: postgres.Cluster) -> None:
    juma = world.person("juma")
    net = thread.datanet(juma, community=world.community(juma))
    rules = [partial(publish, juma, net, Terms(votes_wanted=number)) for number in range(4)]
    words = [partial(say, juma, net, f"Guideline {number}.") for number in range(4)]
    assert at_once([*rules, *words]) == [""] * 8
    assert sorted(Rules.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert sorted(Context.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        {"type": "object", "properties": {"a": {"type": "string", "maxLength": 5}}},
        {"type": "object", "additionalProperties": False, "properties": {}},
        {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "number"}}},
        {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "string"}}},
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {"a": {"type": "string", "maxLength": 8_001}},
        },
    ],
)
def test_a_schema_is_of_named_bounded_texts(schema: dict[str, object]) -> None:
    with pytest.raises(BadSchema):
        schemas.read_schema(schema)


@given(st.dictionaries(st.sampled_from(["question", "answer", "other"]), st.text(max_size=30)))
def test_a_record_fits_or_every_wrong_place_is_named(record: dict[str, str]) -> None:
    fits = (
        record.keys() == {"question", "answer"}
        and len(record["question"]) >= 8
        and len(record["answer"]) >= 20
    )
    if fits:
        schemas.check_record(record, schemas.QUESTION_ANSWER)
    else:
        with pytest.raises(BadRecord) as refusal:
            schemas.check_record(record, schemas.QUESTION_ANSWER)
        assert refusal.value.fields


def test_parts_stand_in_the_order_of_what_is_required_whatever_a_database_does_to_keys() -> None:
    shuffled = {
        **schemas.QUESTION_ANSWER,
        "properties": dict(sorted(schemas.QUESTION_ANSWER["properties"].items())),
    }
    shuffled["properties"]["note"] = {"type": "string", "maxLength": 9}
    parts = schemas.parts_of(shuffled)
    assert [part.name for part in parts] == ["question", "answer", "note"]
    assert parts[2] == replace(parts[2], title="note", least=0, most=9, required=False)
