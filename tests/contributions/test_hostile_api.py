"""What somebody may try who means no good, and what goes wrong in between: nothing breaks, leaks or is kept twice."""

import json
from typing import Any, Final

import pytest
from django.conf import settings
from django.test import Client

from apps.contributions.models import Contribution, Item
from apps.contributions.services import batching
from apps.datanets.core import openness
from apps.datanets.models import Datanet, Steward
from apps.people.models import User
from apps.people.services import agents, leaving, mandates
from tests import thread, world
from tests.contributions.giving_by_program import address, body, give, post, record
from tests.contributions.letting_agents_give import agents_key, let_agents_give
from tests.world import NOW

pytestmark = pytest.mark.django_db
NOBODYS: Final = "01KAE2Q4RB7Z3M9W5XV8C6D7AT"


@pytest.fixture
def net(juma: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma))


@pytest.fixture
def program(amina: User) -> Client:
    return world.program(world.key(amina, "data:read", "data:write").secret)


def make(net: Datanet, **openness_of_it: str) -> None:
    Datanet.objects.filter(pk=net.pk).update(**openness_of_it)


def test_a_private_datanet_is_not_there_whatever_is_asked_of_it(
    program: Client, net: Datanet, juma: User
) -> None:
    there = thread.item(juma, net)
    make(net, visibility=openness.PRIVATE)
    item = f"/items/{there.item.public_id}"
    paths = ("", "/rules", "/rules/in-force", "/schema", "/contexts", "/contexts/newest", "/people", "/items", item,
             "/needs", f"/needs/ned_{NOBODYS}")  # fmt: skip
    for rest in paths:
        for client in (program, world.browser()):
            answer = client.get(address(net, rest))
            assert (answer.status_code, answer.json()["code"]) == (404, "no_such_datanet"), rest
    assert give(program, net, record(1)).status_code == 404
    assert post(program, address(net, f"{item}/revisions"), body()).status_code in (400, 404)
    assert net.slug not in program.get("/api/v1/datanets").content.decode()
    nowhere = program.get("/api/v1/datanets/agri-africa/never-was").json()
    here = program.get(address(net)).json()
    assert {**here, "instance": "", "request_id": ""} == {**nowhere, "instance": "", "request_id": ""}


def test_the_data_of_a_gated_datanet_is_for_those_who_were_let_in(
    program: Client, net: Datanet, juma: User, amina: User
) -> None:
    there = thread.item(juma, net)
    make(net, access=openness.GATED)
    for rest in ("/items", f"/items/{there.item.public_id}"):
        answer = program.get(address(net, rest))
        assert (answer.status_code, answer.json()["code"]) == (403, "not_let_in")
    assert there.content.record["question"] not in program.get(address(net)).content.decode()
    Steward.objects.create(datanet=net, user=amina, role="reader", appointed_at=NOW)
    assert program.get(address(net, "/items")).status_code == 200


def test_an_item_of_another_datanet_is_not_in_this_one(program: Client, net: Datanet, juma: User) -> None:
    other = thread.datanet(juma, community=net.community, slug="another")
    there = thread.item(juma, other)
    make(other, visibility=openness.PRIVATE)
    for rest in ("", "/revisions", "/withdraw"):
        path = address(net, f"/items/{there.item.public_id}{rest}")
        sent = {"record": record(1), "consent": 1, "revision": there.public_id}
        answer = post(program, path, sent) if rest else program.get(path)
        assert answer.status_code == 404, rest


def test_a_wording_of_another_item_cannot_be_refined_from_here(
    program: Client, net: Datanet, juma: User
) -> None:
    first, second = thread.item(juma, net), thread.item(juma, net, question="What else is there?")
    path = address(net, f"/items/{first.item.public_id}/revisions")
    sent = {"record": record(1), "consent": 1, "refines": second.public_id}
    assert post(program, path, sent).status_code == 404


