"""Every word that a page says can be translated."""

from pathlib import Path

import pytest

from openledger.words import sources
from tests.cluster import ROOT
from tests.house import tree
from tests.house.listener import untranslated

TEMPLATES = [
    path
    for path in tree.files()
    if path.is_relative_to(ROOT / "templates") and path.suffix in sources.SUFFIXES
]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_nothing_on_a_page_is_said_in_english_only(path: Path) -> None:
    assert untranslated(path.read_text(), html=path.suffix == ".html") == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>Hello</p>",
        '<a title="Hello">{{ name }}</a>',
        '{% if x %}<p>{% translate "Hi" %}</p>{% else %}nobody{% endif %}',
        '<input type="submit" value="Send">',
        "<code>x</code> and more",
    ],
)
def test_the_listener_hears_what_was_forgotten(template: str) -> None:
    assert untranslated(template)


@pytest.mark.parametrize(
    "template",
    [
        '<p>{% translate "Hello" %}</p>',
        '<a title="{% translate "Hello" %}" href="/somewhere/">{{ name }}</a>',
        "{% blocktranslate %}Hello <b>{{ name }}</b>{% endblocktranslate %}",
        "{# a remark #}{% comment %}a longer one{% endcomment %}",
        '<b>0.5 OPEN</b> <code>pip install</code> <span translate="no">Juma</span> · 12 →',
        "<script src='x.js'></script><svg><title>x</title></svg>&nbsp;&middot;",
    ],
)
def test_the_listener_lets_the_rest_pass(template: str) -> None:
    assert untranslated(template) == []
