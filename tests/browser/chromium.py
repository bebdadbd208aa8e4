"""Where the browser is and how it is started. Without one the tests skip loudly, or fail where REQUIRE_BROWSER=1."""

import contextlib
import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def required() -> str:
    """The browser of the system; nothing is downloaded."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("REQUIRE_BROWSER=1 and there is no Chromium on PATH.")
    if path is None:
        pytest.skip("BROWSER TESTS SKIPPED: there is no Chromium on PATH (install it, or set CHROMIUM).")
    return path


@contextlib.contextmanager
def running() -> Iterator[Browser]:
    """A browser without a window."""
    flags = [*FLAGS, *(["--no-sandbox"] if os.getuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=required(), args=flags)
        yield browser
        browser.close()
