"""Nothing that matters needs a script: coming in, going out, searching, menus, colours."""

from collections.abc import Callable

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, Site, fill_sign_in
from tests.browser.watching import Watch

Look = Callable[..., tuple[Tab, Watch]]


def test_somebody_signs_in_and_out_by_forms(look: Look, house: Site) -> None:
    tab, _watch = look("/accounts/login/", javascript=False)
    fill_sign_in(tab, house.world.emails["visitor"])
    expect(tab).to_have_url(house.url("/"))
    tab.locator("summary[aria-label='Your account']").click()
    tab.get_by_role("button", name="Sign out").click()
    expect(tab.get_by_role("link", name="Sign in").first).to_be_visible()


def test_a_wrong_password_is_told_in_words_above_the_form(look: Look, house: Site) -> None:
    tab, _watch = look("/accounts/login/", javascript=False)
    tab.fill("#id_login", house.world.emails["visitor"])
    tab.fill("#id_password", "not-the-password-at-all")
    tab.click("main form button.btn--primary")
    expect(tab.get_by_role("alert")).to_contain_text("password")


def test_any_id_typed_into_the_search_box_leads_to_its_page(look: Look, house: Site) -> None:
    tab, _watch = look("/", javascript=False)
    tab.fill("[data-search]", house.world.names["journal"])
    tab.press("[data-search]", "Enter")
    expect(tab).to_have_url(house.url("/ledger/{journal}/"))


def test_the_menu_of_a_phone_opens(look: Look) -> None:
    tab, _watch = look("/", javascript=False, width=NARROW)
    tab.locator("summary[aria-label='Menu']").click()
    expect(tab.locator(".menu-list").get_by_role("link", name="Ledger")).to_be_visible()


def test_dark_is_chosen_in_the_foot_and_stays(look: Look, house: Site) -> None:
    tab, _watch = look("/ledger/", javascript=False)
    tab.get_by_role("button", name="Dark").click()
    expect(tab).to_have_url(house.url("/ledger/"))
    expect(tab.locator("html")).to_have_attribute("data-theme", "dark")
    tab.goto(house.url("/"))
    expect(tab.locator("html")).to_have_attribute("data-theme", "dark")
    tab.get_by_role("button", name="System").click()
    expect(tab.locator("html")).not_to_have_attribute("data-theme", "dark")
