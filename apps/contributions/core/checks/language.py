"""Whether a text is in one of the languages of its datanet. It warns only where it is nearly certain.

Nothing is said of short texts, where the datanet names no languages, and where it names one that the model does not
know: its texts would be taken for something else. The model is read when it is first asked.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from apps.contributions.core.findings import LANGUAGE, MILLION, WARN, Finding, Place

NAME: Final = "language-py3langid"
VERSION: Final = 1

LETTERS_LEAST: Final = 60
#: The beginning tells as much as the whole, and the time that it takes grows with the length.
LETTERS_MOST: Final = 240
SURE: Final = 0.9
#: Together: neighbours such as Norwegian and Danish are not held against each other.
ONE_OF_THEM_MOST: Final = 0.02
#: What the model calls otherwise than the tags of BCP 47 do.
_OTHER_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "nb": ("no",), "nn": ("no", "nn"), "no": ("no", "nn"), "fil": ("tl",), "iw": ("he",), "in": ("id",),
    "zh": ("zh", "yue", "wuu"), "ar": ("ar", "arz", "ary"), "sh": ("hr", "sr", "bs"), "ff": ("fuv",), "gn": ("gug",),
    "ki": ("kik",), "uz": ("uz", "uzs"), "el": ("el", "grc"), "he": ("he", "hbo"), "en": ("en", "pcm"),
    "hr": ("hr", "bs", "sr"), "sr": ("sr", "hr", "bs"), "bs": ("bs", "hr", "sr"),
    "id": ("id", "ms"), "ms": ("ms", "id"),
}  # fmt: skip


def check(texts: Mapping[str, str], languages: Iterable[str]) -> Finding | None:
    """The fields that are in another language, and which."""
    known = expected(tuple(languages))
    if not known:
        return None
    found = [
        (Place(field, "language", what=told[0]), told[1])
        for field, text in texts.items()
        if len(text) >= LETTERS_LEAST and (told := _other_language(text, known)) is not None
    ]
    if not found:
        return None
    return Finding(
        kind=LANGUAGE,
        severity=WARN,
        checker=f"{NAME}:{VERSION}",
        places=tuple(place for place, _ in found),
        score=max(score for _, score in found),
    )


@cache
def expected(tags: tuple[str, ...]) -> frozenset[str]:
    """What the model calls these languages; nothing, if it does not know them all."""
    known = frozenset(_identifier().labels) if tags else frozenset[str]()
    found = set[str]()
    for tag in tags:
        base = tag.split("-")[0].lower()
        names = frozenset(_OTHER_NAMES.get(base, (base,))) & known
        if not names:
            return frozenset()
        found |= names
    return frozenset(found)


def _other_language(text: str, expected: frozenset[str]) -> tuple[str, int] | None:
    best, sure = _identifier().classify(text[:LETTERS_MOST])
    if best in expected or sure < SURE or best == "zxx":
        return None
    ranked = dict(_identifier().rank(text[:LETTERS_MOST]))
    if sum(ranked.get(name, 0.0) for name in expected) > ONE_OF_THEM_MOST:
        return None
    return best, min(MILLION, int(sure * MILLION))


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
