"""Names of files as people read them: never a path of this host, and never more than one line."""

import re
import unicodedata
from typing import Final

from apps.contributions.core import limits

_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
UNNAMED: Final = "file"


def file_name(said: str) -> str:
    """The last step of what the browser called it."""
    return _steps(said)[-1:][0][-limits.FILE_NAME_MOST :] if _steps(said) else UNNAMED


def folder(said: str) -> str:
    """The steps before the last, of a path within what was chosen."""
    return "/".join(_steps(said)[:-1])[: limits.PATH_MOST]


def ending(name: str) -> str:
    """`.csv`, in small letters; nothing if there is none."""
    _stem, dot, last = name.rpartition(".")
    return f".{last.lower()}" if dot else ""


def _steps(said: str) -> list[str]:
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", said)).replace("\\", "/")
    return [step.strip() for step in plain.split("/") if step.strip() not in ("", ".", "..")]
