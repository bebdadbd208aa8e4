"""`manage.py restore`: a backup comes back, is checked before and audited after."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.foundation.errors import DomainError
from openledger.backups import keeping
from openledger.supervisor import announce, lock, run
from openledger.supervisor.failures import CannotStart


class Command(BaseCommand):
    """Wants the site stopped: what it wrote meanwhile would be lost, or mixed in."""

    help = "Restore a backup into an empty database, or with --replace into one that is backed up first."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="replace what is there, after backing it up"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.AS_OWNER:
            raise CommandError("Tables are made by their owner: set OPENLEDGER_AS=owner.")
        if lock.is_held(settings.PLACES):
            raise CommandError("This copy is running. Stop it first with Ctrl-C.")
        try:
            with run.database(settings.PLACES, announce.say):
                self._restore(options["file"].resolve(), replace=options["replace"])
        except (CannotStart, DomainError) as failure:
            raise CommandError(str(failure)) from failure

    def _restore(self, path: Path, *, replace: bool) -> None:
        saved = keeping.bring_back(
            path=path, folder=settings.PLACES.backups, replace=replace, now=timezone.now()
        )
        if saved:
            self.stdout.write(f"What was there before is in {saved}.")
        self.stdout.write(f"Restored {path}. The audit of the book:")
        call_command("verify_ledger", stdout=self.stdout, stderr=self.stderr)
