"""Hears what a template says outside of `translate` and `blocktranslate`, as a screen reader would."""

import re
from html.parser import HTMLParser

from django.template.base import Lexer, TokenType

#: The same in every language: names and units, files, ids, addresses, and whatever has a digit in it. Mark anything
#: else that is with translate="no"; what is set in monospace is for machines anyway.
NAMES = re.compile(
    r"\b(OpenLedger|OPEN|API|UTC|JSON|CSV)\b|\b[\w-]+\.(json|csv|md|py)\b|\b[a-z]{3}_\S*|\S*/[\w-]+/\S*|\S*\d\S*"
)
SPOKEN = re.compile(r"[^\W\d_]{2,}")
READ_ALOUD = {"alt", "aria-label", "aria-description", "placeholder", "title", "label"}
SILENT = {"script", "style", "code", "kbd", "samp", "pre", "svg", "time"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Listener(HTMLParser):
    """Collects what would be read aloud, with its line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.heard: list[tuple[int, str]] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        silent = self._silent() or _is_for_machines(tag, told)
        if not silent:
            for name in READ_ALOUD & told.keys():
                self._hear(told[name] or "")
            if tag == "input" and told.get("type") in {"submit", "button"}:
                self._hear(told.get("value") or "")
        if tag not in VOID:
            self._open.append((tag, silent))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Branches of an `if` may open a tag twice: closing goes back to the last one of that name."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        if not self._silent():
            self._hear(data)

    def _silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _hear(self, text: str) -> None:
        if SPOKEN.search(NAMES.sub("", text)):
            self.heard.append((self.getpos()[0], " ".join(text.split())))


def _is_for_machines(tag: str, told: dict[str, str | None]) -> bool:
    return tag in SILENT or told.get("translate") == "no" or "mono" in (told.get("class") or "").split()


def untranslated(template: str, *, html: bool = True) -> list[tuple[int, str]]:
    """What stands in a template outside of `translate` and `blocktranslate`."""
    left = _without_tags(template)
    if not html:
        lines = enumerate(left.splitlines(), start=1)
        return [(number, line.strip()) for number, line in lines if SPOKEN.search(NAMES.sub("", line))]
    listener = Listener()
    listener.feed(left)
    listener.close()
    return listener.heard


def _without_tags(template: str) -> str:
    """The text between the tags, on the lines where it stood; translated blocks and comments are gone."""
    kept, until = [], ""
    for token, raw in _tokens(template):
        words = token.split()
        if until:
            kept.append("\n" * raw.count("\n"))
            until = "" if words[:1] == [until] else until
        elif words[:1] in (["blocktranslate"], ["blocktrans"], ["comment"], ["verbatim"]):
            until = f"end{words[0]}"
        else:
            kept.append("\n" * raw.count("\n") if token else raw)
    return "".join(kept)


def _tokens(template: str) -> list[tuple[str, str]]:
    """What a tag says (nothing for plain text) and what stands in the file."""
    found = []
    for token in Lexer(template).tokenize():
        plain = token.token_type is TokenType.TEXT
        found.append(("" if plain else token.contents.strip() or "-", token.contents))
    return found
