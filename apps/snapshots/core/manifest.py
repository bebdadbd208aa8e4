"""The manifest of a version: all that the host puts its name to, as one value with one spelling, which is signed.

Whoever has the manifest, the signature and the host's public key can check a proof without asking the host.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from apps.foundation import hashing, ids
from apps.snapshots.core import merkle, versions

#: What the fields mean and how the root is computed. Another meaning is another name.
FORMAT: Final = "openledger-snapshot/1"
COMMIT_BYTES: Final = 20

_HEX: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One version of a datanet. Hashes are hex, times are ISO 8601 in UTC, the first version has no parent's root."""

    datanet: str
    address: str
    version: str
    number: int
    snapshot: str
    root: str
    parent_root: str
    items: int
    added: int
    changed: int
    removed: int
    contributors: int
    rules: str
    rules_digest: str
    context: str
    context_digest: str
    cutoff_at: str
    published_at: str

    def __post_init__(self) -> None:
        for wrong, sentence in (
            (self._names_are_wrong(), "a manifest names things by their public ids"),
            (self._hashes_are_wrong(), "hashes are 64 hex digits, and only a first version has no parent's"),
            (self._counts_are_wrong(), "these counts cannot be those of one version"),
            (self._times_are_wrong(), "times are in UTC, and nothing is published before its cutoff"),
        ):
            if wrong:
                raise ValueError(sentence)
        versions.parse(self.version)

    def _names_are_wrong(self) -> bool:
        named = {"dn": self.datanet, "snp": self.snapshot, "rul": self.rules, "ctx": self.context}
        return not self.address or not all(ids.is_id(name, prefix) for prefix, name in named.items())

    def _hashes_are_wrong(self) -> bool:
        hashes = [self.root, self.rules_digest, self.context_digest]
        if self.number > 1:
            hashes.append(self.parent_root)
        elif self.parent_root:
            return True
        return not all(_HEX.fullmatch(text) for text in hashes)

    def _counts_are_wrong(self) -> bool:
        counts = (self.items, self.added, self.changed, self.removed, self.contributors)
        if self.number < 1 or min(counts) < 0:
            return True
        if self.number == 1 and (self.added, self.changed, self.removed) != (self.items, 0, 0):
            return True
        is_empty = self.root == merkle.EMPTY_ROOT.hex()
        return is_empty != (self.items == 0) or max(self.added + self.changed, self.contributors) > self.items

    def _times_are_wrong(self) -> bool:
        cutoff, published = (datetime.fromisoformat(text) for text in (self.cutoff_at, self.published_at))
        return {cutoff.utcoffset(), published.utcoffset()} != {timedelta(0)} or published < cutoff


def value(manifest: Manifest) -> dict[str, object]:
    """The manifest as it is shown and spelled."""
    return {
        "format": FORMAT,
        "datanet": {"id": manifest.datanet, "address": manifest.address},
        "snapshot": manifest.snapshot,
        "version": manifest.version,
        "number": manifest.number,
        "root": manifest.root,
        "parent_root": manifest.parent_root,
        "counts": {
            "items": manifest.items,
            "added": manifest.added,
            "changed": manifest.changed,
            "removed": manifest.removed,
            "contributors": manifest.contributors,
        },
        "rules": {"id": manifest.rules, "digest": manifest.rules_digest},
        "context": {"id": manifest.context, "digest": manifest.context_digest},
        "cutoff_at": manifest.cutoff_at,
        "published_at": manifest.published_at,
    }


def manifest_bytes(manifest: Manifest) -> bytes:
    """The bytes that are signed and kept."""
    return hashing.canonical_bytes(value(manifest))


def commit_id(root: bytes) -> str:
    """The first 160 bits of a root as 40 hex digits: a version's name for tools that expect one like a commit's."""
    if len(root) != merkle.HASH_LENGTH:
        raise ValueError(f"a root has {merkle.HASH_LENGTH} bytes")
    return root[:COMMIT_BYTES].hex()
