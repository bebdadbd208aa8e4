"""What a browser says about a page that nobody sees: errors of scripts, breaches of the policy, widths, axe."""

from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import ConsoleMessage, Error, Page

#: The whole rule set but for experiments: WCAG 2.2 A and AA, and the practices beside it.
AXE = "axe.run({ resultTypes: ['violations'] })"


class Watch:
    """Listens to one page from its first byte on."""

    def __init__(self, page: Page) -> None:
        self.status = 0
        self.complaints: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", self._on_error)

    def _on_console(self, message: ConsoleMessage) -> None:
        """A page that answers 404 is also a resource that could not be loaded; that one is known."""
        is_the_page = "Failed to load resource" in message.text and self.status in {0, 404}
        if message.type in {"error", "warning"} and not is_the_page:
            self.complaints.append(f"{message.type}: {message.text}")

    def _on_error(self, error: Error) -> None:
        self.complaints.append(f"script: {error}")


def overflow(page: Page) -> list[str]:
    """What stands out over the edge: nothing when neither the page nor a table in it has to be scrolled sideways.

    On the narrowest screen a table may: WCAG's reflow leaves tables of numbers out.
    """
    found: list[str] = page.evaluate(
        """() => {
          const wraps = innerWidth < 390 ? [] : [...document.querySelectorAll(".table-wrap")];
          const tables = wraps.filter(one => one.scrollWidth > one.clientWidth);
          const cut = tables.map(one => `table ${one.scrollWidth} in ${one.clientWidth}: ${one.innerText}`);
          if (document.documentElement.scrollWidth <= innerWidth) return cut;
          const over = [...document.querySelectorAll("body *")].filter(one => {
            const box = one.getBoundingClientRect();
            return box.right > innerWidth + 1 || box.left < -1;
          });
          const said = over.map(one => `${one.tagName}.${one.className} ${one.getBoundingClientRect().right}`);
          return [...said.slice(0, 8), ...cut];
        }"""
    )
    return found


def axe(page: Page) -> list[str]:
    """What axe objects to: rule, place, and why."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_FILE_PATH.read_text())
    found: list[dict[str, Any]] = page.evaluate(AXE)["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]} ({node['failureSummary'][:300]})"
        for rule in found
        for node in rule["nodes"]
    ]
