"""An honest version has no fault, and whatever somebody makes of it has one."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from apps.contributions.models import Content, Revision
from apps.snapshots.adapters import host_key
from apps.snapshots.core import signing
from apps.snapshots.models import Snapshot
from apps.snapshots.reports import verifying
from apps.snapshots.services import freezing
from tests.snapshots import scene
from tests.snapshots.scene import MINUTE, Net

pytestmark = pytest.mark.django_db
OTHER_SEED = b"\x07" * 32


def version(number: str = "2.0.0") -> Snapshot:
    return Snapshot.objects.get(version=number)


def checks(snapshot: Snapshot, *, trusted: tuple[bytes, ...] = ()) -> set[str]:
    return {fault.check for fault in verifying.verify(snapshot, trusted=trusted)}


def test_versions_as_the_site_makes_them_have_no_fault(net: Net) -> None:
    for snapshot in (version("1.0.0"), version("2.0.0")):
        assert checks(snapshot, trusted=(signing.public_key(host_key.seed()),)) == set()


def test_what_is_only_proposed_was_never_signed(net: Net) -> None:
    net.add(5)
    assert checks(net.propose()) == {"state"}


def _with(**changed: object) -> Callable[[Snapshot], None]:
    def change(snapshot: Snapshot) -> None:
        for name, value in changed.items():
            setattr(snapshot, name, value(snapshot) if callable(value) else value)

    return change


def _resigned(snapshot: Snapshot) -> None:
    """Somebody with a key of their own signs what they like."""
    statement = bytes(snapshot.manifest or b"").replace(b'"items":4', b'"items":5')
    snapshot.manifest = statement
    snapshot.signature, snapshot.signed_by = (
        signing.sign(OTHER_SEED, statement),
        signing.public_key(OTHER_SEED),
    )


TAMPERED: dict[str, tuple[Callable[[Snapshot], None], set[str]]] = {
    "a signature of zeros": (_with(signature=bytes(64)), {"signature"}),
    "no signature": (_with(signature=None), {"signature"}),
    "a key that is none": (_with(signed_by=b"key"), {"signature"}),
    "another key": (_with(signed_by=signing.public_key(OTHER_SEED)), {"signature"}),
    "other words": (_with(manifest=lambda it: bytes(it.manifest) + b" "), {"signature", "manifest"}),
    "no manifest": (_with(manifest=None), {"signature", "manifest"}),
    "no json": (_with(manifest=b"{"), {"signature", "manifest"}),
    "a list": (_with(manifest=b"[]"), {"signature", "manifest"}),
    "another signed statement": (_resigned, {"manifest"}),
    "another root": (_with(root=b"\x01" * 32), {"root", "manifest"}),
    "more items": (_with(items=5), {"counts", "manifest"}),
    "fewer items than were added": (_with(items=0), {"counts", "manifest"}),
    "more added": (_with(added=2), {"counts", "manifest"}),
    "none changed": (_with(changed=0), {"counts", "manifest"}),
    "more removed": (_with(removed=9), {"counts", "manifest"}),
    "another number": (_with(version="2.0.1"), {"manifest"}),
    "another place in the line": (_with(number=3), {"line", "manifest"}),
    "no parent": (_with(parent=None), {"line", "manifest"}),
    "itself for a parent": (_with(parent=lambda it: it), {"line", "manifest"}),
    "published at another time": (_with(published_at=lambda it: it.published_at + MINUTE), {"manifest"}),
    "published never": (_with(published_at=None), {"manifest"}),
    "another cutoff": (_with(cutoff_at=lambda it: it.cutoff_at - MINUTE), {"manifest"}),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_is_changed_is_found(what: str, net: Net) -> None:
    change, expected = TAMPERED[what]
    snapshot = version()
    change(snapshot)
    assert expected <= checks(snapshot)


def test_a_statement_signed_by_somebody_else_is_not_this_hosts(net: Net) -> None:
    snapshot = version()
    statement = bytes(snapshot.manifest or b"")
    snapshot.signature, snapshot.signed_by = (
        signing.sign(OTHER_SEED, statement),
        signing.public_key(OTHER_SEED),
    )
    assert checks(snapshot) == set()
    assert checks(snapshot, trusted=(signing.public_key(host_key.seed()),)) == {"signature"}


def test_other_rules_or_another_context_are_found(net: Net) -> None:
    snapshot = version()
    snapshot.rules.accept_at += 1
    assert checks(snapshot) == {"manifest"}
    snapshot = version()
    snapshot.context.guidelines += "!"
    (fault,) = verifying.verify(snapshot)
    assert "context" in fault.sentence


def test_words_that_were_put_in_place_of_others_are_found(net: Net) -> None:
    """The table of words lets them be erased, and nothing keeps others from being put there."""
    revision = net.given[2]
    Content.objects.filter(revision=revision).delete()
    assert checks(version()) == set()
    Content.objects.create(revision=revision, record={"question": "What now?", "answer": "Something else."})
    faults = verifying.verify(version())
    assert [fault.check for fault in faults] == ["words"]
    assert revision.public_id in faults[0].sentence


def verify(*arguments: str) -> str:
    said = StringIO()
    call_command("verify_snapshots", *arguments, stdout=said, stderr=said)
    return said.getvalue()


def test_the_command_says_that_every_version_is_what_was_signed(net: Net) -> None:
    for snapshot in Snapshot.objects.all():
        scene.written(snapshot)
    assert "2 versions" in verify()
    freezing.yank(actor=net.curator, snapshot=version(), reason="No good.", now=net.later())
    assert "2 versions" in verify()


@pytest.mark.parametrize("harm", ["changed", "cut", "gone"])
def test_the_command_ends_with_an_error_where_a_file_is_not_the_one_written(
    harm: str, net: Net, own_files: Path
) -> None:
    export = scene.written(version())["parquet"]
    path = own_files / export.path
    if harm == "changed":
        path.write_bytes(path.read_bytes()[:-1] + b"!")
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[:20])
    else:
        path.unlink()
    with pytest.raises(CommandError, match="1 faults in 2 versions"):
        verify()


def test_the_command_ends_with_an_error_where_words_were_changed(net: Net) -> None:
    revision = Revision.objects.get(pk=net.given[2].pk)
    Content.objects.filter(revision=revision).delete()
    Content.objects.create(revision=revision, record={"question": "What now?", "answer": "Something else."})
    with pytest.raises(CommandError):
        verify()


def test_after_the_host_changed_its_secret_the_command_asks_whose_key_it_was(
    net: Net, settings: Settings
) -> None:
    settings.SECRET_KEY = "another-one-" * 5
    with pytest.raises(CommandError):
        verify()
    assert "2 versions" in verify("--any-key")
