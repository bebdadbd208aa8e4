"""One site and one browser for all browser tests of a worker; the site is made before the browser starts.

Playwright runs an event loop in this thread, and Django's database refuses to work beside one. So whatever needs
the database is done by then, and the tests themselves only look.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState
from pytest_django.plugin import DjangoDbBlocker

from openledger.supervisor import postgres
from tests import cluster
from tests.browser import chromium, site, world
from tests.browser.watching import Watch

WIDE, NARROW = 1360, 390
HEIGHT = 900
ASKED_AGAIN = "/accounts/reauthenticate/"


@dataclass
class Site:
    """The running site, who lives there, and the browsers in which they are signed in."""

    address: str
    world: world.World
    browser: Browser
    signed_in: dict[str, StorageState] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return self.address + path.format(**self.world.names)

    def context(
        self, who: str = "", *, width: int = WIDE, javascript: bool = True, theme: str = "light"
    ) -> BrowserContext:
        """A fresh window, of somebody who is signed in if `who` is named."""
        context = self.browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce",
            storage_state=self._sign_in(who) if who else None,
        )
        context.set_default_timeout(15_000)
        return context

    def visit(self, tab: Page, path: str) -> int:
        """Go there, saying once more who one is where that is asked; gives the status."""
        response = tab.goto(self.url(path))
        if ASKED_AGAIN in tab.url and ASKED_AGAIN not in path:
            tab.fill("#id_password", world.PASSWORD)
            tab.click("main form button.btn--primary")
            response = tab.goto(self.url(path))
        return response.status if response else 0

    def _sign_in(self, who: str) -> StorageState:
        """By the form, once; afterwards the cookies are carried over."""
        if who not in self.signed_in:
            with self.context() as context:
                page = context.new_page()
                page.goto(self.url("/accounts/login/"))
                fill_sign_in(page, self.world.emails[who])
                page.wait_for_url(self.url("/"))
                self.signed_in[who] = context.storage_state()
        return self.signed_in[who]


def fill_sign_in(page: Page, email: str) -> None:
    page.fill("#id_login", email)
    page.fill("#id_password", world.PASSWORD)
    page.click("main form button.btn--primary")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker takes all of them: a second site and a second browser would cost more than they save."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def running_site(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Iterator[tuple[str, world.World]]:
    """A clone with the world in it, and the real server on it."""
    chromium.required()
    name, usual = f"openledger_browser_{worker_id}", f"openledger_{worker_id}"
    cluster.clone(postgres_cluster, name)
    with django_db_blocker.unblock():
        cluster.point_django_at(postgres_cluster, name)
        inhabitants = world.make()
        cluster.point_django_at(postgres_cluster, usual)
    with site.running(postgres_cluster, name, _shared_folder(tmp_path_factory, worker_id)) as address:
        yield address, inhabitants
    cluster.drop(postgres_cluster, name)


@pytest.fixture(scope="package")
def house(running_site: tuple[str, world.World]) -> Iterator[Site]:
    """The site as a browser reaches it."""
    address, inhabitants = running_site
    with chromium.running() as browser:
        yield Site(address=address, world=inhabitants, browser=browser)


@pytest.fixture
def look(house: Site) -> Iterator[Callable[..., tuple[Page, Watch]]]:
    """Opens pages and notes whatever their browser complains about."""
    contexts: list[BrowserContext] = []

    def open_page(path: str, who: str = "", **how: object) -> tuple[Page, Watch]:
        context = house.context(who, **how)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        watch = Watch(page)
        watch.status = house.visit(page, path)
        return page, watch

    yield open_page
    for context in contexts:
        context.close()


def _shared_folder(factory: pytest.TempPathFactory, worker_id: str) -> Path:
    base = factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "site"
    folder.mkdir(exist_ok=True)
    return folder