@pytest.mark.parametrize("cursor", ["x", "W10:1:sig", "", "%00", "eyJhIjoxfQ:abc", "x" * 5000])
def test_a_cursor_that_was_made_up_or_is_of_another_list_is_refused(
    program: Client, net: Datanet, cursor: str
) -> None:
    for path in (address(net, "/items"), "/api/v1/datanets", "/api/v1/contributions", address(net, "/needs")):
        assert program.get(path, {"cursor": cursor}).status_code in (400, 414), path


def test_a_cursor_does_not_lead_from_one_datanet_into_another(
    program: Client, net: Datanet, juma: User
) -> None:
    other = thread.datanet(juma, community=net.community, slug="another")
    for number in range(3):
        give(program, net, record(number))
    cursor = program.get(address(net, "/items?limit=1")).json()["next_cursor"]
    assert program.get(address(net, "/items"), {"cursor": cursor, "limit": 1}).status_code == 200
    assert program.get(address(other, "/items"), {"cursor": cursor, "limit": 1}).status_code == 400
    assert program.get(address(net, "/items"), {"cursor": cursor, "author": "me"}).status_code == 400


@pytest.mark.parametrize(
    "sent",
    [
        [], "x", 1, None, {}, {"records": []}, {"records": {}}, {"records": "x"}, {"records": [1]},
        {"records": [None]}, {"records": [[]]}, {"records": [{}], "consent": 2**70}, {"records": [{}], "consent": "1"},
        {"records": [{}], "consent": 1, "origin": "stolen"}, {"records": [{}], "consent": 1, "need": "ned_1"},
        {"records": [{}], "consent": 1, "collected_on": "9999-99-99"},
        {"records": [{}], "consent": 1, "source": "x" * 501}, {"records": [{}], "consent": 1, "licence": ["MIT"]},
        {"records": [{}], "consent": True}, {"records": [{}] * 501, "consent": 1},
        {"records": [{str(number): 1 for number in range(100)}], "consent": 1},
    ],
    ids=lambda sent: json.dumps(sent)[:50],
)  # fmt: skip
def test_a_body_that_cannot_be_is_refused_and_nothing_is_kept(
    program: Client, net: Datanet, sent: object
) -> None:
    answer = post(program, address(net, "/contributions"), sent)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert not Contribution.objects.exists()


def test_a_body_too_deep_or_too_large_is_refused(program: Client, net: Datanet) -> None:
    path, headers = address(net, "/contributions"), {"Idempotency-Key": "too-much-of-it"}
    deep = '{"records": [' + '{"a":' * 100 + "1" + "}" * 100 + '], "consent": 1}'
    answer = program.post(path, deep, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_json")
    large = b'{"records": ["' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"]}'
    assert program.post(path, large, content_type="application/json", headers=headers).status_code == 413


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"consent": 2}, "no_consent"), ({"licence": "WTFPL"}, "bad_licence"),
        ({"origin": "synthetic"}, "bad_provenance"), ({"origin": "call_output"}, "bad_provenance"),
        ({"origin": "third_party"}, "bad_provenance"), ({"collected_on": "2999-01-01"}, "bad_provenance"),
        ({"call_id": "inf_1", "origin": "call_output"}, "bad_provenance"),
    ],
)  # fmt: skip
def test_what_is_said_about_it_has_to_fit_together(
    program: Client, net: Datanet, said: dict[str, Any], code: str
) -> None:
    answer = give(program, net, record(1), **said)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["errors"][0]["pointer"].startswith("/")


def test_five_hundred_records_with_one_bad_are_four_hundred_and_ninety_nine_items(
    program: Client, net: Datanet
) -> None:
    many = [record(number) for number in range(batching.MOST)]
    many[250] = {"question": "?"}
    told = give(program, net, *many).json()
    assert (told["given"], told["invalid"], told["duplicate"]) == (499, 1, 0)
    assert Item.objects.count() == 499


