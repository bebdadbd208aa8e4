"""The thread as people live it: two sign up, one gives and one judges, an agent asks over HTTP, and a balance grows.

The whole site runs as `make up` runs it, with its own workers, which are killed now and then on the way.
"""

import http.client
import json
import os
import re
import signal
from contextlib import closing
from typing import Any

from playwright.sync_api import Browser

from tests.stories.reader import Reader, reader
from tests.supervisor.house import House

RESTED = 300  # milliseconds: the desk takes no key sooner after an item has come
SLUG, NET, MODEL = "maize-growers", "planting", "planting-help"
QUESTION = "How deep should maize be planted in dry soil?"
ANSWER = (
    "Plant maize five to seven centimetres deep, deeper in sandy soil that dries quickly, and press the soil lightly "
    "on the seed so that it touches moist ground on all sides."
)


def test_from_two_sign_ups_to_a_balance_that_grew(house: House, browser: Browser) -> None:
    curator, author = reader(house, browser), reader(house, browser)
    curator.signs_up("wanjiru")
    author.signs_up("otieno")
    _opens_a_datanet(curator)
    _gives_an_item(author)
    _judges_it(curator)
    kill(house, "quick")
    author.waits_for("/contributions/", lambda tab: "Accepted" in tab.inner_text("main"))
    _publishes_it(curator)
    kill(house, "heavy")
    _makes_and_offers_a_model(curator)
    answer = _agent_asks(house)
    assert "five to seven centimetres" in answer["choices"][0]["message"]["content"]
    kill(house, "quick")
    call = answer["x_openledger"]["inference_id"]
    author.waits_for(f"/earnings/why/{call}/", lambda tab: "You earned" in tab.inner_text("main"))
    assert "Balanced" in author.tab.inner_text("main")
    author.goes_to("/earnings/")
    pending = re.search(r"Pending\s+([0-9.]+) OPEN", author.tab.inner_text("main"))
    assert pending is not None
    assert float(pending[1]) > 0
    for command in ("verify_ledger", "verify_settlements", "verify_snapshots"):
        done = house.manage(command)
        assert done.returncode == 0, done.stdout + done.stderr


def _opens_a_datanet(curator: Reader) -> None:
    curator.goes_to("/c/new/")
    curator.fills(slug=SLUG, title="Maize growers", purpose="What growers of maize ask each other.")
    curator.presses()
    curator.goes_to(f"/c/{SLUG}/datanets/new/")
    curator.fills(
        title="Planting",
        slug=NET,
        purpose="When and how to plant, asked and answered by people who do.",
        guidelines="Say how deep, how far apart, and when. Leave out brands.",
    )
    curator.tab.select_option("#id_min_reviews", "1")
    curator.presses()
    assert curator.tab.url.endswith(f"/d/{SLUG}/{NET}/")


def _gives_an_item(author: Reader) -> None:
    author.goes_to(f"/c/{SLUG}/")
    author.presses("main form[action$='/join/'] button")
    author.goes_to(f"/d/{SLUG}/{NET}/contribute/")
    author.fills(question=QUESTION, answer=ANSWER)
    author.tab.check("input[name='act-licence']")
    author.presses()
    assert "/items/itm_" in author.tab.url


def _judges_it(curator: Reader) -> None:
    curator.goes_to(f"/d/{SLUG}/{NET}/review/")
    assert QUESTION in curator.tab.inner_text("main")
    curator.tab.wait_for_timeout(RESTED)
    curator.tab.keyboard.press("a")
    curator.tab.locator("article[data-item]").wait_for(state="detached")


def _publishes_it(curator: Reader) -> None:
    curator.goes_to(f"/d/{SLUG}/{NET}/versions/propose/")
    curator.presses()
    curator.presses("main form[action$='/publish/'] button")
    _says_yes(curator)
    curator.goes_to(f"/d/{SLUG}/{NET}/versions/1.0.0/")
    assert "1.0.0" in curator.tab.inner_text("h1")


def _makes_and_offers_a_model(curator: Reader) -> None:
    curator.tab.click("main a.btn--primary")
    curator.fills(slug=MODEL)
    curator.presses()
    run = curator.tab.url
    path = run[run.index("/m/") :]
    curator.waits_for(path, lambda tab: tab.inner_text("h1").endswith("is made"))
    curator.goes_to(f"/m/{SLUG}/{MODEL}/")
    curator.tab.fill("#offer_price", "0.01")
    curator.tab.fill("#offer_metered", "0.001")
    curator.presses("main form[action*='/offer/'] button.btn--primary")


def _says_yes(reader: Reader) -> None:
    """Where a dialog asks once more."""
    yes = reader.tab.locator("dialog[open] button.btn--primary, dialog[open] button.btn--danger")
    if yes.count():
        with reader.tab.expect_navigation():
            yes.first.click()


def _agent_asks(house: House) -> dict[str, Any]:
    """By the key and within the mandate of the demo's agent."""
    body = {"model": f"{SLUG}/{MODEL}", "messages": [{"role": "user", "content": QUESTION}]}
    headers = {
        "Authorization": f"Bearer {house.demo()['agent']['key']}", "Content-Type": "application/json",
    }  # fmt: skip
    with closing(http.client.HTTPConnection("127.0.0.1", house.port, timeout=60)) as connection:
        connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
        response = connection.getresponse()
        told = json.loads(response.read())
    assert response.status == 200, told
    return dict(told)


def kill(house: House, worker: str) -> None:
    """The worker and its children die without a word; the supervisor starts another one."""
    entry = house.children().get(worker)
    process = entry.process() if entry is not None else None
    if process is not None:
        for one in [*process.children(recursive=True), process]:
            os.kill(one.pid, signal.SIGKILL)
