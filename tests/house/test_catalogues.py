"""The catalogues have every word of the source, and the pseudo-locale shows what was forgotten."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import trans_real

from apps.people.models import User
from openledger.words import catalogues, pseudo, sources
from tests import world
from tests.cluster import ROOT
from tests.house.listener import untranslated

LOCALE = Path(settings.LOCALE_PATHS[0])


def test_the_catalogues_have_every_word_of_the_source() -> None:
    """`manage.py words` brings them up to date."""
    source = catalogues.template(sources.find(ROOT))
    assert catalogues.PSEUDO in catalogues.languages(LOCALE)
    assert catalogues.stale(LOCALE, source) == []


def test_a_word_that_is_not_in_the_catalogue_makes_it_stale(tmp_path: Path) -> None:
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "greeting.py").write_text('hello = _("Hello")\n')
    before = catalogues.template(sources.find(tmp_path))
    catalogues.write(tmp_path / "locale", catalogues.PSEUDO, before)
    assert catalogues.stale(tmp_path / "locale", before) == []
    (tmp_path / "apps" / "parting.py").write_text('bye = _("Good-bye")\n')
    assert catalogues.stale(tmp_path / "locale", catalogues.template(sources.find(tmp_path))) == ["en_XA"]


def test_a_translation_survives_new_words(tmp_path: Path) -> None:
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "greeting.py").write_text('hello = _("Hello")\n')
    catalogues.write(tmp_path / "locale", "sw", catalogues.template(sources.find(tmp_path)))
    path = catalogues.path_of(tmp_path / "locale", "sw")
    path.write_text(path.read_text().replace('msgid "Hello"\nmsgstr ""', 'msgid "Hello"\nmsgstr "Habari"'))
    (tmp_path / "apps" / "parting.py").write_text('bye = _("Good-bye")\n')
    catalogues.write(tmp_path / "locale", "sw", catalogues.template(sources.find(tmp_path)))
    assert 'msgstr "Habari"' in path.read_text()
    assert 'msgid "Good-bye"' in path.read_text()


def test_what_the_code_fills_in_stays_as_it_is() -> None:
    for kept in (
        "%(name)s",
        "%s",
        "100 %%",
        "{count}",
        '<a href="/ledger/">',
        "</a>",
        "&amp;",
        "https://a.test/b",
    ):
        assert kept in pseudo.disguise(f"See {kept} there")


def test_a_disguised_sentence_is_longer_by_two_fifths_and_stands_in_brackets() -> None:
    told = pseudo.disguise("  Nobody has posted here yet.\n")
    assert told.startswith("  [")
    assert told.endswith("]\n")
    assert len(told) >= 1.4 * len("Nobody has posted here yet.")


def test_templates_and_code_are_read_alike() -> None:
    template = """
      {% blocktranslate count n=n trimmed %}
         One of {{ name }}
      {% plural %}
         {{ n }} of {{ name }}
      {% endblocktranslate %} it's ( not [ closed
      {% include "_empty.html" with sentence=_("Nothing here") %}
    """
    found = [one.message for one in sources.read(sources.python_of(template), "a.html")]
    assert found == [("One of %(name)s", "%(n)s of %(name)s"), "Nothing here"]


@pytest.fixture
def pseudo_locale() -> None:
    """As after `manage.py words --compile`, also when this process has looked for the language before."""
    catalogues.compile_all(LOCALE)
    trans_real._translations.pop("en-xa", None)  # type: ignore[attr-defined]
    for remembered in vars(trans_real).values():
        if hasattr(remembered, "cache_clear"):
            remembered.cache_clear()


@pytest.mark.django_db
@pytest.mark.usefixtures("pseudo_locale")
@pytest.mark.parametrize("address", ["/", "/ledger/", "/search/", "/status/", "/c/", "/nowhere/"])
def test_a_page_in_the_pseudo_locale_says_nothing_in_plain_english(address: str) -> None:
    assert in_plain_english(world.browser(), address) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("pseudo_locale")
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/balance/",
        "/c/new/",
        "/notifications/",
        "/settings/agents/",
        "/settings/keys/",
        "/settings/leave/",
        "/settings/notifications/",
        "/settings/profile/",
        "/settings/security/",
        "/settings/your-data/",
    ],
)
def test_nor_does_a_page_of_ones_own(amina: User, address: str) -> None:
    plain = in_plain_english(world.browser(amina), address)
    assert [text for text in plain if text not in (amina.handle, amina.email)] == []


def in_plain_english(browser: Client, address: str) -> list[str]:
    """What somebody who reads only the pseudo-locale would hear on that page and not understand."""
    page = browser.get(address, headers={"accept-language": "en-xa"})
    heard = [text for _, text in untranslated(page.content.decode())]
    assert any("[" in text for text in heard), f"{address} answered {page.status_code}"
    return [text for text in heard if not set(text) & set(pseudo.FANCY)]
