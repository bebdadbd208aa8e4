"""`manage.py words`: brings the catalogues in step with the source, checks them, or compiles them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from openledger.words import catalogues, sources

FOLDER = Path(settings.LOCALE_PATHS[0])


class Command(BaseCommand):
    """Needs neither a database nor GNU gettext."""

    help = "Collect every translatable string, write locale/*/LC_MESSAGES/django.po and compile them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--check", action="store_true", help="change nothing; fail when a file is stale")
        how.add_argument("--compile", action="store_true", help="only make the .mo files")
        how.add_argument("--add", metavar="LANGUAGE", help="begin a language, for instance sw or pt_BR")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            catalogues.compile_all(FOLDER)
            return
        source = catalogues.template(sources.find(settings.BASE_DIR))
        if options["check"]:
            _check(catalogues.stale(FOLDER, source))
            return
        wanted = {*catalogues.languages(FOLDER), catalogues.PSEUDO} | ({options["add"]} - {None})
        for language in sorted(wanted):
            catalogues.write(FOLDER, language, source)
        catalogues.compile_all(FOLDER)
        self.stdout.write(f"{len(source)} strings in {', '.join(sorted(wanted))}.")


def _check(stale: list[str]) -> None:
    if stale:
        raise CommandError(
            f"The catalogue of {', '.join(stale)} is not what the source asks for: run `manage.py words`."
        )
