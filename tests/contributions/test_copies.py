"""Copies are found in the datanet, in the batch and in the file, exactly or nearly, and the earliest is named."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.contributions.core import sketching, states
from apps.contributions.core.records import Record
from apps.contributions.models import Revision, Sketch
from apps.contributions.reports import copies
from apps.contributions.reports.copies import Copy
from apps.contributions.services import sketching as writing
from apps.datanets.core import schemas
from apps.datanets.models import Datanet
from apps.people.models import User
from tests import thread, world
from tests.world import NOW

PARTS = schemas.parts_of(schemas.QUESTION_ANSWER)
LONG = (
    "Top-dress maize when it stands knee high, about four to five weeks after planting, and put the fertiliser beside"
    " the rows and not on the leaves, before rain is expected, so that it reaches the roots and does not burn."
)
NEARLY = LONG.replace("knee high", "waist high").replace("expected", "forecast")
OTHER = (
    "Beans fix their own nitrogen once the nodules on the roots are pink inside, which takes about a month, so give"
    " them phosphorus at planting and nothing else unless the leaves turn pale before they flower."
)


def record(answer: str = LONG, question: str = "When is maize top-dressed?") -> dict[str, str]:
    return {"question": question, "answer": answer}


@pytest.fixture
def net(juma: User, amina: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina])


def given(
    author: User, net: Datanet, answer: str = LONG, question: str = "When is maize top-dressed?"
) -> Revision:
    revision = thread.item(author, net, question=question, answer=answer)
    writing.sketch_missing()
    return revision


def found(net: Datanet, *rows: Record) -> list[Copy | None]:
    return copies.copies_of(net, rows, PARTS)


@pytest.mark.django_db
def test_the_very_words_of_an_item_are_an_exact_copy_of_it(net: Datanet, amina: User) -> None:
    item = given(amina, net).item
    assert found(net, record()) == [Copy(1_000_000, is_exact=True, item=item.public_id)]


@pytest.mark.django_db
def test_a_few_other_words_make_a_near_copy_and_other_words_make_none(net: Datanet, amina: User) -> None:
    item = given(amina, net).item
    near, none = found(net, record(NEARLY), record(OTHER, "What do beans need?"))
    assert near is not None
    assert (near.item, near.is_exact) == (item.public_id, False)
    assert 500_000 <= near.similarity < 1_000_000
    assert none is None


@pytest.mark.django_db
def test_other_case_marks_and_unseen_letters_are_the_same_words_but_no_exact_copy(
    net: Datanet, amina: User
) -> None:
    item = given(amina, net).item
    disguised = record(
        LONG.upper().replace(",", " -").replace(" ", "  \u2060", 3), "WHEN is maize top-dressed??"
    )
    assert found(net, disguised) == [Copy(1_000_000, is_exact=False, item=item.public_id)]


@pytest.mark.django_db
def test_the_earliest_of_two_that_are_alike_is_named(net: Datanet, amina: User) -> None:
    first = given(amina, net).item
    given(amina, net, NEARLY)
    (copy,) = found(net, record(LONG.replace("burn", "scorch")))
    assert copy is not None
    assert copy.item == first.public_id


@pytest.mark.django_db
def test_what_was_rejected_or_withdrawn_and_another_datanet_are_not_there(
    net: Datanet, amina: User, juma: User
) -> None:
    revision = given(amina, net)
    other = thread.datanet(juma, community=net.community, slug="other")
    assert found(other, record(), record(NEARLY))[0] is None
    Revision.objects.filter(pk=revision.pk).update(
        state=states.REJECTED, decided_at=NOW + timedelta(minutes=1)
    )
    assert found(net, record())[0] is None


@pytest.mark.django_db
def test_within_a_batch_the_first_is_new_and_the_others_are_copies_of_it(net: Datanet) -> None:
    rows = [record(), record(), record(NEARLY), record(OTHER, "What do beans need?")]
    first, same, near, other = copies.copies_of(net, rows, PARTS, numbers=[11, 12, 13, 14])
    assert (first, other) == (None, None)
    assert same == Copy(1_000_000, is_exact=True, row=11)
    assert near is not None
    assert (near.row, near.is_exact) == (11, False)


@pytest.mark.django_db
def test_a_batch_says_what_its_rows_say_one_by_one(net: Datanet, amina: User) -> None:
    given(amina, net)
    rows = [record(NEARLY), record(OTHER, "What do beans need?"), record()]
    assert found(net, *rows) == [found(net, row)[0] for row in rows]


@pytest.mark.django_db
def test_a_batch_asks_as_much_as_one_row(net: Datanet, amina: User) -> None:
    given(amina, net)
    with CaptureQueriesContext(
        connection,
    ) as one:
        found(net, record(NEARLY))
    with CaptureQueriesContext(connection) as many:
        found(net, *(record(f"{NEARLY} {number}") for number in range(200)))
    assert len(many) == len(one) <= 4


@pytest.mark.django_db
def test_erasing_a_sketch_takes_its_bands_along(net: Datanet, amina: User) -> None:
    revision = given(amina, net)
    Sketch.objects.filter(pk=revision.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM contributions_band")
        assert cursor.fetchone() == (0,)
    assert found(net, record(NEARLY)) == [None]


@pytest.mark.django_db
def test_texts_that_are_made_to_share_a_band_cost_no_more_than_a_few(net: Datanet, amina: User) -> None:
    """They hide a later copy of themselves at most: a text of other bands is found as before."""
    first = given(amina, net).item
    shared = sketching.bands([OTHER], salt=net.pk)[0][0]
    for number in range(3 * copies.SHARING_MOST):
        flood = thread.item(amina, net, question=f"What is note {number}?", answer=f"{number} " * 30)
        Sketch.objects.filter(revision=flood).delete()
        Sketch.objects.create(revision=flood, bands=[shared])
    sharing = copies._sharing([[shared], [shared, shared + 1]])
    assert [len(revisions) for revisions in sharing.values()] == [copies.SHARING_MOST] * 2
    near, _ = found(net, record(NEARLY), record(OTHER, "What do beans need?"))
    assert near is not None
    assert near.item == first.public_id
