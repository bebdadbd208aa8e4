"""Giving by a program, and following what was given."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from apps.contributions.models import Check, Contribution, Item, Revision, Sketch
from apps.datanets.models import Datanet
from apps.people.models import User
from tests import thread, world
from tests.contributions.giving_by_program import address, body, give, post, record
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def net(juma: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma))


@pytest.fixture
def program(amina: User) -> Client:
    return world.program(world.key(amina, "data:read", "data:write").secret)


def test_records_are_given_as_items_that_wait_for_review(program: Client, net: Datanet, amina: User) -> None:
    answer = give(program, net, record(1), record(2), source="my own notes")
    told = answer.json()
    assert answer.status_code == 201, told
    assert (told["given"], told["invalid"], told["duplicate"]) == (2, 0, 0)
    contribution = Contribution.objects.get()
    assert told["contribution"] == contribution.public_id
    assert (contribution.author, contribution.source, contribution.agent) == (amina, "my own notes", None)
    items = Item.objects.order_by("pk")
    assert [one["item"] for one in told["records"]] == [item.public_id for item in items]
    assert set(Revision.objects.values_list("state", flat=True)) == {"queued"}
    assert Check.objects.values("revision").distinct().count() == Sketch.objects.count() == 2


def test_what_a_form_gives_and_what_a_program_gives_are_the_same_facts(
    program: Client, net: Datanet, amina: User
) -> None:
    by_form = thread.item(amina, net, question="How is maize stored?")
    words = dict(by_form.content.record)
    given = give(program, net, words | {"question": "How is maize stored well?"}).json()
    by_program = Revision.objects.get(public_id=given["records"][0]["revision"])
    for name in ("state", "rules_id", "author_id", "refines_id", "decided_at"):
        assert getattr(by_program, name) == getattr(by_form, name), name


def test_one_bad_record_of_many_is_named_and_the_others_are_given(program: Client, net: Datanet) -> None:
    many = [record(number) for number in range(50)]
    many[7] = {"question": "No", "answer": 5, "more": "x"}
    told = give(program, net, *many).json()
    assert (told["given"], told["invalid"]) == (49, 1)
    (bad,) = [one for one in told["records"] if one["outcome"] == "invalid"]
    assert bad["number"] == 7
    assert {problem["pointer"] for problem in bad["problems"]} == {
        "/records/7/question", "/records/7/answer", "/records/7/more",
    }  # fmt: skip
    assert all(problem["detail"].endswith(".") for problem in bad["problems"])
    assert Item.objects.count() == 49


@pytest.mark.parametrize(
    "bad",
    [
        {}, {"question": "x" * 20_000, "answer": "x"}, {"question": ["a"], "answer": {}}, {"question": None},
        {"question": "What?\u202e now then", "answer": "y" * 30}, {"question": 1.5, "answer": True},
        {"": ""}, {"x" * 300: 1}, {"a/b~c": 1},
    ],
    ids=ascii,
)  # fmt: skip
def test_a_record_of_any_shape_is_told_what_is_wrong(
    program: Client, net: Datanet, bad: dict[str, Any]
) -> None:
    told = give(program, net, bad).json()
    assert told["invalid"] == 1, told
    assert told["contribution"] is None
    assert told["records"][0]["problems"]


def test_a_copy_of_an_item_and_a_copy_within_the_batch_are_told_of_what(
    program: Client, net: Datanet, amina: User
) -> None:
    there = thread.item(amina, net)
    told = give(program, net, dict(there.content.record), record(1), record(1)).json()
    assert [one["outcome"] for one in told["records"]] == ["duplicate", "given", "duplicate"]
    assert told["records"][0]["like"] == {
        "item": there.item.public_id, "number": None, "similarity": 1_000_000,
    }  # fmt: skip
    assert told["records"][2]["like"] == {"item": None, "number": 1, "similarity": 1_000_000}
    assert Item.objects.count() == 2


def test_a_near_copy_is_given_and_told_what_it_is_like(program: Client, net: Datanet) -> None:
    (there,) = give(program, net, record(1)).json()["records"]
    (one,) = give(program, net, record(1, answer=record(1)["answer"] + " wait")).json()["records"]
    assert one["outcome"] == "given"
    assert one["like"]["item"] == there["item"]
    assert 500_000 < one["like"]["similarity"] < 1_000_000


def test_a_dry_run_answers_the_same_and_keeps_nothing(program: Client, net: Datanet, amina: User) -> None:
    there = thread.item(amina, net)
    given = (record(1), {"question": "?"}, dict(there.content.record))
    dry = post(program, address(net, "/contributions?dry_run=1"), body(*given))
    assert dry.status_code == 200
    assert Contribution.objects.count() == 1
    wet = give(program, net, *given).json()
    told = dry.json()
    assert (told.pop("dry_run"), wet.pop("dry_run")) == (True, False)
    for one in wet["records"]:
        one["item"] = one["revision"] = None
    assert {**told, "contribution": None} == {**wet, "contribution": None}


def test_the_same_request_again_is_the_same_contribution(program: Client, net: Datanet, amina: User) -> None:
    there = thread.item(amina, net)
    given = (record(1), {"question": "?"}, record(2), record(1), dict(there.content.record))
    first, again = (give(program, net, *given, key="a-key-of-mine") for _ in range(2))
    assert again["Idempotent-Replayed"] == "true"
    assert again.status_code == first.status_code == 201
    told, retold = first.json(), again.json()
    for name in ("contribution", "given", "invalid", "duplicate"):
        assert told[name] == retold[name], name
    assert [(one["outcome"], one["item"], one["problems"]) for one in told["records"]] == [
        (one["outcome"], one["item"], one["problems"]) for one in retold["records"]
    ]
    assert Contribution.objects.count() == 2


def test_a_key_that_was_used_for_another_body_is_refused(program: Client, net: Datanet) -> None:
    give(program, net, record(1), key="a-key-of-mine")
    answer = give(program, net, record(2), key="a-key-of-mine")
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
    assert Item.objects.count() == 1


def test_giving_asks_for_a_key_of_the_request(program: Client, net: Datanet) -> None:
    answer = program.post(address(net, "/contributions"), body(), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_required")


@pytest.mark.parametrize("number", [1, 100])
def test_the_questions_that_are_asked_do_not_grow_with_the_records(
    program: Client, net: Datanet, number: int
) -> None:
    give(program, net, record(9_999))
    with CaptureQueriesContext(connection) as asked:
        assert give(program, net, *map(record, range(number))).status_code == 201
    assert len(asked) <= 40, "\n".join(query["sql"][:150] for query in asked)


def test_what_was_given_is_followed_from_state_to_state(program: Client, net: Datanet, juma: User) -> None:
    told = give(program, net, record(1), record(2)).json()
    first = Revision.objects.get(public_id=told["records"][0]["revision"])
    thread.reviewed(first, juma)
    (mine,) = program.get("/api/v1/contributions").json()["data"]
    assert mine["id"] == told["contribution"]
    assert mine["states"] == [{"state": "accepted", "wordings": 1}, {"state": "queued", "wordings": 1}]
    assert program.get(f"/api/v1/contributions/{mine['id']}").json() == mine
    wordings = program.get(f"/api/v1/contributions/{mine['id']}/wordings").json()["data"]
    assert [one["state"] for one in wordings] == ["accepted", "queued"]
    assert wordings[0]["record"] == record(1)


def test_items_are_narrowed_by_state_author_and_time(program: Client, net: Datanet, juma: User) -> None:
    told = give(program, net, record(1), record(2)).json()
    theirs = thread.item(juma, net)
    thread.reviewed(Revision.objects.get(public_id=told["records"][0]["revision"]), juma)
    items = address(net, "/items")

    def ids(query: str) -> list[str]:
        answer = program.get(items + query)
        assert answer.status_code == 200, answer.content
        return [one["item"] for one in answer.json()["data"]]

    first, second = (one["item"] for one in told["records"])
    assert set(ids("")) == {first, second, theirs.item.public_id}
    assert ids("?state=accepted") == [first]
    assert set(ids("?author=me")) == {first, second}
    assert set(ids("?updated_since=2000-01-01T00:00:00Z")) == {first, second, theirs.item.public_id}
    assert ids("?updated_since=2999-01-01T00:00:00Z") == []
    assert ids("?need=ned_01KAE2Q4RB7Z3M9W5XV8C6D7AT") == []


@pytest.mark.parametrize(
    "query", ["?state=none", "?author=juma", "?updated_since=yesterday", "?updated_since=2026-01-01T00:00:00"]
)
def test_a_list_cannot_be_narrowed_to_what_there_is_not(program: Client, net: Datanet, query: str) -> None:
    answer = program.get(address(net, f"/items{query}"))
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_filter")


def test_a_stranger_who_asks_for_their_own_is_asked_who_they_are(net: Datanet) -> None:
    assert world.browser().get(address(net, "/items?author=me")).status_code == 401


def test_an_item_tells_its_wordings_its_checks_and_what_can_be_done(
    program: Client, net: Datanet, juma: User
) -> None:
    told = give(program, net, record(1)).json()["records"][0]
    item = program.get(address(net, f"/items/{told['item']}")).json()
    assert item["actions"] == ["withdraw"]
    assert [one["revision"] for one in item["revisions"]] == [told["revision"]]
    assert item["revisions"][0]["checks"]
    assert item["revisions"][0]["provenance"]["origin"] == "own"
    assert world.browser().get(address(net, f"/items/{told['item']}")).json()["actions"] == []


def test_an_accepted_wording_is_refined_by_another_and_keeps_both_names(
    program: Client, net: Datanet, juma: User
) -> None:
    theirs = thread.reviewed(thread.item(juma, net), thread_reviewer(net))
    path = address(net, f"/items/{theirs.item.public_id}")
    assert program.get(path).json()["actions"] == ["refine"]
    better = {**theirs.content.record, "answer": theirs.content.record["answer"] + " Never before noon."}
    answer = post(program, f"{path}/revisions", {"record": better, "consent": 1})
    assert answer.status_code == 201, answer.content
    newest, oldest = program.get(path).json()["revisions"]
    assert (newest["revision"], newest["refines"]) == (answer.json()["revision"], oldest["revision"])
    assert newest["by"]["id"] != oldest["by"]["id"]


def test_ones_own_words_are_taken_back_and_another_s_are_not_there(
    program: Client, net: Datanet, juma: User
) -> None:
    told = give(program, net, record(1)).json()["records"][0]
    path = address(net, f"/items/{told['item']}/withdraw")
    juma_s = world.program(world.key(juma, "data:write").secret)
    assert post(juma_s, path, {"revision": told["revision"]}).status_code == 404
    assert post(program, path, {"revision": told["revision"]}).status_code == 204
    (wording,) = program.get(address(net, f"/items/{told['item']}")).json()["revisions"]
    assert (wording["state"], wording["record"]) == ("withdrawn", None)
    assert post(program, path, {"revision": told["revision"]}).status_code == 409


def test_what_somebody_else_gave_is_not_among_ones_own(program: Client, net: Datanet, juma: User) -> None:
    told = give(program, net, record(1)).json()
    juma_s = world.program(world.key(juma, "data:read").secret)
    assert juma_s.get("/api/v1/contributions").json()["data"] == []
    for rest in ("", "/wordings"):
        assert juma_s.get(f"/api/v1/contributions/{told['contribution']}{rest}").status_code == 404


def test_reading_asks_the_database_few_questions(
    program: Client, net: Datanet, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    told = give(program, net, *map(record, range(30))).json()
    paths = [
        "/api/v1/contributions", f"/api/v1/contributions/{told['contribution']}/wordings",
        address(net, "/items"), address(net, f"/items/{told['records'][0]['item']}"),
    ]  # fmt: skip
    for path in paths:
        with django_assert_max_num_queries(8):
            assert program.get(path).status_code == 200, path


def test_the_text_that_is_agreed_to_can_be_read(program: Client) -> None:
    told = program.get("/api/v1/consent").json()
    assert told["number"] == 1
    assert "mine to give" in told["text"]


def thread_reviewer(net: Datanet) -> User:
    """Somebody of the community who judges what its owner gave."""
    reviewer = world.person("benno")
    thread.communities.join(user=reviewer, community=net.community, now=NOW)
    return reviewer
