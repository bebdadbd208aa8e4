"""Giving as people live it: a visitor writes before there is an account, somebody drops a table, somebody a folder.

The whole site runs as `make up` runs it, with its own workers. The one that reads files is killed on the way.
"""

import io
import os
import random
import re
import signal
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.stories.reader import Reader, reader
from tests.supervisor.house import House
from tests.world import PASSWORD

COMMUNITY, TEXTS, PICTURES = "maize-growers", "planting", "leaves"
ROWS, LEFT_OUT, IMAGES = 1_000, 3, 200
QUESTION = "How deep should maize be planted in dry soil?"
ANSWER = "Five to seven centimetres, and deeper in sandy soil that dries quickly after it rained."


def test_a_word_a_table_and_a_folder_come_in_through_the_browser(
    house: House, browser: Browser, tmp_path: Path
) -> None:
    curator, visitor = reader(house, browser), reader(house, browser)
    curator.signs_up("wanjiru")
    _opens_datanets(curator)
    _writes_before_there_is_an_account(visitor)
    _sends_a_table(visitor, _table(tmp_path))
    _sends_a_folder(house, visitor, _folder(tmp_path))
    for command in ("verify_ledger", "verify_snapshots"):
        done = house.manage(command)
        assert done.returncode == 0, done.stdout + done.stderr


def _opens_datanets(curator: Reader) -> None:
    curator.goes_to("/c/new/")
    curator.fills(slug=COMMUNITY, title="Maize growers", purpose="What growers of maize ask each other.")
    curator.presses()
    for slug, title, begins_as in ((TEXTS, "Planting", None), (PICTURES, "Leaves", "labelled_images")):
        curator.goes_to(f"/c/{COMMUNITY}/datanets/new/")
        curator.fills(
            title=title,
            slug=slug,
            purpose="What growers ask, answered by growers.",
            guidelines="Say how deep, how far apart, and when. Leave out brands.",
        )
        if begins_as is not None:
            curator.tab.check(f"input[value='{begins_as}']")
        curator.presses()
        assert curator.tab.url.endswith(f"/d/{COMMUNITY}/{slug}/"), curator.tab.inner_text("main")


def _writes_before_there_is_an_account(visitor: Reader) -> None:
    """Three clicks: contribute, agree, submit."""
    visitor.goes_to(f"/d/{COMMUNITY}/{TEXTS}/")
    visitor.presses("main a.btn--primary, header a.btn--primary")
    visitor.fills(
        question=QUESTION,
        answer=ANSWER,
    )
    visitor.tab.check("input[name='act-licence']")
    visitor.presses()
    visitor.tab.fill("#id_email", "otieno@example.net")
    visitor.tab.fill("#id_password1", PASSWORD)
    visitor.presses()
    visitor.waits_for("/contributions/", lambda tab: "How deep should maize" in tab.inner_text("main"))


def _table(folder: Path) -> Path:
    """A thousand questions, of which one has no answer, one is there twice, and one is what was written before."""
    chance = random.Random(41)
    syllables = ("ka", "mo", "ri", "tu", "shi", "lo", "wa", "ne", "gu", "pe", "zi", "dha")
    words = ["".join(chance.choices(syllables, k=3)) for _ in range(600)]
    lines = [
        f"{_sentence(chance, words, 8)}?,{_sentence(chance, words, 30)}." for _ in range(ROWS - LEFT_OUT)
    ]
    lines += [lines[0], "And what is this row without an answer?,", f'{QUESTION},"{ANSWER}"']
    path = folder / "questions.csv"
    path.write_text("question,answer\n" + "\n".join(lines) + "\n")
    return path


def _sentence(chance: random.Random, words: list[str], length: int) -> str:
    return " ".join(chance.choices(words, k=length)).capitalize()


def _sends_a_table(giver: Reader, table: Path) -> None:
    _sends(giver, TEXTS, "input[type=file]:not([webkitdirectory])", table)
    shown = _verdicts(giver.tab)
    assert re.search(r"997\b", shown), shown
    assert "Submit the 997 valid rows" in shown, shown
    giver.presses("main form button.btn--primary")
    said = giver.tab.get_by_text("997 rows became items")
    said.wait_for(timeout=90_000)


def _folder(folder: Path) -> Path:
    leaves = folder / "leaves"
    leaves.mkdir()
    lines = ["file_name,label"]
    for number in range(IMAGES):
        picture = Image.effect_noise((48, 48), 20 + number).convert("RGB")
        kept = io.BytesIO()
        picture.save(kept, "PNG")
        (leaves / f"leaf-{number:03}.png").write_bytes(kept.getvalue())
        lines.append(f"leaf-{number:03}.png,healthy")
    (leaves / "metadata.csv").write_text("\n".join(lines) + "\n")
    return leaves


def _sends_a_folder(house: House, giver: Reader, leaves: Path) -> None:
    """The worker that reads them is killed in the middle, and nobody notices."""
    _sends(giver, PICTURES, "input[webkitdirectory]", leaves)
    os.kill(house.children()["quick"].pid, signal.SIGKILL)
    shown = _verdicts(giver.tab)
    assert str(IMAGES) in shown, shown


def _sends(giver: Reader, datanet: str, control: str, what: Path) -> None:
    giver.goes_to(f"/d/{COMMUNITY}/{datanet}/contribute/upload/")
    giver.tab.set_input_files(control, what)
    giver.tab.check("form#upload input[type=checkbox]")
    giver.tab.click("form#upload button.btn--primary")
    giver.tab.wait_for_url(re.compile("/uploads/(upl_|group/)"), timeout=90_000)


def _verdicts(tab: Page) -> str:
    """What the page says once every row was looked at; it comes by itself."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if tab.locator("main form button.btn--primary").count():
            return tab.inner_text("main")
        tab.wait_for_timeout(200)
    raise AssertionError(f"The verdicts never came:\n{tab.inner_text('main')}")