def test_more_than_a_day_takes_is_refused_as_a_whole(program: Client, net: Datanet) -> None:
    rules = let_agents_give(net)
    rules.pk, rules.public_id, rules.number, rules.most_items_a_day = (
        None,
        f"rul_{NOBODYS}",
        rules.number + 1,
        3,
    )
    rules.save(force_insert=True)
    answer = give(program, net, *map(record, range(4)))
    assert (answer.status_code, answer.json()["code"]) == (409, "quota_reached")
    assert not Item.objects.exists()
    assert give(program, net, *map(record, range(3))).status_code == 201
    assert give(program, net, record(9)).json()["code"] == "quota_reached"


def test_a_key_without_the_scope_gives_nothing(net: Datanet, amina: User) -> None:
    reading = world.program(world.key(amina, "data:read").secret)
    answer = give(reading, net, record(1))
    assert answer.status_code == 403
    assert "data:write" in answer.json()["detail"]


def test_the_key_of_somebody_who_left_opens_nothing(program: Client, net: Datanet, amina: User) -> None:
    assert give(program, net, record(1)).status_code == 201
    leaving.leave(user=amina, now=NOW)
    assert give(program, net, record(2)).status_code == 401
    assert Contribution.objects.count() == 1


def test_an_agent_gives_where_the_rules_let_it_under_its_owners_name(net: Datanet, amina: User) -> None:
    helper = world.agent(amina)
    its = world.program(agents_key(helper))
    refused = give(its, net, record(1))
    assert (refused.status_code, refused.json()["code"]) == (403, "agents_may_not_give")
    let_agents_give(net)
    told = give(its, net, record(1), origin="synthetic", model_name="a-model").json()
    given = Contribution.objects.get()
    assert (given.author, given.agent, given.model_name) == (amina, helper, "a-model")
    item = its.get(address(net, f"/items/{told['records'][0]['item']}")).json()
    assert item["revisions"][0]["by"] == {
        "id": amina.public_id, "name": item["revisions"][0]["by"]["name"], "agent": helper.public_id,
    }  # fmt: skip


@pytest.mark.parametrize("end", ["mandate", "agent", "owner"])
def test_an_agent_whose_mandate_ends_in_between_gives_no_more(net: Datanet, amina: User, end: str) -> None:
    let_agents_give(net)
    helper = world.agent(amina)
    its = world.program(agents_key(helper))
    assert give(its, net, record(1), key="in-between-1").status_code == 201
    if end == "mandate":
        mandates.withdraw_mandate(agent=helper, now=NOW)
    elif end == "agent":
        agents.close_agent(actor=amina, agent=helper, now=NOW)
    else:
        leaving.leave(user=amina, now=NOW)
    for key in ("in-between-1", "in-between-2"):
        assert give(its, net, record(2), key=key).status_code in (401, 403), key
    assert Contribution.objects.count() == 1


def test_an_agent_sees_and_takes_back_only_what_it_gave_itself(net: Datanet, amina: User) -> None:
    let_agents_give(net)
    owners = world.program(world.key(amina, "data:read", "data:write").secret)
    its = world.program(agents_key(world.agent(amina)))
    hers, of_it = give(owners, net, record(1)).json(), give(its, net, record(2)).json()
    assert [one["id"] for one in its.get("/api/v1/contributions").json()["data"]] == [of_it["contribution"]]
    for told, status in ((hers, 404), (of_it, 204)):
        one = told["records"][0]
        path = address(net, f"/items/{one['item']}/withdraw")
        assert post(its, path, {"revision": one["revision"]}).status_code == status
    assert len(owners.get("/api/v1/contributions").json()["data"]) == 2


def test_the_same_key_of_two_people_is_two_requests(program: Client, net: Datanet, juma: User) -> None:
    jumas = world.program(world.key(juma, "data:read", "data:write").secret)
    first, second = (
        give(client, net, record(number), key="shared-key") for number, client in enumerate((program, jumas))
    )
    assert first.json()["contribution"] != second.json()["contribution"]
