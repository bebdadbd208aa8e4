"""The reviewer's desk by keyboard alone, in a real browser: one key to accept, two to reject, and it is told aloud."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from apps.ledger.core import codes
from apps.ledger.services import posting
from openledger.supervisor import postgres
from tests import cluster, world
from tests.browser import chromium, site
from tests.browser.watching import Watch, axe
from tests.curation import scene

ITEMS = 14
RESTED_MS = 300  # a key that follows at once is taken for a slip


@dataclass(frozen=True, slots=True)
class House:
    """A site with one reviewer and one author's items."""

    address: str
    browser: Browser


@pytest.fixture(scope="module")
def house(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Iterator[House]:
    """Made before the browser starts: Django's database refuses to work beside its event loop."""
    chromium.required()
    name = f"openledger_desk_{worker_id}"
    cluster.clone(postgres_cluster, name)
    with django_db_blocker.unblock():
        cluster.point_django_at(postgres_cluster, name)
        _inhabit()
        cluster.point_django_at(postgres_cluster, f"openledger_{worker_id}")
    folder = tmp_path_factory.mktemp("desk")
    with site.running(postgres_cluster, name, folder) as address, chromium.running() as browser:
        yield House(address, browser)
    cluster.drop(postgres_cluster, name)


def _inhabit() -> None:
    now = timezone.now()
    juma, amina = world.person("juma"), world.person("amina")
    posting.open_accounts(codes=codes.of_person(juma.public_id), now=now)
    net = scene.net(juma, amina)
    for number in range(ITEMS):
        scene.given(amina, net, number, now=now)


@pytest.fixture
def desk(house: House) -> Iterator[Page]:
    """The desk of somebody who has just signed in."""
    context = house.browser.new_context(viewport={"width": 1360, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    tab = context.new_page()
    watch = Watch(tab)
    tab.goto(f"{house.address}/accounts/login/?next=/review/")
    tab.fill("#id_login", "juma@example.org")
    tab.fill("#id_password", world.PASSWORD)
    tab.click("main form button.btn--primary")
    tab.wait_for_url("**/review/")
    expect(tab.locator("[data-acts]")).to_be_visible()
    yield tab
    assert watch.complaints == []
    context.close()


def press(tab: Page, *keys: str) -> str:
    """Press them, one after another, once the page has come to rest; gives the question that stood there."""
    question = tab.locator("h1").inner_text()
    tab.wait_for_timeout(RESTED_MS)
    for key in keys:
        tab.keyboard.press(key)
    return question


def test_one_key_accepts_and_the_next_item_is_there_and_told(desk: Page) -> None:
    desk.evaluate("() => { window.isTheSame = true }")
    for _number in range(2):
        question = press(desk, "a")
        expect(desk.locator("h1")).not_to_have_text(question)
        expect(desk.locator("[data-told]")).to_contain_text("Accepted.")
        expect(desk.locator("[data-item]")).to_be_focused()
    assert desk.evaluate("() => window.isTheSame")  # no page was loaded anew
    assert desk.url.endswith("/review/")


def test_two_keys_reject_with_a_reason(desk: Page) -> None:
    question = press(desk, "r", "6")
    expect(desk.locator("h1")).not_to_have_text(question)
    expect(desk.locator("[data-told]")).to_contain_text("Rejected.")


def test_what_needs_a_note_waits_for_it_and_is_sent_from_within(desk: Page) -> None:
    question = press(desk, "c", "3")
    note = desk.locator("#say-request_changes textarea")
    expect(note).to_be_focused()
    desk.keyboard.type("aaa rrr sss 123")
    expect(note).to_have_value("aaa rrr sss 123")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("h1")).not_to_have_text(question)
    expect(desk.locator("[data-told]")).to_contain_text("Changes requested.")


def test_something_else_asks_for_the_note_before_it_rejects(desk: Page) -> None:
    question = press(desk, "r", "9")
    expect(desk.locator("#say-reject textarea")).to_be_focused()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#say-reject .error")).to_be_visible()
    expect(desk.locator("#say-reject textarea")).to_be_focused()
    expect(desk.locator("h1")).to_have_text(question)


def test_escape_goes_back_to_the_buttons_and_nothing_is_said(desk: Page) -> None:
    question = press(desk, "r")
    expect(desk.locator("#say-reject")).to_be_visible()
    expect(desk.locator("[data-acts]")).to_be_hidden()
    desk.keyboard.press("Escape")
    expect(desk.locator("[data-acts]")).to_be_visible()
    expect(desk.get_by_role("button", name="Reject")).to_be_focused()
    expect(desk.locator("h1")).to_have_text(question)


def test_a_key_that_is_pressed_twice_at_once_judges_one_item(desk: Page) -> None:
    question = press(desk, "a", "a")
    expect(desk.locator("h1")).not_to_have_text(question)
    following = desk.locator("h1").inner_text()
    desk.wait_for_timeout(2 * RESTED_MS)
    expect(desk.locator("h1")).to_have_text(following)


def test_skip_guidelines_and_the_list_of_keys(desk: Page) -> None:
    press(desk, "g")
    expect(desk.locator("[data-guidelines]")).to_have_attribute("open", "")
    press(desk, "?")
    expect(desk.locator("dialog#keys")).to_contain_text("Request changes")
    desk.keyboard.press("a")
    desk.keyboard.press("Escape")
    question = press(desk, "s")
    expect(desk.locator("h1")).not_to_have_text(question)
    expect(desk.locator("[data-told]")).to_contain_text("Skipped.")


def test_switched_off_single_keys_do_nothing_here_either(desk: Page) -> None:
    press(desk, "?")
    desk.uncheck("[data-single-keys]")
    desk.keyboard.press("Escape")
    question = press(desk, "a", "s", "r")
    expect(desk.locator("#say-reject")).to_be_hidden()
    expect(desk.locator("h1")).to_have_text(question)
    expect(desk.locator(".acts .kbd").first).to_be_hidden()
    desk.get_by_role("button", name="Accept").click()
    expect(desk.locator("h1")).not_to_have_text(question)
    expect(desk.locator(".acts .kbd").first).to_be_hidden()


def test_keeping_it_longer_leaves_what_is_written(desk: Page) -> None:
    press(desk, "c", "3")
    desk.keyboard.type("half a thought")
    desk.get_by_role("button", name="Keep it longer").click()
    expect(desk.locator("[data-told]")).to_contain_text("This item is yours until")
    expect(desk.locator("#say-request_changes textarea")).to_have_value("half a thought")


def test_a_lost_connection_loses_nothing(desk: Page) -> None:
    desk.route("**/verdict/", lambda route: route.abort())
    question = press(desk, "a")
    expect(desk.locator("[data-told]")).to_contain_text("It could not be sent.")
    expect(desk.locator("h1")).to_have_text(question)
    desk.unroute("**/verdict/")
    press(desk, "a")
    expect(desk.locator("h1")).not_to_have_text(question)


def test_the_forms_of_a_reason_have_no_complaint_of_axe(desk: Page) -> None:
    for key in ("r", "c"):
        press(desk, key)
        for width in (1360, 390):
            desk.set_viewport_size({"width": width, "height": 900})
            assert axe(desk) == []
        desk.keyboard.press("Escape")
