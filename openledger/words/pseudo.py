"""The pseudo-locale: English in disguise, which shows a forgotten string, a narrow box and a wrong charset.

Every letter gets an accent, every sentence grows by two fifths, and brackets show where it begins and ends.
What the code fills in, tags and addresses stay as they are.
"""

import itertools
import re

PLAIN = "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpRrSsTtUuVvWwXxYyZz"
FANCY = "ÅåƁƀĆćĐđÉéƑƒĜĝĤĥÎîĴĵĶķĽľḾḿÑñÖöÞþŔŕŠšŢţÛûṼṽŴŵẊẋÝýŽž"
GROWTH = 0.4
FILLER = "ẋýž"

_ACCENTS = str.maketrans(PLAIN, FANCY)
_KEPT = re.compile(
    r"%%|%\([^)]*\)[a-z]|%[a-z]"  # %(name)s, %s
    r"|\{[^{}]*\}"  # {name}
    r"|</?[a-zA-Z][^<>]*>|&#?\w+;"  # tags and entities
    r"|https?://\S+"
)


def disguise(text: str) -> str:
    """`Sign in` -> `[Šîĝñ îñ ẋýž]`, with the white space around it left where it was."""
    core = text.strip()
    if not core:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}[{_accented(core)} {_filler(round(len(core) * GROWTH))}]{after}"


def _accented(text: str) -> str:
    spoken = [piece.translate(_ACCENTS) for piece in _KEPT.split(text)]
    return "".join(itertools.chain(*itertools.zip_longest(spoken, _KEPT.findall(text), fillvalue="")))


def _filler(letters: int) -> str:
    """Short words, so that the longer sentence may wrap where a real one would."""
    whole, rest = divmod(max(letters, 1), len(FILLER))
    return " ".join([FILLER] * whole + ([FILLER[:rest]] if rest else []))
