"""Every page in every dress: no complaint of axe, nothing over the edge, no error, no breach of the policy."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Tab

from tests.browser.conftest import HEIGHT, NARROW, WIDE, Site
from tests.browser.pages import PAGES, Page
from tests.browser.watching import Watch, axe, overflow

Look = Callable[..., tuple[Tab, Watch]]
#: The narrowest that WCAG's reflow names, a phone, a half window, a whole one.
WIDTHS = (320, NARROW, 680, WIDE)
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@each_page
def test_axe_finds_nothing_light_and_dark_wide_and_narrow(look: Look, page: Page) -> None:
    tab, watch = look(page.path, page.who)
    assert watch.status == page.status
    for theme in ("light", "dark"):
        tab.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for width in (WIDE, NARROW):
            tab.set_viewport_size({"width": width, "height": HEIGHT})
            assert (theme, width, axe(tab)) == (theme, width, [])
    assert watch.complaints == []


@each_page
def test_a_page_fits_every_screen_also_mirrored_and_with_text_twice_as_large(look: Look, page: Page) -> None:
    tab, _watch = look(page.path, page.who)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": HEIGHT})
        assert (width, overflow(tab)) == (width, [])
    tab.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    assert ("200 %", overflow(tab)) == ("200 %", [])
    tab.evaluate(
        "() => { document.documentElement.style.fontSize = ''; document.documentElement.dir = 'rtl' }"
    )
    tab.set_viewport_size({"width": NARROW, "height": HEIGHT})
    assert ("mirrored", overflow(tab)) == ("mirrored", [])


@each_page
def test_a_page_has_room_for_a_language_of_longer_words(look: Look, house: Site, page: Page) -> None:
    tab, _watch = look("/docs/design/", page.who, width=NARROW)
    tab.context.add_cookies([{"name": "django_language", "value": "en-xa", "url": house.address}])
    house.visit(tab, page.path)
    assert tab.locator("html").get_attribute("lang") == "en-xa"
    for width in (NARROW, WIDE):
        tab.set_viewport_size({"width": width, "height": HEIGHT})
        assert (width, overflow(tab)) == (width, [])
