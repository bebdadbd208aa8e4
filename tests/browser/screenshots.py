"""`make screenshots`: a picture of every listed page, 1360 and 390 px, light and dark, in `var/screenshots/`.

For eyes: a test can tell that nothing overflows, not that it looks right. Not collected with the tests;
`pytest tests/browser/screenshots.py -k journal` takes those of one page.
"""

import sys

import pytest

from tests.browser.conftest import HEIGHT, NARROW, WIDE, Site
from tests.browser.pages import PAGES, Page
from tests.cluster import ROOT

FOLDER = ROOT / "var" / "screenshots"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_picture_is_taken_of(page: Page, house: Site) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with house.context(page.who) as context:
        tab = context.new_page()
        house.visit(tab, page.path)
        for theme in ("light", "dark"):
            tab.emulate_media(color_scheme=theme, reduced_motion="reduce")
            for width in (WIDE, NARROW):
                tab.set_viewport_size({"width": width, "height": HEIGHT})
                tab.screenshot(path=FOLDER / f"{page.name}_{width}_{theme}.png", full_page=True)


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, *sys.argv[1:]]))
