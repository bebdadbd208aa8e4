"""`manage.py assemble`: static files and translations, made again only when one of them has changed."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Needs no database, so that an image can be built with it."""

    help = "Collect static files and compile translations, unless nothing has changed."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("words", compile=True)
        root = Path(settings.STATIC_ROOT)
        stamp, now = root / ".assembled", _fingerprint()
        if stamp.exists() and stamp.read_text() == now:
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=1)
        stamp.write_text(now)


def _fingerprint() -> str:
    """Changes whenever a static file of any app is added, removed or written to."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}:{found.st_size}:{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
