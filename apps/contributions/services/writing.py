"""Writing down what somebody gives at once: their act, and many items a table at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.contributions.core.records import Record
from apps.contributions.models import Content, Contribution, Item, Revision, RevisionBlob
from apps.contributions.services import admitting, checking
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
) -> list[Revision]:
    """An item with its first wording for each record, in their order."""
    items = Item.objects.bulk_create(
        Item(
            public_id=ids.new("itm", now=now),
            datanet_id=contribution.datanet_id,
            contribution=contribution,
            author_id=contribution.author_id,
            given_at=now,
        )
        for _ in words
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            public_id=ids.new("rev", now=now),
            item=item,
            contribution=contribution,
            rules_id=contribution.rules_id,
            author_id=contribution.author_id,
            content_hash=one.sketched.hash,
            state=one.state,
            submitted_at=now,
        )
        for item, one in zip(items, checked, strict=True)
    )
    Content.objects.bulk_create(
        Content(revision=revision, record=dict(record))
        for revision, record in zip(revisions, words, strict=True)
    )
    RevisionBlob.objects.bulk_create(
        RevisionBlob(revision=revision, blob_id=sha256, field=field)
        for revision, blobs in zip(revisions, named, strict=True)
        for field, sha256 in blobs.items()
    )
    checking.record_checks(revisions=revisions, checked=checked, now=now)
    return list(revisions)
