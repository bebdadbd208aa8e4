"""What is written by COPY is what `bulk_create` would have written, and the database guards it as well."""

import pytest
from django.db import IntegrityError, transaction

from apps.contributions.core import findings
from apps.contributions.models import Check, Content, Item, Upload
from apps.contributions.services import pouring
from apps.datanets.models import Datanet
from apps.foundation import ids
from apps.people.models import User
from tests import thread, world
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def net(juma: User, amina: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina])


def check(of: int, kind: str = findings.SHAPE, **more: object) -> Check:
    return Check(revision_id=of, kind=kind, severity=findings.WARN, checker="a:1", found_at=NOW, **more)


def test_rows_come_with_their_ids_and_as_they_were_given(net: Datanet, amina: User) -> None:
    first = thread.item(amina, net)
    items = pouring.pour(
        rows=[
            Item(
                public_id=ids.new("itm", now=NOW),
                datanet=net,
                contribution=first.contribution,
                author=amina,
                given_at=NOW,
            )
            for _ in range(3)
        ]
    )
    kept = Item.objects.in_bulk([item.pk for item in items])
    assert [kept[item.pk].public_id for item in items] == [item.public_id for item in items]
    assert [kept[item.pk].given_at for item in items] == [NOW] * 3
    later = Item.objects.create(
        public_id=ids.new("itm", now=NOW),
        datanet=net,
        contribution=first.contribution,
        author=amina,
        given_at=NOW,
    )
    assert later.pk > max(kept)


def test_texts_that_a_copy_could_mistake_arrive_as_they_are(net: Datanet, amina: User) -> None:
    revision = thread.item(amina, net)
    strange = {"a": 'tab\tline\nback\\slash \\N \\. "quoted" é玉\U0001f33d', "b": None, "c": [1, True]}
    pouring.pour(rows=[check(revision.pk, evidence=strange, score=None)])
    kept = Check.objects.get(revision=revision, kind=findings.SHAPE)
    assert (kept.evidence, kept.score, kept.other) == (strange, None, "")


def test_nothing_is_poured_where_there_is_nothing() -> None:
    assert pouring.pour(rows=list[Upload]()) == []


def test_guards_hold_and_nothing_of_a_batch_stays(net: Datanet, amina: User) -> None:
    revision = thread.item(amina, net)
    before = Check.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        pouring.pour(rows=[check(revision.pk), check(revision.pk)])
    with pytest.raises(IntegrityError), transaction.atomic():
        pouring.pour(rows=[check(revision.pk), check(revision.pk, kind="gossip")])
    with pytest.raises(IntegrityError), transaction.atomic():
        pouring.pour(rows=[Content(revision_id=revision.pk, record={})])
    assert Check.objects.count() == before
