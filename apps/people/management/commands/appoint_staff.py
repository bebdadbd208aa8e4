"""`manage.py appoint_staff <name>`: let the first person into the admin; the others are appointed there."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.foundation.errors import DomainError
from apps.people.models import User
from apps.people.models.audit import REASON_MOST
from apps.people.reports import public_names
from apps.people.services import staffing


class Command(BaseCommand):
    """By the operator, whom nobody else has to allow it."""

    help = "Lets somebody into the admin, or with --dismiss takes it away. The act is written down."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="a confirmed mail address, a handle, a pseudonym or an id")
        parser.add_argument("--dismiss", action="store_true", help="take it away instead")
        parser.add_argument(
            "--reason", default="at the command line", help=f"why, in at most {REASON_MOST} letters"
        )

    def handle(self, *args: object, **options: str) -> None:
        public_id = public_names.find_person(options["name"])
        if public_id is None:
            raise CommandError("Nobody is called that. An address counts once its owner has confirmed it.")
        act = staffing.dismiss_staff if options["dismiss"] else staffing.appoint_staff
        try:
            act(
                user=User.objects.get(public_id=public_id),
                by=None,
                reason=options["reason"],
                now=timezone.now(),
            )
        except DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write("Done.")
