"""Documents: their words, bounded; what acts by itself is refused."""

import io
import tempfile
import zipfile

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from apps.contributions.core.reading import (
    PROSE,
    Bounds,
    Form,
    Manner,
    Media,
    Notes,
    Unreadable,
    bounds,
    hardy,
)
from tests.core.reading import samples
from tests.core.reading.files import values_of

TEMPLATE = b'<Relationship Type="x/attachedTemplate" TargetMode="External"/>'


def read(body: bytes, form: Form, most: Bounds | None = None) -> tuple[Media, bytes]:
    with tempfile.TemporaryFile() as into:
        media = hardy.read_media(io.BytesIO(body), form, into, bounds=most or Bounds())
        return media, into.read()


def refusal(body: bytes, form: Form, most: Bounds | None = None) -> str:
    with pytest.raises(Unreadable) as refused:
        read(body, form, most)
    return refused.value.code


def test_the_words_of_a_pdf_are_read_and_the_file_stays() -> None:
    body = samples.pdf("The first page", "and the second")
    media, kept = read(body, Form.PDF)
    assert media.found.text.split() == ["The", "first", "page", "and", "the", "second"]
    assert (media.found.pages, kept, media.found.flags) == (2, body, ())


def test_the_words_of_a_word_document_are_read_in_order_with_its_tables() -> None:
    body = samples.word("One", "two")
    media, kept = read(body, Form.DOCX)
    assert media.found.text == "One\ntwo\nleft\tright"
    assert kept == body


def test_documents_become_rows_as_texts_do() -> None:
    assert Form.PDF in PROSE
    notes = Notes()
    body, manner = io.BytesIO(samples.word("One", "two")), Manner(split=bounds.LINE)
    rows = list(hardy.read_rows(body, Form.DOCX, notes, manner=manner))
    assert (values_of(rows), notes.columns) == (
        [{"text": "One"}, {"text": "two"}, {"text": "left\tright"}],
        ["text"],
    )
    whole = list(hardy.read_rows(io.BytesIO(samples.pdf("A page")), Form.PDF, Notes()))
    assert values_of(whole) == [{"text": "A page"}]


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def script() -> DictionaryObject:
    return DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )


def test_a_locked_pdf_is_refused() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(samples.pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    assert refusal(written(writer), Form.PDF) == "encrypted"


def test_a_pdf_that_acts_is_refused() -> None:
    assert refusal(samples.pdf(OpenAction=script()), Form.PDF) == "acting_document"
    assert (
        refusal(samples.pdf(AA=DictionaryObject({NameObject("/WC"): script()})), Form.PDF)
        == "acting_document"
    )
    writer = PdfWriter(clone_from=io.BytesIO(samples.pdf()))
    writer.add_attachment("a.exe", b"MZ")
    assert refusal(written(writer), Form.PDF) == "acting_document"
    writer = PdfWriter(clone_from=io.BytesIO(samples.pdf()))
    note = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/A"): script()})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([note])
    assert refusal(written(writer), Form.PDF) == "acting_document"


def test_a_link_to_a_page_is_no_act() -> None:
    place = ArrayObject([NumberObject(0), NameObject("/Fit")])
    assert read(samples.pdf(OpenAction=place), Form.PDF)[0].found.pages == 1


def test_what_stands_before_or_long_after_a_pdf_is_refused() -> None:
    assert refusal(b"<html></html>\n" + samples.pdf(), Form.PDF) == "pdf_not_at_start"
    assert refusal(samples.pdf() + bytes(5000), Form.PDF) == "truncated"
    assert refusal(samples.pdf()[:-200], Form.PDF) == "truncated"


def test_a_pdf_without_pages_or_with_too_many_is_refused() -> None:
    assert refusal(written(PdfWriter()), Form.PDF) == "no_pages"
    assert refusal(samples.pdf(*["x"] * 4), Form.PDF, Bounds(pages=3)) == "too_many_pages"
    assert refusal(samples.pdf("x" * 100), Form.PDF, Bounds(letters=99)) == "too_many_letters"


def test_pages_that_lead_back_to_themselves_end() -> None:
    body = samples.pdf("one")
    writer = PdfWriter(clone_from=io.BytesIO(body))
    pages = writer.root_object["/Pages"].get_object()
    kids = pages["/Kids"]  # type: ignore[index]
    kids.append(pages.indirect_reference)  # type: ignore[union-attr]
    assert refusal(written(writer), Form.PDF) in {"too_hard", "broken_document", "broken_media"}


def test_a_page_that_unpacks_to_very_much_is_refused() -> None:
    writer = PdfWriter()
    content = DecodedStreamObject()
    content.set_data(b" " * (40 * 1024 * 1024))
    page = writer.add_blank_page(200, 200)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject()})
    page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
    body = written(writer)
    assert len(body) < 100_000
    assert refusal(body, Form.PDF) == "too_hard"


def test_a_pdf_without_words_says_so_and_is_no_rows() -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    media, _ = read(written(writer), Form.PDF)
    assert [flag.code for flag in media.found.flags] == ["no_text"]
    with pytest.raises(Unreadable, match="no text"):
        list(hardy.read_rows(io.BytesIO(written(writer)), Form.PDF, Notes()))


def test_who_wrote_a_document_is_told() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(samples.pdf()))
    writer.add_metadata({"/Author": "Amina"})
    body = written(writer)
    assert PdfReader(io.BytesIO(body)).metadata
    assert [flag.code for flag in read(body, Form.PDF)[0].found.flags] == ["names_author"]


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("word/vbaProject.bin", b"x", "acting_document"),
        ("word/x.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', "acting_document"),
        ("word/x.xml", '<!DOCTYPE x [<!ENTITY a "b">]>'.encode("utf-16"), "acting_document"),
        ("word/_rels/settings.xml.rels", TEMPLATE, "acting_document"),
        ("word/../../x", b"x", "path_trick"),
        ("word/media/x.png", bytes(90 * 1024 * 1024), "bomb"),
    ],
)  # fmt: skip
def test_a_word_document_that_acts_or_unpacks_to_too_much_is_refused(
    path: str, body: bytes, code: str
) -> None:
    out = io.BytesIO(samples.word())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(path, body)
    assert refusal(out.getvalue(), Form.DOCX) == code


def test_a_word_document_with_too_many_letters_is_refused() -> None:
    assert refusal(samples.word("x" * 100), Form.DOCX, Bounds(letters=99)) == "too_many_letters"


def test_an_archive_that_is_no_document_is_refused() -> None:
    assert refusal(samples.zipped(), Form.DOCX) == "broken_media"
