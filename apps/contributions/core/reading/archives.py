"""Zip archives: their members in order, as streams, and never as files of the names that they give themselves.

A path is a label. Sizes and ratios are bounded by what comes out, for what a directory says costs nothing to say.
"""

import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, Final, cast

from apps.contributions.core.reading import sniffing, wrapping
from apps.contributions.core.reading.bounds import BOUNDS, MIB, Bounds
from apps.contributions.core.reading.rows import Unreadable

#: The directory of an archive is read at once by the library; more than this is none.
_MOST_AT_ONCE: Final = 32 * MIB
_SLACK: Final = MIB
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 0x41
_LOCAL_HEADER: Final = 30
#: What systems leave in archives by themselves.
_LITTER: Final = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,  # also of a way of packing that is not known here
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, to be read before the next one is asked for. Its head, for `sniff`, is read again."""

    number: int
    path: str
    head: bytes
    file: BinaryIO


def members_of(file: BinaryIO, *, bounds: Bounds = BOUNDS) -> Iterator[Member]:
    """Every file of an archive. An archive within it is refused: nobody can say how much is in that."""
    for member in unpacked(file, bounds=bounds):
        if wrapping.is_archive(member.head, member.path):
            raise Unreadable("nested_archive", path=member.path)
        yield member


def unpacked(file: BinaryIO, *, bounds: Bounds) -> Iterator[Member]:
    """The same, whatever it is. All names are looked at before a byte is unpacked."""
    try:
        archive = zipfile.ZipFile(cast("IO[bytes]", _Capped(file)))
    except _BROKEN as error:
        raise Unreadable("broken_archive") from error
    with archive:
        budget = _Budget(bounds.unpacked)
        for number, (path, told) in enumerate(_listed(archive, bounds), start=1):
            with _opened(archive, told) as inner:
                out = _Unpacked(inner, path, told, budget, bounds)
                head = out.begin()
                yield Member(number, path, head, cast("BinaryIO", out))


def _listed(archive: zipfile.ZipFile, bounds: Bounds) -> list[tuple[str, zipfile.ZipInfo]]:
    told = archive.infolist()
    if len(told) > bounds.members:
        raise Unreadable("too_many_members", found=len(told), most=bounds.members)
    seen: set[str] = set()
    listed = []
    for one in told:
        path = _path_of(one, bounds)
        _refuse_tricks(one, path)
        key = unicodedata.normalize("NFC", path).casefold().rstrip("/")
        if key in seen:
            raise Unreadable("same_name", path=path)
        seen.add(key)
        if not one.is_dir() and _LITTER.isdisjoint(path.split("/")):
            listed.append((path, one))
    _refuse_overlaps(told)
    if not listed:
        raise Unreadable("empty_archive")
    return listed


def _path_of(told: zipfile.ZipInfo, bounds: Bounds) -> str:
    """The label of a member, as it stands in the archive: the library would tidy it before we see it."""
    path = told.orig_filename
    if len(path) > bounds.member_path:
        raise Unreadable("long_path", most=bounds.member_path)
    parts = path.removesuffix("/").split("/")
    plain = (
        all(part not in {"", ".", ".."} for part in parts) and "\\" not in path and ":" not in parts[0][:2]
    )
    if not plain or any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for letter in path):
        shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in path[:80])
        raise Unreadable("path_trick", path=shown)
    return path


def _refuse_tricks(told: zipfile.ZipInfo, path: str) -> None:
    if told.flag_bits & _ENCRYPTED:
        raise Unreadable("encrypted")
    kind = stat.S_IFMT(told.external_attr >> 16)
    if kind and not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
        raise Unreadable("link", path=path)
    if told.compress_type not in _METHODS:
        raise Unreadable("unknown_compression", path=path)


def _refuse_overlaps(told: list[zipfile.ZipInfo]) -> None:
    """No byte belongs to two members: that is how a small archive says much."""
    end = 0
    for one in sorted(told, key=lambda one: one.header_offset):
        if one.header_offset < end:
            raise Unreadable("overlapping")
        end = one.header_offset + _LOCAL_HEADER + one.compress_size


def _opened(archive: zipfile.ZipFile, told: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return archive.open(told)
    except _BROKEN as error:
        raise Unreadable("broken_archive") from error


class _Budget:
    """What an archive may still unpack to."""

    def __init__(self, left: int) -> None:
        self.left = left


class _Unpacked:
    """A member as it comes out: counted against its own bound, its ratio, and that of the archive."""

    def __init__(
        self, inner: IO[bytes], path: str, told: zipfile.ZipInfo, budget: _Budget, bounds: Bounds
    ) -> None:
        self._inner = inner
        self._path = path
        self._left = min(bounds.member, told.compress_size * bounds.ratio + _SLACK)
        self._budget = budget
        self._again = b""

    def begin(self) -> bytes:
        """The head, which comes out once more when the file is read."""
        parts, size = [], 0
        while size < sniffing.HEAD and (block := self.read(sniffing.HEAD - size)):
            parts.append(block)
            size += len(block)
        self._again = b"".join(parts)
        return self._again

    def read(self, size: int = -1) -> bytes:
        if self._again:
            cut = len(self._again) if size < 0 else size
            block, self._again = self._again[:cut], self._again[cut:]
            return block + (self.read() if size < 0 else b"")
        most = min(self._left, self._budget.left)
        wanted = most + 1 if size < 0 else min(size, most + 1)
        try:
            block = self._inner.read(wanted)
        except _BROKEN as error:
            raise Unreadable("broken_member", path=self._path) from error
        if len(block) > most:
            raise Unreadable("bomb", path=self._path)
        self._left -= len(block)
        self._budget.left -= len(block)
        return block

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False


class _Capped:
    """The archive as the library sees it: it never gets more than so much at once, whatever the directory claims."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            size = _MOST_AT_ONCE + 1
        if size > _MOST_AT_ONCE + 1:
            raise Unreadable("broken_archive")
        block = self._file.read(size)
        if len(block) > _MOST_AT_ONCE:
            raise Unreadable("broken_archive")
        return block

    def seek(self, *place: int) -> int:
        return self._file.seek(*place)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - `name` and `mode`, of which the library asks
        return getattr(self._file, name)
