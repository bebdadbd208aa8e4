"""Writing down what somebody gives at once, a table at a time: their act, items and wordings, one or thousands.

A form, the API and a file all come through here, so that the same facts are left behind whichever way they came.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.contributions.core.records import Record
from apps.contributions.models import Content, Contribution, Item, Revision, RevisionBlob
from apps.contributions.services import admitting, checking, pouring
from apps.contributions.services.admitting import Giver, Provenance
from apps.contributions.services.checking import Checked
from apps.datanets.models import Datanet, Rules
from apps.foundation import ids
from apps.foundation.idempotency import KeyReused, Request


def given_before(*, request: Request) -> Contribution | None:
    """Asked while the person is locked, so that of two sent at once the second finds what the first made."""
    found = Contribution.objects.select_related("rules").filter(request_key=request.key).first()
    if found is not None and bytes(found.request_hash) != request.hash:
        raise KeyReused(_("That key was used before, for something else."))
    return found


def begin(
    *,
    giver: Giver,
    datanet: Datanet,
    rules: Rules,
    provenance: Provenance,
    request: Request,
    now: datetime,
) -> Contribution:
    """The act of giving, to which items are written."""
    return Contribution.objects.create(
        public_id=ids.new("ctb", now=now),
        datanet=datanet,
        rules=rules,
        author=giver.person,
        agent=giver.agent,
        **admitting.fields_of(said=provenance, rules=rules),
        call_id=provenance.call_id,
        submitted_at=now,
        request_key=request.key,
        request_hash=request.hash,
    )


@transaction.atomic
def write_items(
    *,
    contribution: Contribution,
    words: Sequence[Record],
    checked: Sequence[Checked],
    named: Sequence[Mapping[str, str]],
    now: datetime,
) -> Sequence[Revision]:
    """An item with its first wording for each record, in their order."""
    items = pouring.pour(
        rows=[
            Item(
                public_id=ids.new("itm", now=now),
                datanet_id=contribution.datanet_id,
                contribution=contribution,
                author_id=contribution.author_id,
                given_at=now,
            )
            for _ in words
        ]
    )
    return write_wordings(
        contribution=contribution, items=items, words=words, checked=checked, named=named, now=now
    )


@transaction.atomic
def write_wordings(
    *,
    contribution: Contribution,
    items: Sequence[Item],
    words: Sequence[Record],
    checked: Sequence[Checked],
    named: Sequence[Mapping[str, str]],
    now: datetime,
    refines: Revision | None = None,
) -> Sequence[Revision]:
    """A wording of each of these items: its life, its words, the files that it names, and what programs found."""
    revisions = pouring.pour(
        rows=[
            Revision(
                public_id=ids.new("rev", now=now),
                item=item,
                contribution=contribution,
                rules_id=contribution.rules_id,
                author_id=contribution.author_id,
                refines=refines,
                content_hash=one.sketched.hash,
                state=one.state,
                submitted_at=now,
            )
            for item, one in zip(items, checked, strict=True)
        ]
    )
    pouring.pour(
        rows=[
            Content(revision=revision, record=dict(record))
            for revision, record in zip(revisions, words, strict=True)
        ]
    )
    pouring.pour(
        rows=[
            RevisionBlob(revision=revision, blob_id=sha256, field=field)
            for revision, blobs in zip(revisions, named, strict=True)
            for field, sha256 in blobs.items()
        ]
    )
    checking.record_checks(revisions=revisions, checked=checked, now=now)
    return revisions
