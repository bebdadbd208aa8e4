"""`manage.py up`: the whole site from one command, or the parts that are named."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from openledger.supervisor import announce, plan, run
from openledger.supervisor.failures import CannotStart


class Command(BaseCommand):
    """Stays in the foreground until Ctrl-C."""

    help = "Start database, broker, web, workers and scheduler, and keep them running until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", nargs="+", choices=plan.PARTS, metavar="PART", default=plan.PARTS)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            host = settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"
            wanted = plan.from_environment(demo=_wants_demo(), address=settings.ADDRESS, host=host)
            run.up(wanted, options["only"], say=announce.say, announce=announce.announce)
        except CannotStart as failure:
            raise CommandError(str(failure)) from failure


def _wants_demo() -> bool:
    """A demo world is for trying things out: printed logins have no place on an operator's own server."""
    default = "0" if settings.PRODUCTION or os.environ.get("DATABASE_URL") else "1"
    return (os.environ.get("OPENLEDGER_DEMO") or default) == "1"
