"""Record schemas to begin with, one for each common kind of data. Whoever opens a datanet picks one and edits it.

Words are English here and marked for the catalogues; who shows them translates them (`reports/wording.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from apps.datanets.core import modalities, schemas
from apps.datanets.core.schemas import Part


def gettext_noop(words: str) -> str:
    """Marks words for the catalogues: this room knows no framework that could translate them."""
    return words


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """One way to begin: what it is called, what it is for, and the fields of its records."""

    key: str
    title: str
    explanation: str
    modality: str
    schema: Mapping[str, Any]


def _text(
    name: str, title: str, most: int, *, least: int = 1, required: bool = True, about: str = ""
) -> Part:
    return Part(name=name, title=title, least=least, most=most, required=required, help=about)


def _of(name: str, title: str, kind: str, *, required: bool = True, about: str = "") -> Part:
    return Part(name=name, title=title, least=0, most=0, required=required, kind=kind, help=about)


def _choice(name: str, title: str, choices: tuple[str, ...]) -> Part:
    return Part(name=name, title=title, least=0, most=0, required=True, kind=schemas.CHOICE, choices=choices)


def _whole(name: str, title: str, least: int, most: int) -> Part:
    return Part(name=name, title=title, least=least, most=most, required=False, kind=schemas.INTEGER)


_POINTS: Final = (
    StartingPoint(
        key="question_answer",
        title=gettext_noop("Questions and answers"),
        explanation=gettext_noop("A question that somebody would ask, and an answer that stands on its own."),
        modality=modalities.TEXT,
        schema=schemas.QUESTION_ANSWER,
    ),
    StartingPoint(
        key="classification",
        title=gettext_noop("Texts with a label"),
        explanation=gettext_noop("A text, and which of a few kinds it is of. For sorting and filtering."),
        modality=modalities.TEXT,
        schema=schemas.schema_of([
            _text("text", gettext_noop("Text"), 4_000),
            _choice("label", gettext_noop("Label"), ("positive", "neutral", "negative")),
        ]),
    ),
    StartingPoint(
        key="instructions",
        title=gettext_noop("Instructions and responses"),
        explanation=gettext_noop("What a model is told to do, with what, and a response worth learning from."),
        modality=modalities.TEXT,
        schema=schemas.schema_of([
            _text("instruction", gettext_noop("Instruction"), 2_000, least=8),
            _text("input", gettext_noop("Input"), 8_000, required=False, least=0,
                  about=gettext_noop("What the instruction is about, if it is about something given.")),
            _text("response", gettext_noop("Response"), 8_000),
        ]),
    ),
    StartingPoint(
        key="preferences",
        title=gettext_noop("Two responses, one of them better"),
        explanation=gettext_noop("One prompt with two responses, and which of them people prefer. For teaching taste."),
        modality=modalities.TEXT,
        schema=schemas.schema_of([
            _text("prompt", gettext_noop("Prompt"), 4_000, least=8),
            _text("chosen", gettext_noop("The better response"), 8_000),
            _text("rejected", gettext_noop("The other response"), 8_000),
            _text("reason", gettext_noop("Why it is better"), 1_000, required=False, least=0),
        ]),
    ),
    StartingPoint(
        key="labelled_images",
        title=gettext_noop("Images with a label"),
        explanation=gettext_noop("An image, which of a few kinds it shows, and perhaps a sentence about it."),
        modality=modalities.IMAGE,
        schema=schemas.schema_of([
            _of("image", gettext_noop("Image"), schemas.IMAGE),
            _choice("label", gettext_noop("Label"), ("healthy", "sick", "unclear")),
            _text("caption", gettext_noop("Caption"), 1_000, required=False, least=0,
                  about=gettext_noop("What somebody who cannot see the image should know.")),
        ]),
    ),
    StartingPoint(
        key="speech",
        title=gettext_noop("Recordings with a transcript"),
        explanation=gettext_noop("A recording, and its words as they were spoken. For recognising speech."),
        modality=modalities.AUDIO,
        schema=schemas.schema_of([
            _of("audio", gettext_noop("Recording"), schemas.AUDIO),
            _text("transcript", gettext_noop("Transcript"), 8_000,
                  about=gettext_noop("As it was spoken, with the repetitions.")),
        ]),
    ),
    StartingPoint(
        key="documents",
        title=gettext_noop("Documents with a summary"),
        explanation=gettext_noop("A document, and what it says in a few sentences."),
        modality=modalities.DOCUMENT,
        schema=schemas.schema_of([
            _of("document", gettext_noop("Document"), schemas.DOCUMENT),
            _text("summary", gettext_noop("Summary"), 4_000, least=20),
        ]),
    ),
    StartingPoint(
        key="rows",
        title=gettext_noop("Rows of a table"),
        explanation=gettext_noop("Columns of your own: words, numbers, choices, yes or no. Change these."),
        modality=modalities.ROWS,
        schema=schemas.schema_of([
            _text("name", gettext_noop("Name"), 200),
            _of("amount", gettext_noop("Amount"), schemas.NUMBER,
                about=gettext_noop("With a point, in the unit that the guidelines name.")),
            _whole("year", gettext_noop("Year"), 1900, 2100),
            _of("checked", gettext_noop("Checked on the spot"), schemas.YES_NO, required=False),
            _text("remark", gettext_noop("Remark"), 500, required=False, least=0),
        ]),
    ),
)  # fmt: skip
#: Key -> starting point, in the order in which they are offered.
ALL: Final[Mapping[str, StartingPoint]] = {point.key: point for point in _POINTS}
