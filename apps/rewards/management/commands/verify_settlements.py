"""`manage.py verify_settlements`: looks whether every fee is shared out as the book tells it."""

from django.core.management.base import BaseCommand, CommandError

from apps.rewards.reports import faults


class Command(BaseCommand):
    """Ends with an error, and one sentence for each fault."""

    help = "Look whether every fee is shared out exactly, and as the book tells it."

    def handle(self, *args: object, **options: object) -> None:
        found = faults.find_faults()
        for fault in found:
            self.stderr.write(f"{fault.check}: {fault.sentence}")
        if found:
            raise CommandError(f"{len(found)} faults.")
        self.stdout.write("Every fee is shared out exactly.")
