"""One small whole file of each form, made by the libraries that write such files, or by hand where none is here."""

import io
import json
import struct
import wave
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, Final

import docx
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from apps.contributions.core.reading import Form

CSV: Final = 'question,answer\n"What is a\nword?",It says something\nWhy “two”?,Because\n'.encode()
JSONL: Final = '{"question": "Who?", "n": 1}\n{"question": "Öl\\u00e9?", "n": 2.50}\n'.encode()
JSON: Final = json.dumps(
    {"note": {"a": [1, 2]}, "rows": [{"q": "Who?", "n": 1}, {"q": "Why?", "n": None}]}
).encode()
TEXT: Final = "The first paragraph,\nof two lines.\n\nThe second – one.\n".encode()


def scene(width: int = 96, height: int = 64, *, seed: int = 1) -> Image.Image:
    """A picture with broad shapes, as photographs have: another for each seed."""
    chance = np.random.default_rng(seed)
    coarse = Image.fromarray(chance.integers(0, 255, (6, 8, 3), dtype=np.uint8), "RGB")
    return coarse.resize((width, height), Image.Resampling.BICUBIC)


def picture(form: str, image: Image.Image | None = None, **manner: Any) -> bytes:
    written = io.BytesIO()
    (image or scene()).save(written, form, **manner)
    return written.getvalue()


def gif() -> bytes:
    first, second = scene(seed=1).quantize(32), scene(seed=2).quantize(32)
    return picture("GIF", first, save_all=True, append_images=[second], duration=100)


def wav(seconds: float = 0.1, rate: int = 8_000) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(b"\x01\x02" * int(seconds * rate))
    return written.getvalue()


def mp3(frames: int = 8) -> bytes:
    """Frames of silence: version 1, layer III, 128 kbit/s, 44.1 kHz, each of 417 bytes."""
    return (b"\xff\xfb\x90\x64" + bytes(413)) * frames


def flac(rate: int = 8_000, samples: int = 800) -> bytes:
    """A head that says what follows, and something that begins as a frame does."""
    packed = rate << 44 | 0 << 41 | 15 << 36 | samples
    stream = struct.pack(">HH", 4096, 4096) + bytes(6) + packed.to_bytes(8, "big") + bytes(16)
    return b"fLaC" + b"\x80" + len(stream).to_bytes(3, "big") + stream + b"\xff\xf8\x69\x18" + bytes(60)


def pdf(*texts: str, **entries: Any) -> bytes:
    writer = PdfWriter()
    for text in texts or ("A page of words",):
        page = writer.add_blank_page(200, 200)
        font = DictionaryObject(
            {NameObject(key): NameObject(value) for key, value in
             {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}.items()}
        )  # fmt: skip
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(b"BT /F1 12 Tf 20 100 Td (" + text.encode("latin-1") + b") Tj ET")
        page[NameObject("/Contents")] = writer._add_object(stream)
    writer.metadata = None
    for name, entry in entries.items():
        writer.root_object[NameObject(f"/{name}")] = entry
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    document.core_properties.author = ""
    for text in paragraphs or ("A paragraph of words", "and another"):
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "left", "right"
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def parquet(columns: Mapping[str, Any] | None = None, **manner: Any) -> bytes:
    written = io.BytesIO()
    pq.write_table(pa.table(dict(columns or {"q": ["Who?", "Why?"], "n": [1, None]})), written, **manner)
    return written.getvalue()


def zipped(members: Mapping[str, bytes] | None = None, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as archive:
        for path, body in (members or {"rows/a.csv": CSV, "b.png": picture("PNG")}).items():
            archive.writestr(zipfile.ZipInfo(path, (2024, 1, 1, 0, 0, 0)), body, compression)
    return written.getvalue()


#: Form -> its name, and how to make one.
WHOLE: Final[Mapping[Form, tuple[str, Callable[[], bytes]]]] = {
    Form.CSV: ("a.csv", lambda: CSV),
    Form.JSONL: ("a.jsonl", lambda: JSONL),
    Form.JSON: ("a.json", lambda: JSON),
    Form.PARQUET: ("a.parquet", parquet),
    Form.TEXT: ("a.txt", lambda: TEXT),
    Form.MARKDOWN: ("a.md", lambda: b"# A heading\n\nWords.\n"),
    Form.PDF: ("a.pdf", pdf),
    Form.DOCX: ("a.docx", word),
    Form.PNG: ("a.png", lambda: picture("PNG")),
    Form.JPEG: ("a.jpg", lambda: picture("JPEG", quality=90)),
    Form.WEBP: ("a.webp", lambda: picture("WEBP")),
    Form.GIF: ("a.gif", gif),
    Form.WAV: ("a.wav", wav),
    Form.MP3: ("a.mp3", mp3),
    Form.FLAC: ("a.flac", flac),
    Form.ZIP: ("a.zip", zipped),
}
