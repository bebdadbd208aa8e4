"""Archives that are tricks: paths that lead elsewhere, sizes that lie, members that share bytes."""

import io
import struct
import zipfile

import pytest

from apps.contributions.core import reading
from apps.contributions.core.reading import Bounds, Unreadable, archives
from tests.core.reading import samples


def read_all(body: bytes, bounds: Bounds = reading.BOUNDS) -> list[tuple[str, bytes]]:
    return [(one.path, one.file.read()) for one in reading.members_of(io.BytesIO(body), bounds=bounds)]


def refusal(body: bytes, bounds: Bounds = reading.BOUNDS) -> str:
    with pytest.raises(Unreadable) as refused:
        read_all(body, bounds)
    return refused.value.code


def test_members_come_in_order_with_their_heads() -> None:
    body = samples.zipped(
        {"b/c.txt": b"words", "a.csv": samples.CSV * 9000, "__MACOSX/b": b"x", "b/.DS_Store": b"x"}
    )
    assert [path for path, _ in read_all(body)] == ["b/c.txt", "a.csv"]
    for member in reading.members_of(io.BytesIO(body)):
        again = member.file.read(10) + member.file.read(3) + member.file.read()
        assert again[: reading.HEAD] == member.head
        assert again == {"b/c.txt": b"words", "a.csv": samples.CSV * 9000}[member.path]


@pytest.mark.parametrize(
    "path",
    ["../a.csv", "a/../../b", "/etc/passwd", "C:/a.csv", "c:a.csv", "a\\b.csv", "a//b", "./a", "a\nb", "a\x1bb",
     "a\u202egpj.exe", "a\u2028b", ".."],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_or_cannot_be_shown_is_refused(path: str) -> None:
    body = samples.zipped({"fine.csv": b"a", path: b"a"})
    assert refusal(body) == "path_trick"


def test_a_name_that_hides_its_end_behind_nul_is_refused() -> None:
    body = samples.zipped({"aXb.csv": b"a"}).replace(b"aXb.csv", b"a\0b.csv")
    assert refusal(body) == "path_trick"


def test_a_long_path_is_refused() -> None:
    assert refusal(samples.zipped({"a" * 501: b""})) == "long_path"


@pytest.mark.parametrize("other", ["b.CSV", "B.csv", "b.csv"])
def test_the_same_name_twice_is_refused(other: str) -> None:
    body = samples.zipped({"b.csv": b"1", "x.csv": b"2"})
    assert refusal(body.replace(b"x.csv", other.encode())) == "same_name"


def test_a_file_and_a_folder_of_the_same_name_are_refused() -> None:
    assert refusal(samples.zipped({"b": b"1", "b/": b""})) == "same_name"


def with_attributes(mode: int) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        told = zipfile.ZipInfo("a.csv")
        told.external_attr = mode << 16
        archive.writestr(told, b"/etc/passwd")
    return written.getvalue()


def test_links_and_devices_are_refused() -> None:
    assert refusal(with_attributes(0o120777)) == "link"
    assert refusal(with_attributes(0o020666)) == "link"
    assert read_all(with_attributes(0o100644)) == [("a.csv", b"/etc/passwd")]


def test_a_locked_archive_is_refused() -> None:
    body = bytearray(samples.zipped({"a.csv": b"1"}))
    body[body.rindex(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(body)) == "encrypted"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_ordinary_compression_is_unpacked(method: int) -> None:
    assert refusal(samples.zipped({"a.csv": b"1" * 99}, method)) == "unknown_compression"


def test_an_archive_within_an_archive_is_refused_and_a_document_is_not() -> None:
    assert refusal(samples.zipped({"a.csv": samples.zipped()})) == "nested_archive"
    assert len(read_all(samples.zipped({"a.docx": samples.word()}))) == 1


def test_an_archive_of_nothing_is_refused() -> None:
    assert refusal(samples.zipped({"__MACOSX/x": b"1"})) == "empty_archive"
    assert refusal(b"PK\x05\x06" + bytes(18)) == "empty_archive"


def test_too_many_members_are_refused() -> None:
    assert refusal(samples.zipped({str(n): b"" for n in range(9)}), Bounds(members=8)) == "too_many_members"


def test_what_unpacks_to_much_more_is_a_bomb_and_is_stopped() -> None:
    body = samples.zipped({"a.csv": bytes(30 * 1024 * 1024)})
    assert len(body) < 40_000
    members = reading.members_of(io.BytesIO(body))
    member = next(members)
    read: list[int] = []
    with pytest.raises(Unreadable, match="bomb"):
        read.extend(len(block) for block in iter(lambda: member.file.read(65536), b""))
    assert 0 < sum(read) < 9 * 1024 * 1024


def test_all_members_together_are_bounded() -> None:
    noise = samples.scene(400, 400).tobytes()
    body = samples.zipped({str(n): noise for n in range(5)})
    assert refusal(body, Bounds(unpacked=4 * len(noise))) == "bomb"
    assert refusal(body, Bounds(member=len(noise) - 1)) == "bomb"
    assert len(read_all(body, Bounds(unpacked=5 * len(noise)))) == 5


def test_a_directory_that_lies_about_a_size_gains_nothing() -> None:
    """It says ten bytes, and there are thirty million: what comes out is counted, and does not match."""
    body = bytearray(samples.zipped({"a.csv": bytes(30 * 1024 * 1024)}))
    at = body.rindex(b"PK\x01\x02")
    body[at + 24 : at + 28] = struct.pack("<I", 10)
    assert refusal(bytes(body)) == "broken_member"


def test_members_that_share_bytes_are_refused() -> None:
    body = bytearray(samples.zipped({"a.csv": b"1" * 99, "b.csv": b"1" * 99}))
    second = body.rindex(b"PK\x01\x02")
    body[second + 42 : second + 46] = struct.pack("<I", 0)
    assert refusal(bytes(body)) in {"overlapping", "broken_archive"}


def test_a_directory_larger_than_any_is_not_read_into_memory() -> None:
    class Claims(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 <= size <= archives._MOST_AT_ONCE + 1
            return super().read(size)

    body = samples.zipped({"a.csv": b"1"})
    large = body[:-10] + struct.pack("<I", 2**31) + body[-6:]
    with pytest.raises(Unreadable):
        list(reading.members_of(Claims(large)))
