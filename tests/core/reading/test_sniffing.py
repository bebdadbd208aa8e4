"""What a file is: its content decides, its name only where the content leaves a choice."""

import gzip

import pytest

from apps.contributions.core import reading
from apps.contributions.core.reading import Form, Unreadable
from tests.core.reading import samples

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
XLSX = samples.zipped({"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"", "xl/workbook.xml": b"<w/>"})


@pytest.mark.parametrize(
    ("body", "name", "form"),
    [
        (b'{"a": 1}\n{"a": 2}\n', "a.json", Form.JSONL),
        (b'[{"a": 1}]', "a.jsonl", Form.JSON),
        (b'[\n  {"a": 1}\n]', "a.csv", Form.JSON),
        (b'{"a": 1}', "a.json", Form.JSON),
        (b'{"a": 1}', "a.jsonl", Form.JSONL),
        (b'\xef\xbb\xbf{"a": 1}\n{"a": 2}', "a", Form.JSONL),
        (b"a,b\n1,2\n3,4\n", "rows", Form.CSV),
        (b"a\tb\n1\t2\n", "a.tsv", Form.CSV),
        ("a;b\n1;é\n".encode("utf-16"), "a.csv", Form.CSV),
        (b"One sentence, and another.\nA third one\n", "notes", Form.TEXT),
        (b"[a link](x)\n", "a.md", Form.MARKDOWN),
        (b'{"a": 1}', "a.md", Form.MARKDOWN),
        (b"<p align=center>A readme</p>\n", "README.md", Form.MARKDOWN),
        (samples.picture("PNG"), "words.csv", Form.PNG),
        (samples.picture("JPEG"), "a.png", Form.JPEG),
        (samples.word(), "a.bin", Form.DOCX),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00" + samples.mp3(), "a", Form.MP3),
    ],
)
def test_the_content_decides(body: bytes, name: str, form: Form) -> None:
    assert reading.sniff(body[: reading.HEAD], name) is form


@pytest.mark.parametrize(
    ("body", "name", "code"),
    [
        (b"", "a.csv", "empty"),
        (b" \n\n", "a.csv", "empty"),
        (SVG, "a.svg", "svg"),
        (SVG, "a.png", "svg"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n' + SVG, "a.png", "svg"),
        (SVG.decode().encode("utf-16"), "a.png", "svg"),
        (b"<!DOCTYPE html><html><script>", "a.csv", "markup"),
        (b"\n  <!-- hm --><HTML>", "a.txt", "markup"),
        (b"<script>alert(1)</script>", "a.md", "markup"),
        (b"<html>%PDF-1.7", "a.pdf", "markup"),
        (b"words before %PDF-1.7", "a.pdf", "pdf_not_at_start"),
        (b"a,b\n1,2\n", "a.png", "wrong_type"),
        (b"words", "a.pdf", "wrong_type"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "a.csv", "compressed"),
        (b"\x28\xb5\x2f\xfd...", "a.csv", "compressed"),
        (b"7z\xbc\xaf\x27\x1c", "a.zip", "other_archive"),
        (bytes(257) + b"ustar", "a.tar", "other_archive"),
        (b"Rar!\x1a\x07", "a.rar", "other_archive"),
        (XLSX, "a.xlsx", "spreadsheet"),
        (XLSX, "a.csv", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.xls", "old_office"),
        (b"{\\rtf1", "a.txt", "old_office"),
        (b"II*\x00", "a.tiff", "other_image"),
        (b"\x00\x00\x00\x18ftypheic", "a.heic", "other_image"),
        (b"\x00\x00\x00\x18ftypisom", "a.mp4", "other_sound"),
        (b"OggS", "a.ogg", "other_sound"),
        (b"\x7fELF\x02", "a", "program"),
        (b"MZ\x90\x00", "a.csv", "program"),
        (b"RIFF\x00\x00\x00\x00AVI ", "a.avi", "unknown_form"),
        ("a,b\n1,2\n".encode("utf-16-le"), "a.csv", "unknown_form"),
        (bytes(range(256)) * 4, "a.bin", "unknown_encoding"),
        (b"PK\x05\x06" + bytes(18), "a.zip", "empty_archive"),
    ],
)
def test_what_is_not_taken_is_named(body: bytes, name: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        reading.sniff(body[: reading.HEAD], name)
    assert refused.value.code == code


def test_words_that_begin_as_a_program_does_are_words() -> None:
    assert reading.sniff(b"MZ is a label.\n", "a.txt") is Form.TEXT
    assert reading.sniff(b"BM,BZh\nFORM,MZ\n", "a.csv") is Form.CSV


def test_a_large_document_of_word_is_known_when_its_parts_lie_behind_the_head() -> None:
    far = samples.zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "docProps/thumbnail.jpeg": bytes(200_000),
            "word/document.xml": b"x",
        },
        0,
    )
    assert reading.sniff(far[: reading.HEAD], "a.docx") is Form.DOCX
