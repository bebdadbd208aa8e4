"""`manage.py verify_snapshots`: looks at every published version; ends with an error and a sentence for each fault."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.foundation.errors import DomainError
from apps.snapshots.adapters import files, host_key
from apps.snapshots.core import signing, states
from apps.snapshots.models import Export, Snapshot
from apps.snapshots.reports import verifying
from apps.snapshots.reports.verifying import Fault


class Command(BaseCommand):
    """Signatures, roots and counts of versions, and their files."""

    help = (
        "Look whether every published version is what was signed, and whether its files are what was written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--any-key", action="store_true", help="accept signatures of a key that is not this host's"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        trusted = () if options["any_key"] else (signing.public_key(host_key.seed()),)
        issued = Snapshot.objects.filter(state__in=states.ISSUED).select_related(
            "datanet__community", "rules", "context", "parent"
        )
        versions = faults = 0
        for snapshot in issued.order_by("datanet", "number"):
            versions += 1
            for fault in (*verifying.verify(snapshot, trusted=trusted), *_faults_of_files(snapshot)):
                faults += 1
                self.stderr.write(f"{fault.check}: {fault.sentence}")
        if faults:
            raise CommandError(f"{faults} faults in {versions} versions.")
        self.stdout.write(f"Every version is what was signed: {versions} versions.")


def _faults_of_files(snapshot: Snapshot) -> Iterator[Fault]:
    written = Export.objects.filter(snapshot=snapshot, state=states.WRITTEN)
    for export in written.order_by("format"):
        try:
            there = files.digest(export.path)
        except DomainError as refusal:
            yield Fault("files", f"{snapshot.public_id}, {export.format}: {refusal.sentence}")
            continue
        if there != bytes(export.digest or b""):
            yield Fault("files", f"{snapshot.public_id}, {export.format}: the file is not the one written.")
