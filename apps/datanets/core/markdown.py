"""Markdown that people write about a datanet, as HTML that can do no harm, and as plain words.

There is no raw HTML in it, no image, and no link but to the open web; what is made is cleaned once more. Headings stand
below those of the page that shows it. What was rendered is kept by its words, for the same guidelines stand beside
every task.
"""

import functools
import re
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

#: The heading of the page is the first, that of a panel the second, that of a part of the context the third.
LEVELS_ABOVE: Final = 3
DEEPEST: Final = 6
NESTED_MOST: Final = 12
KEPT_MOST: Final = 256

_TAGS: Final = frozenset(
    {
        "a", "blockquote", "br", "code", "em", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong", "ul",
    }
)  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_LINK: Final = re.compile(r"(https?://[^/\s]|mailto:[^\s@]+@)", re.IGNORECASE)
_REL: Final = "nofollow noopener ugc"


@functools.lru_cache(maxsize=KEPT_MOST)
def render(text: str) -> str:
    """The HTML of these words. A line ends where its writer ended it."""
    return nh3.clean(
        _READER.render(text),
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=set(_SCHEMES),
        link_rel=_REL,
    )


def plain(text: str) -> str:
    """The words without their marks: a paragraph, a heading or an entry of a list on each line."""
    lines = (
        _words(token) for token in _READER.parse(text) if token.type in {"inline", "fence", "code_block"}
    )
    return "\n".join(line for line in lines if line)


def _words(token: Token) -> str:
    if token.children is None:
        return token.content.strip()
    said = "".join(
        " " if child.type in {"softbreak", "hardbreak"} else child.content for child in token.children
    )
    return " ".join(said.split())


def _may_link(address: str) -> bool:
    return _LINK.match(address) is not None


def _lower_headings(state: StateCore) -> None:
    """Each heading stands right below the one that it belongs to, whichever level its writer began with."""
    above: list[int] = []
    for token in state.tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            above = [*(other for other in above if other < level), level]
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(len(above) + LEVELS_ABOVE, DEEPEST)}"


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": NESTED_MOST})
    # No tables: a few letters could ask for thousands of empty cells.
    reader.enable("strikethrough").disable(["image", "html_block", "html_inline"])
    reader.validateLink = _may_link  # type: ignore[method-assign, assignment]
    reader.core.ruler.push("lower_headings", _lower_headings)
    return reader


_READER: Final = _reader()
