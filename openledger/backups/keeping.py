"""The verbs: make a backup and write down that it was made, and bring one back."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings

import openledger
from apps.people.models import AuditRecord
from apps.people.services import auditing
from openledger.backups import archive, dumping

SUBJECT = "backup"
MADE, RESTORED = "backup.made", "backup.restored"


def make(*, folder: Path, name: str = "openledger", now: datetime) -> Path:
    """A verified backup in `folder`: the database, and then the files, so that none it names is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{now:%Y%m%dT%H%M%SZ}.tar"
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        dump = Path(scratch) / archive.DUMP
        dumping.dump(dump)
        archive.write(
            path,
            dump=dump,
            files=None if settings.S3_BUCKET else Path(settings.MEDIA_ROOT),
            elsewhere=f"s3://{settings.S3_BUCKET}" if settings.S3_BUCKET else "",
            version=openledger.__version__,
            now=now,
        )
    size = path.stat().st_size
    note_made(reason=f"{path.name}, {size:,} bytes", now=now)
    return path


def bring_back(*, path: Path, folder: Path, replace: bool, now: datetime) -> Path | None:
    """Restore a backup. What is there is refused, or with `replace` saved into `folder` first: says where."""
    manifest = archive.verify(path)
    saved = None
    if not dumping.is_empty():
        if not replace:
            raise dumping.NotEmpty(
                "The database is not empty. Restore into a new home (OPENLEDGER_HOME), or say that it may be "
                "replaced (REPLACE=yes): it is backed up first."
            )
        saved = make(folder=folder, name="before-restore", now=now)
        dumping.empty()
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        dump = Path(scratch) / archive.DUMP
        archive.take_dump(path, dump)
        dumping.restore(dump)
    if not manifest.files_elsewhere:
        _replace_files(path, Path(settings.MEDIA_ROOT))
    _write_down(RESTORED, reason=f"{path.name}, made {manifest.made_at}", now=now)
    return saved


def note_made(*, reason: str, now: datetime) -> None:
    """Write down that a backup was made, for the status page and for whoever asks later."""
    _write_down(MADE, reason=reason, now=now)


def last_made() -> datetime | None:
    """When the last backup was made."""
    last = AuditRecord.objects.filter(subject_id=SUBJECT, act=MADE).order_by("-id").first()
    return last.at if last else None


def _replace_files(path: Path, target: Path) -> None:
    """Written beside the old ones and put in their place when all are there."""
    fresh, old = target.with_name("media.fresh"), target.with_name("media.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    archive.take_files(path, fresh)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _write_down(act: str, *, reason: str, now: datetime) -> None:
    auditing.record_act(actor_id=auditing.OPERATOR, act=act, subject_id=SUBJECT, reason=reason, now=now)
