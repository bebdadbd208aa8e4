"""`manage.py seed_demo`: the demo world, and `var/demo.json` that says how to enter it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from openledger.demo import world


class Command(BaseCommand):
    """May run at every start: what is there stays as it is."""

    help = "Make the people, keys and money of the demo, and write how to sign in to var/demo.json."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("A demo world has logins that stand in a file: it has no place in production.")
        world.build(settings.PLACES.demo, address=settings.ADDRESS, now=timezone.now())
        self.stdout.write(f"The demo world is there; {settings.PLACES.demo} says how to enter it.")
