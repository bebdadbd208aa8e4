"""Whoever has no mouse: the first tab skips to the content, focus is seen and never hidden, keys do what they say."""

from collections.abc import Callable

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.browser.watching import Watch

Look = Callable[..., tuple[Tab, Watch]]
FOCUSED = "() => document.activeElement.closest('a, button, input, summary')?.outerHTML.slice(0, 90)"


def test_the_first_tab_shows_the_way_past_the_top_bar(look: Look) -> None:
    tab, _watch = look("/ledger/")
    tab.keyboard.press("Tab")
    skip = tab.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    tab.keyboard.press("Enter")
    assert tab.evaluate("() => document.activeElement.id") == "content"


def test_focus_can_be_seen_and_stands_clear_of_the_top_bar(look: Look) -> None:
    tab, _watch = look("/docs/design/")
    for _number in range(40):
        tab.keyboard.press("Tab")
        seen = tab.evaluate(
            """() => {
              const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
              const ring = style.outlineStyle !== "none" || one.closest(".search") !== null;
              const bar = document.querySelector(".top").getBoundingClientRect().bottom;
              const hidden = !one.closest(".top, .skip") && box.top < bar - 1;
              return { what: one.outerHTML.slice(0, 90), ring, hidden };
            }"""
        )
        assert seen["ring"], seen
        assert not seen["hidden"], seen


def test_a_slash_goes_to_the_search_box_and_a_question_mark_lists_the_keys(look: Look) -> None:
    tab, watch = look("/")
    tab.keyboard.press("/")
    expect(tab.locator("[data-search]")).to_be_focused()
    tab.keyboard.type("?/")
    expect(tab.locator("[data-search]")).to_have_value("?/")
    tab.locator("h1").click()
    tab.keyboard.press("?")
    expect(tab.locator("dialog#keys")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.locator("dialog#keys")).to_be_hidden()
    assert watch.complaints == []


def test_single_keys_can_be_switched_off_and_stay_off(look: Look) -> None:
    tab, _watch = look("/")
    tab.keyboard.press("?")
    tab.uncheck("[data-single-keys]")
    tab.keyboard.press("Escape")
    tab.reload()
    tab.keyboard.press("?")
    expect(tab.locator("dialog#keys")).to_be_hidden()
    expect(tab.locator("[data-key-hint]")).to_be_hidden()


def test_the_account_menu_opens_by_key_and_closes_with_escape(look: Look) -> None:
    tab, _watch = look("/", "regular")
    tab.locator("summary[aria-label='Your account']").focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("button", name="Sign out")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("button", name="Sign out")).to_be_hidden()
    assert "Your account" in str(tab.evaluate(FOCUSED))


def test_a_form_that_cannot_be_undone_asks_first_and_no_is_the_default(look: Look) -> None:
    tab, _watch = look("/docs/design/")
    tab.get_by_role("button", name="Save", exact=True).click()
    dialog = tab.locator("dialog#confirm")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Keep it as it is")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert "?" not in tab.url
    tab.get_by_role("button", name="Save", exact=True).click()
    dialog.get_by_role("button", name="Send it").click()
    tab.wait_for_url("**/docs/design/?**")


def test_an_id_is_copied_whole(look: Look) -> None:
    tab, _watch = look("/docs/design/")
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.locator("main [data-copy^='txn_']").first.click()
    assert tab.evaluate("() => navigator.clipboard.readText()") == "txn_01KAE2Q4RB7Z3M9W5XV8C6D7AT"


def test_the_interactive_reference_opens_under_the_strict_policy(look: Look) -> None:
    tab, watch = look("/api/docs/")
    tab.locator("details#try summary").click()
    expect(tab.locator(".swagger-ui .opblock").first).to_be_visible()
    assert watch.complaints == []
