"""What the host puts its name to when it publishes a version, read from the rows that it is about."""

import hashlib
from datetime import datetime

from apps.datanets.core import portable
from apps.datanets.models import Context, Rules
from apps.datanets.reports import finding
from apps.foundation import hashing
from apps.snapshots.core.manifest import Manifest
from apps.snapshots.models import Snapshot
from apps.snapshots.reports import membership


def statement_of(snapshot: Snapshot, *, published_at: datetime) -> Manifest:
    """The manifest of a version. Made again at any time, it says the same."""
    rules, context, parent = snapshot.rules, snapshot.context, snapshot.parent
    return Manifest(
        datanet=snapshot.datanet.public_id,
        address=finding.address_of(snapshot.datanet),
        version=snapshot.version,
        number=snapshot.number,
        snapshot=snapshot.public_id,
        root=bytes(snapshot.root).hex(),
        parent_root=bytes(parent.root).hex() if parent is not None else "",
        items=snapshot.items,
        added=snapshot.added,
        changed=snapshot.changed,
        removed=snapshot.removed,
        contributors=membership.contributors(snapshot),
        rules=rules.public_id,
        rules_digest=rules_digest(rules),
        context=context.public_id,
        context_digest=_context_digest(snapshot),
        cutoff_at=snapshot.cutoff_at.isoformat(),
        published_at=published_at.isoformat(),
    )


def rules_digest(rules: Rules) -> str:
    """SHA-256 over what data was asked for and how it was decided."""
    told = {
        "record_schema": rules.record_schema,
        "licence": rules.licence,
        "min_reviews": rules.min_reviews,
        "max_reviews": rules.max_reviews,
        "accept_at": rules.accept_at,
    }
    return hashing.digest(told).hex()


def context_digest(context: Context) -> str:
    """SHA-256 over all that the context says: that of the file context.json beside the data."""
    return hashlib.sha256(portable.as_json(context.parts)).hexdigest()


def _context_digest(snapshot: Snapshot) -> str:
    """Versions that were signed while a context was its guidelines alone name the digest of these."""
    before = hashing.digest(snapshot.context.guidelines).hex()
    signed = bytes(snapshot.manifest or b"")
    return before if before.encode() in signed else context_digest(snapshot.context)
