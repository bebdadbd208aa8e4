"""Which tests go to one worker when several run: those that share something that is dear to make."""

from typing import Final

from xdist.scheduler import LoadScopeScheduling

#: A folder or a file whose tests share a site, a browser or a house. Large groups are begun with.
TOGETHER: Final = (
    "tests/browser/",
    "tests/api/test_permission_matrix.py",
    "tests/supervisor/test_life.py",
    "tests/supervisor/test_backups.py",
    "tests/supervisor/test_demo.py",
    "tests/pages/test_every_page.py",
    "tests/pages/test_secrecy.py",
    "tests/curation/test_keyboard.py",
    "tests/stories/test_browser_thread.py",
)


class Sharing(LoadScopeScheduling):
    """Every other test goes wherever there is room."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for group in TOGETHER if nodeid.startswith(group)), nodeid)
