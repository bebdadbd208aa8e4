"""The context as a file: the same parts make the same bytes, and what people wrote stays what it was."""

import hashlib
import json

from apps.datanets.core import contexts, markdown, portable
from apps.datanets.core.contexts import ContextParts, Source, Term

PARTS = ContextParts(
    "# Do\n\nSay it.",
    good="So.",
    glossary=(Term("top_dressing *", "fertiliser [on] the soil"),),
    sources=(Source("Hand](book", "https://example.org/(a)", "for <doses>"),),
)


def test_the_json_holds_every_part_and_always_the_same_bytes() -> None:
    content = portable.written(PARTS, form="json", title="Agronomy")
    assert contexts.from_value(json.loads(content)) == PARTS
    again = portable.as_json(contexts.from_value(json.loads(content)))
    assert hashlib.sha256(content).digest() == hashlib.sha256(again).digest()


def test_the_markdown_has_a_heading_for_what_is_said_and_none_for_what_is_not() -> None:
    page = portable.written(PARTS, form="md", title="Agronomy").decode()
    assert page.startswith(
        "# Agronomy\n\n## Guidelines\n\n# Do\n\nSay it.\n\n## What good looks like\n\nSo.\n"
    )
    assert "What bad looks like" not in page
    assert page.endswith("\n")


def test_words_of_the_glossary_and_sources_are_no_marks() -> None:
    page = portable.as_markdown(PARTS, title="Agronomy")
    shown = markdown.render(page)
    assert "<strong>top_dressing *</strong>: fertiliser [on] the soil" in shown
    assert (
        '<a href="https://example.org/(a)" rel="nofollow noopener ugc">Hand](book</a>: for &lt;doses&gt;'
        in shown
    )
