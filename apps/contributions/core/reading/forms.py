"""The closed list of what a file can be, and what each form is for the rest of the house."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Form(StrEnum):
    """What a file is, whatever its name says."""

    CSV = "csv"
    JSONL = "jsonl"
    JSON = "json"
    PARQUET = "parquet"
    TEXT = "text"
    MARKDOWN = "markdown"
    PDF = "pdf"
    DOCX = "docx"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    GIF = "gif"
    WAV = "wav"
    MP3 = "mp3"
    FLAC = "flac"
    ZIP = "zip"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self]


MEDIA_TYPES: Final[Mapping[Form, str]] = {
    Form.CSV: "text/csv",
    Form.JSONL: "application/jsonl",
    Form.JSON: "application/json",
    Form.PARQUET: "application/vnd.apache.parquet",
    Form.TEXT: "text/plain",
    Form.MARKDOWN: "text/markdown",
    Form.PDF: "application/pdf",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.PNG: "image/png",
    Form.JPEG: "image/jpeg",
    Form.WEBP: "image/webp",
    Form.GIF: "image/gif",
    Form.WAV: "audio/wav",
    Form.MP3: "audio/mpeg",
    Form.FLAC: "audio/flac",
    Form.ZIP: "application/zip",
}
#: One row after the other, each of several named values.
TABLES: Final = frozenset({Form.CSV, Form.JSONL, Form.JSON, Form.PARQUET})
#: One text, or one for each paragraph or line.
PROSE: Final = frozenset({Form.TEXT, Form.MARKDOWN, Form.PDF, Form.DOCX})
IMAGES: Final = frozenset({Form.PNG, Form.JPEG, Form.WEBP, Form.GIF})
SOUNDS: Final = frozenset({Form.WAV, Form.MP3, Form.FLAC})
DOCUMENTS: Final = frozenset({Form.PDF, Form.DOCX})
#: What `read_image`, `read_sound` and `read_document` take.
MEDIA: Final = IMAGES | SOUNDS | DOCUMENTS
#: What is parsed by a library that a file could hurt: in a process of its own (`providers/confined.py`).
CONFINED: Final = MEDIA | {Form.PARQUET}
