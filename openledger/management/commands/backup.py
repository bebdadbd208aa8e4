"""`manage.py backup`: the database and the files in one verified archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.foundation.errors import DomainError
from openledger.backups import keeping
from openledger.supervisor import announce, run
from openledger.supervisor.failures import CannotStart


class Command(BaseCommand):
    """Works while the site runs, and when it does not: then our own database is started for the while."""

    help = "Write a verified backup of database and files to var/backups."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.PLACES.backups, metavar="FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.AS_OWNER:
            raise CommandError("The whole database can only be read by its owner: set OPENLEDGER_AS=owner.")
        try:
            with run.database(settings.PLACES, announce.say):
                path = keeping.make(folder=options["to"].resolve(), now=timezone.now())
        except (CannotStart, DomainError) as failure:
            raise CommandError(str(failure)) from failure
        self.stdout.write(f"Backed up to {path} ({path.stat().st_size:,} bytes), read back and found whole.")
