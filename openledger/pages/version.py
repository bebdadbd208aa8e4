"""One version of a datanet: what was signed and how to check it, its files, who counts in it, what is made from it."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.datanets import permissions
from apps.datanets.models import Datanet
from apps.datanets.reports import standing
from apps.factory.reports import finding
from apps.snapshots.core import operations, signing, states
from apps.snapshots.models import Snapshot
from apps.snapshots.reports import sheet
from openledger.pages import version_weights

FORMS: Final = {operations.PARQUET: "Parquet", operations.JSONL: "JSON Lines"}
#: What a reader can run to see for themselves. It believes this page in the key, and the host in nothing.
CHECK: Final = """\
import hashlib, json, urllib.request
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

at = "{address}"
key = "{key}"

answer = urllib.request.urlopen(at + "manifest.json")
manifest, signature = answer.read(), bytes.fromhex(answer.headers["OpenLedger-Signature"])
host = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
host.verify(signature, b"{prefix}" + manifest)

def sha256(what):
    return hashlib.sha256(what).digest()

def node(leaves, depth):
    if len(leaves) < 2:
        return leaves[0][1] if leaves else bytes(32)
    at_digit = [[leaf for leaf in leaves if leaf[0][depth] == digit] for digit in "0123456789abcdef"]
    return sha256(b"\\x01" + b"".join(node(some, depth + 1) for some in at_digit))

leaves = []
for line in urllib.request.urlopen(at + "data.jsonl"):
    row = json.loads(line)
    item, content = row["item_id"].encode(), bytes.fromhex(row["content_hash"])
    words = {{name: row[name] for name in {fields} if row[name] is not None}}
    spelled = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()
    assert not words or sha256(spelled) == content  # words can be erased, their hash stays
    leaves.append((sha256(item).hex(), sha256(b"\\x00" + item + b"\\x09" + content)))

root = node(leaves, 0) if leaves else sha256(b"\\x02")
assert root.hex() == json.loads(manifest)["root"]
print("It is what was signed:", root.hex())
"""


@require_safe
def version(request: HttpRequest, community: str, datanet: str, version: str) -> HttpResponse:
    """For whoever sees the datanet, as what was signed is theirs to check; its words are for whoever reads it."""
    found = sheet.sheet(community, datanet, version, reader=request.user)
    if found is None:
        return _proposed_or_missing(standing.at(community, datanet, request.user).datanet, version)
    address = request.build_absolute_uri(reverse("net:version", args=(community, datanet, version)))
    snapshot = found.snapshot
    context = {
        "sheet": found,
        "snapshot": snapshot,
        "datanet": snapshot.datanet,
        "address": address,
        "files": [(FORMS[file.format], file, bytes(file.digest or b"").hex()) for file in found.files],
        "waits": any(file.state != states.WRITTEN for file in found.files),
        "weights": version_weights.weights_of(snapshot, with_words=permissions.can_read(found.met)),
        "models": finding.models_of_snapshot(snapshot),
        "load": f"curl -fLOJ {address}data.parquet",
        "can_read": permissions.can_read(found.met),
        "can_curate": permissions.can_curate(found.met),
        "is_usable": snapshot.state in states.USABLE,
        "check": CHECK.format(
            address=address,
            key=found.signed_by,
            prefix=signing.PREFIX.decode().replace("\n", "\\n"),
            fields=sorted(snapshot.rules.record_schema["properties"]),
        ),
    }
    return render(request, "net/version.html", context)


def _proposed_or_missing(datanet: Datanet, version: str) -> HttpResponse:
    """What is only proposed has no page yet, but stands on that of the line."""
    proposed = Snapshot.objects.filter(datanet=datanet, version=version, state__in=states.PENDING)
    if proposed.exists():
        return redirect("snapshots:versions", datanet.community.slug, datanet.slug)
    raise Http404(_("This datanet has no version %(version)s.") % {"version": version[:32]})
