"""The file of a backup: a plain tar of a database dump and the site's files, and a manifest of checksums.

The manifest comes last, so an archive that was cut off has none and is known to be damaged.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from apps.foundation.errors import Invalid

FORMAT = 1
DUMP = "database.dump"
FILES = "files/"
MANIFEST = "manifest.json"
CHUNK = 1 << 20


class Damaged(Invalid):
    """The file is not a backup of ours, or not all of it arrived."""

    code = "backup_damaged"


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside, and what it must hash to."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself."""

    made_at: str
    version: str
    files_elsewhere: str  # where the site's files are when they are not inside, such as a bucket
    members: tuple[Member, ...]


def write(
    path: Path, *, dump: Path, files: Path | None, elsewhere: str, version: str, now: datetime
) -> Manifest:
    """Write the archive under another name, read it back whole, and only then give it its own."""
    half = path.with_suffix(".half")
    with tarfile.open(half, "x") as archive:
        members = [_add(archive, DUMP, dump)]
        if files and files.is_dir():
            members += [_add(archive, FILES + name, file) for name, file in _walk(files)]
        manifest = Manifest(
            made_at=now.isoformat(), version=version, files_elsewhere=elsewhere, members=tuple(members)
        )
        _add_manifest(archive, manifest)
    half.chmod(0o600)
    verify(half)
    half.rename(path)
    return manifest


def verify(path: Path) -> Manifest:
    """Read every byte and compare it with the manifest; raises `Damaged` at the first difference."""
    try:
        with tarfile.open(path, "r:") as archive:
            found = [(entry.name, _digest(archive, entry)) for entry in archive]
            manifest = _read_manifest(archive)
    except (tarfile.TarError, OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{path} is not a whole backup: {error}.") from error
    expected = [(member.name, member.sha256) for member in manifest.members]
    if [entry for entry in found if entry[0] != MANIFEST] != expected:
        raise Damaged(f"{path} is not what its manifest says: a file in it was changed, added or taken away.")
    return manifest


def take_dump(path: Path, target: Path) -> None:
    """Write the database dump of a verified backup to `target`."""
    with tarfile.open(path, "r:") as archive, target.open("wb") as output:
        shutil.copyfileobj(_open(archive, archive.getmember(DUMP)), output, CHUNK)


def take_files(path: Path, folder: Path) -> None:
    """Write the site's files of a verified backup below `folder`."""
    with tarfile.open(path, "r:") as archive:
        for entry in archive:
            if entry.name.startswith(FILES):
                target = folder / _safe(entry.name.removeprefix(FILES))
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as output:
                    shutil.copyfileobj(_open(archive, entry), output, CHUNK)


def _add(archive: tarfile.TarFile, name: str, file: Path) -> Member:
    entry = tarfile.TarInfo(name)
    with file.open("rb") as source:
        entry.size = os.fstat(source.fileno()).st_size
        hashing = _Hashing(source)
        archive.addfile(entry, hashing)
    return Member(name=name, size=entry.size, sha256=hashing.digest.hexdigest())


class _Hashing(io.RawIOBase):
    """A file that hashes what is read from it, so that what was hashed is what was written."""

    def __init__(self, source: io.BufferedIOBase) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self.digest.update(chunk)
        return chunk


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            yield file.relative_to(folder).as_posix(), file


def _add_manifest(archive: tarfile.TarFile, manifest: Manifest) -> None:
    text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size = len(text)
    archive.addfile(entry, io.BytesIO(text))


def _read_manifest(archive: tarfile.TarFile) -> Manifest:
    read = json.load(_open(archive, archive.getmember(MANIFEST)))
    if read.pop("format") != FORMAT:
        raise ValueError("it was made by another version")
    members = tuple(Member(**member) for member in read.pop("members"))
    return Manifest(**read, members=members)


def _digest(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> str:
    digest = hashlib.sha256()
    source = _open(archive, entry)
    while chunk := source.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _open(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> io.BufferedReader:
    opened = archive.extractfile(entry) if entry.isreg() else None
    if opened is None:
        raise tarfile.TarError(f"{entry.name} is not a file")
    return opened  # type: ignore[return-value]


def _safe(name: str) -> PurePosixPath:
    """A path that stays below the folder it is put under. A checksum does not say who made the archive."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise Damaged(f"The backup has a file that would leave its folder: {name}.")
    return path
