"""Forms that the server draws anew while one types: the page and what was typed stay, and nothing is published."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.browser.watching import Watch

Look = Callable[..., tuple[Tab, Watch]]


def test_the_context_is_previewed_while_one_writes_and_by_a_button_without_a_script(look: Look) -> None:
    tab, watch = look("/d/{datanet}/context/edit/", who="regular")
    tab.evaluate("window.stayed = true")
    tab.fill("#id_bad", "Never **this** <script>document.title = 'x'</script>")
    expect(tab.locator("#preview strong", has_text="this")).to_be_visible()
    expect(tab.locator("#preview script")).to_have_count(0)
    rows = tab.locator("#terms .cells-row").count()
    tab.get_by_role("button", name="More rows for words").click()
    expect(tab.locator("#terms .cells-row")).to_have_count(rows + 3)
    expect(tab.locator("#id_bad")).to_have_value("Never **this** <script>document.title = 'x'</script>")
    assert tab.evaluate("window.stayed") is True
    assert watch.complaints == []
    plain, _watch = look("/d/{datanet}/context/edit/", who="regular", javascript=False)
    plain.fill("#id_bad", "Without **any**")
    plain.get_by_role("button", name="Preview").click()
    expect(plain.locator("#preview strong", has_text="any")).to_be_visible()
    expect(plain.locator("#id_bad")).to_have_value("Without **any**")


@pytest.mark.parametrize("javascript", [True, False])
def test_fields_of_a_schema_are_added_moved_and_shown_as_json(look: Look, *, javascript: bool) -> None:
    tab, watch = look("/d/{datanet}/schema/edit/", who="regular", javascript=javascript)
    rows = tab.locator(".field-row")
    tab.get_by_role("button", name="Add a field").click()
    rows.nth(2).get_by_label("What people read").fill("Where it grows")
    rows.nth(2).get_by_role("button", name="Up").click()
    expect(rows.nth(1).get_by_label("What people read")).to_have_value("Where it grows")
    expect(tab.locator("#preview")).to_contain_text("Where it grows")
    expect(tab.locator("#preview")).to_contain_text("would not fit")
    tab.get_by_role("button", name="As JSON").click()
    expect(tab.locator("#id_schema")).to_have_value(re.compile("where_it_grows"))
    tab.get_by_role("button", name="As fields").click()
    rows.nth(1).get_by_role("button", name="Remove").click()
    expect(rows).to_have_count(2)
    expect(tab.locator("#preview")).not_to_contain_text("Where it grows")
    assert watch.complaints == []
