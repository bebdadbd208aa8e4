"""Files on their way in: announced, received piece by piece, and whole; or called off.

What a datanet's rules refuse is refused before the first byte. What is acknowledged is on the disk already, so that a
process that is killed at any moment leaves a file that is at least as long as the table says.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Final

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from apps.contributions.adapters import inbox
from apps.contributions.adapters.inbox import Source
from apps.contributions.core import naming, readable, states
from apps.contributions.core.tus import Checksum
from apps.contributions.models import Upload
from apps.contributions.services import admitting
from apps.contributions.services.admitting import Giver, Provenance
from apps.datanets.models import Datanet
from apps.foundation import ids
from apps.foundation.errors import Conflict, Invalid, Missing

LIVES: Final = timedelta(days=7)
#: How many bytes are acknowledged at a time while a request goes on.
ACKNOWLEDGED: Final = 16 * 1024**2
OPEN_MOST: Final = 5_000
OPEN_BYTES_MOST: Final = 64 * 1024**3


class EmptyFile(Invalid):
    """There is nothing in it."""

    code = "empty_file"


class TooBig(Invalid):
    """The rules of the datanet take no file of that size."""

    code = "file_too_big"


class UnreadableKind(Invalid):
    """Nobody here reads files of that name."""

    code = "unreadable_kind"


class TooManyOpen(Conflict):
    """So many files of one person wait that no more are begun."""

    code = "too_many_uploads"


class WrongOffset(Conflict):
    """The bytes that are sent do not follow on those that are here."""

    code = "wrong_offset"


class TooMuch(Invalid):
    """More bytes than the file was said to have."""

    code = "more_than_announced"


class ChecksumMismatch(Invalid):
    """The bytes that arrived are not those that were sent."""

    code = "checksum_mismatch"


class Ended(Missing):
    """The upload was called off, refused, or ran out of time."""

    code = "upload_ended"


@dataclass(frozen=True, slots=True)
class Announced:
    """What is said about a file before it is sent."""

    path: str
    size: int
    group: str = ""
    sha256: str = ""


@transaction.atomic
def begin(
    *, giver: Giver, datanet: Datanet, announced: Announced, provenance: Provenance, now: datetime
) -> Upload:
    """Make room for a file, if the rules take it and its giver may give."""
    rules = admitting.admit(giver=giver, datanet=datanet, provenance=provenance, now=now)
    name = naming.file_name(announced.path)
    _require_readable(name)
    _require_size(announced.size, most=rules.most_bytes)
    _require_few_open(giver, announced.size)
    inbox.require_room(announced.size)
    return Upload.objects.create(
        public_id=ids.new("upl", now=now),
        datanet=datanet,
        rules=rules,
        person=giver.person,
        agent=giver.agent,
        name=name,
        folder=naming.folder(announced.path),
        group=announced.group,
        size=announced.size,
        sha256=announced.sha256,
        begun_at=now,
        expires_at=now + LIVES,
        **admitting.fields_of(said=provenance, rules=rules),
    )


def receive(
    *, upload: Upload, offset: int, length: int, source: Source, checksum: Checksum | None, now: datetime
) -> Upload:
    """Take so many bytes, which begin at the offset; gives the upload as it is then.

    Not one transaction: what arrives is acknowledged as it arrives, and stays when the connection breaks.
    """
    with inbox.writing(upload.public_id) as file:
        upload = _still_receiving(upload, now=now)
        _resume(file, upload)
        if offset != upload.received:
            raise WrongOffset(
                _("%(received)s bytes are here; send what follows on them.") % {"received": upload.received}
            )
        if offset + length > upload.size:
            raise TooMuch(_("The file was said to have %(size)s bytes.") % {"size": upload.size})
        if checksum is not None:
            return _take_checked(file, upload, length, source, checksum, now=now)
        return _take(file, upload, length, source, now=now)


@transaction.atomic
def call_off(*, upload: Upload, now: datetime) -> Upload:
    """Nobody wants it any more. Its bytes go; what was submitted stays."""
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.state == states.CANCELLED:
        return held
    states.UPLOAD.check(held.state, states.CANCELLED)
    held.state, held.ended_at, held.due_at = states.CANCELLED, now, None
    held.save(update_fields=["state", "ended_at", "due_at"])
    transaction.on_commit(lambda: inbox.remove(held.public_id))
    return held


def expired(*, upload: Upload, now: datetime) -> bool:
    """Whether nobody may go on with it."""
    return upload.state in (states.REFUSED, states.CANCELLED) or (
        upload.state == states.RECEIVING and upload.expires_at <= now
    )


def _require_readable(name: str) -> None:
    if not readable.by_name(name):
        raise UnreadableKind(
            _("%(name)s: files of this kind cannot be read here. These can: %(endings)s.")
            % {"name": name, "endings": ", ".join(readable.ENDINGS)}
        )


def _require_size(size: int, *, most: int) -> None:
    if size == 0:
        raise EmptyFile(_("The file is empty."))
    if size > most:
        raise TooBig(
            _("The file has %(size)s bytes, and this datanet takes files of at most %(most)s.")
            % {"size": f"{size:,}", "most": f"{most:,}"}
        )


def _require_few_open(giver: Giver, size: int) -> None:
    """A disk is filled by nobody alone. The person is locked, so that two at once count both."""
    waiting = Upload.objects.filter(person=giver.person).exclude(state__in=states.UPLOAD_ENDED)
    there = waiting.aggregate(bytes=Sum("size"))["bytes"] or 0
    if there + size > OPEN_BYTES_MOST or waiting.count() >= OPEN_MOST:
        raise TooManyOpen(_("Many files of yours wait already. Submit or remove some of them first."))


def _still_receiving(upload: Upload, *, now: datetime) -> Upload:
    found = Upload.objects.get(pk=upload.pk)
    if expired(upload=found, now=now):
        raise Ended(_("This upload has ended. Send the file again."))
    if found.state != states.RECEIVING:
        raise WrongOffset(_("All bytes of this file are here already."))
    return found


def _resume(file: BinaryIO, upload: Upload) -> None:
    """Cut off what a killed process wrote and never acknowledged."""
    there = file.seek(0, 2)
    if there < upload.received:  # a disk that was lost: what is left of the file is still its beginning
        Upload.objects.filter(pk=upload.pk, received=upload.received).update(received=there)
        upload.received = there
    file.truncate(upload.received)
    file.seek(upload.received)


def _take(file: BinaryIO, upload: Upload, length: int, source: Source, *, now: datetime) -> Upload:
    left = length
    while left:
        wanted = min(left, ACKNOWLEDGED)
        written = inbox.write(file, source, most=wanted)
        _acknowledge(upload, written, now=now)
        left -= written
        if written < wanted:
            break
    return upload


def _take_checked(
    file: BinaryIO, upload: Upload, length: int, source: Source, checksum: Checksum, *, now: datetime
) -> Upload:
    """All of a request or nothing of it."""
    found = checksum.begin()
    written = inbox.write(file, source, most=length, check=found)
    if found.digest() != checksum.digest:
        file.truncate(upload.received)
        raise ChecksumMismatch(_("The bytes that arrived are not those that were sent. Send them again."))
    return _acknowledge(upload, written, now=now)


def _acknowledge(upload: Upload, written: int, *, now: datetime) -> Upload:
    """Say that so many more bytes are here, if it is still wanted and nobody else said so meanwhile."""
    received = upload.received + written
    changed: dict[str, object] = {"received": received, "expires_at": now + LIVES}
    if received == upload.size:
        changed |= {"state": states.RECEIVED, "received_at": now, "due_at": now}
    same = Upload.objects.filter(pk=upload.pk, state=states.RECEIVING, received=upload.received)
    if not same.update(**changed):
        raise Ended(_("This upload was called off, or somebody else sent the same bytes."))
    for name, value in changed.items():
        setattr(upload, name, value)
    return upload
