"""Letters in every encoding that people's programs write, and bytes that are none."""

import codecs

import pytest

from apps.contributions.core.reading import Form, Manner, Unreadable
from tests.core.reading.files import flags_of, preview_of, rows_of, values_of

WORDS = "q,a\nÖl für Zoë,“naïve” – œuvre €\n"
READ = [{"q": "Öl für Zoë", "a": "“naïve” – œuvre €"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_letters_arrive(encoding: str) -> None:
    assert values_of(rows_of(WORDS.encode(encoding), Form.CSV)) == READ


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE])
def test_a_mark_says_which_half_comes_first(mark: bytes) -> None:
    encoding = "utf-16-be" if mark == codecs.BOM_UTF16_BE else "utf-16-le"
    assert values_of(rows_of(mark + WORDS.encode(encoding), Form.CSV)) == READ


def test_a_guess_is_told_and_can_be_overruled() -> None:
    body = WORDS.encode("cp1252")
    assert flags_of(preview_of(body, Form.CSV)) == ["guessed_encoding"]
    assert preview_of(body, Form.CSV).encoding == "cp1252"
    assert flags_of(preview_of(WORDS.encode(), Form.CSV)) == []
    assert preview_of(body, Form.CSV, manner=Manner(encoding="utf-8")).encoding == "utf-8"


def test_damage_in_utf_8_breaks_the_rows_that_have_it() -> None:
    body = WORDS.encode() + b"caf\xe9,x\n" + b"z,z\n"
    preview = preview_of(body, Form.CSV)
    assert (flags_of(preview), values_of(preview.rows)) == (
        ["mixed_encoding"], [*READ, "bad_encoding", {"q": "z", "a": "z"}],
    )  # fmt: skip


def test_damage_far_behind_the_beginning_breaks_its_row() -> None:
    body = b"q,a\n" + b"x,y\n" * 200_000 + b"caf\xe9,x\nz,z\n"
    assert values_of(rows_of(body, Form.CSV))[-2:] == ["bad_encoding", {"q": "z", "a": "z"}]


@pytest.mark.parametrize(("cell", "code"), [(b"x\x00", "nul"), (b"\xed\xa0\x80", "bad_encoding")])
def test_what_no_text_holds_breaks_its_row(cell: bytes, code: str) -> None:
    rows = rows_of(b"q,a\n" + cell + b",y\nz,z\n", Form.CSV, manner=Manner(encoding="utf-8"))
    assert values_of(rows) == [code, {"q": "z", "a": "z"}]


def test_half_a_pair_in_utf_16_breaks_its_row() -> None:
    body = codecs.BOM_UTF16_LE + "q,a\nx".encode("utf-16-le") + b"\x00\xd8" + ",y\nz,z\n".encode("utf-16-le")
    assert values_of(rows_of(body, Form.CSV)) == ["bad_encoding", {"q": "z", "a": "z"}]


def test_bytes_of_no_encoding_are_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        rows_of(b"\x81\x8d\x8f\n" * 9, Form.CSV)
    assert refused.value.code == "unknown_encoding"


def test_letters_are_whole_where_blocks_of_bytes_meet() -> None:
    body = b"q\n" + "ö".encode() * 131_071 + b"x" + "ö".encode() * 131_071 + b"\n"
    assert values_of(rows_of(body, Form.CSV)) == [{"q": "ö" * 131_071 + "x" + "ö" * 131_071}]
