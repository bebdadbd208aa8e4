"""Somebody in front of a browser, as stories have them."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from tests.supervisor.house import House
from tests.world import PASSWORD

PATIENCE = 90_000  # milliseconds; two cores may be busy with other tests
AGAIN = 500


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody in front of a browser."""

    house: House
    tab: Page

    def goes_to(self, path: str) -> None:
        self.tab.goto(f"http://127.0.0.1:{self.house.port}{path}")

    def signs_up(self, name: str) -> None:
        self.goes_to("/accounts/signup/")
        self.tab.fill("#id_email", f"{name}@example.net")
        self.tab.fill("#id_password1", PASSWORD)
        self.presses()

    def fills(self, **fields: str) -> None:
        for name, text in fields.items():
            self.tab.fill(f"#id_{name}", text)

    def presses(self, button: str = "main form button.btn--primary") -> None:
        self.tab.click(button)
        self.tab.wait_for_load_state()

    def waits_for(self, path: str, is_there: Callable[[Page], bool]) -> None:
        """Looks again and again, as people do who wait for something."""
        for _ in range(PATIENCE // AGAIN):
            self.goes_to(path)
            if is_there(self.tab):
                return
            self.tab.wait_for_timeout(AGAIN)
        raise AssertionError(f"{path} never came to say it:\n{self.tab.inner_text('main')}")


def reader(house: House, browser: Browser) -> Reader:
    context = browser.new_context(viewport={"width": 1360, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    return Reader(house, context.new_page())
