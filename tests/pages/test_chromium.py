"""No browser is a loud skip on a laptop and a failure where one is promised: silence would pass for success."""

import pytest
from _pytest.outcomes import Failed, Skipped

from tests.browser import chromium


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.delenv("REQUIRE_BROWSER", raising=False)


def test_without_a_browser_the_tests_are_skipped_and_say_so() -> None:
    with pytest.raises(Skipped, match="BROWSER TESTS SKIPPED"):
        chromium.required()


def test_where_a_browser_is_promised_its_absence_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRE_BROWSER", "1")
    with pytest.raises(Failed, match="REQUIRE_BROWSER=1"):
        chromium.required()
