"""The page of one version: what was signed can be checked with what it shows, and everybody counts as was sealed."""

import html
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.contributions.models import Content
from apps.contributions.services import deciding
from apps.factory.services import making, training
from apps.factory.services.making import Named
from apps.people.models import User
from apps.snapshots.core import manifest, signing
from apps.snapshots.models import Snapshot
from apps.snapshots.services import freezing
from tests import thread, world
from tests.snapshots import scene
from tests.snapshots.scene import Net

pytestmark = pytest.mark.django_db
#: A response of the test client, which knows more than it says.
Answer = Any
MOST_QUESTIONS = 8
PATH = "/d/agri-africa/agronomy/versions/2.0.0/"


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Net:
    return scene.told(curator=juma, author=amina, members=(li_wei,))


def version(number: str = "2.0.0") -> Snapshot:
    return Snapshot.objects.get(version=number)


def page(reader: User | None = None, path: str = PATH) -> Answer:
    answer: Answer = world.browser(reader).get(path)
    assert answer.status_code == 200
    return answer


def heard(answer: Answer) -> str:
    """What a reader hears: without tags, with single spaces."""
    body = answer.content.decode().partition('id="content"')[2].partition("<footer")[0]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split()))


def made(builder: User, snapshot: Snapshot, slug: str = "agronomy-answers") -> None:
    named = Named(snapshot.datanet.community, slug, f"Answers of {slug}")
    run = making.make_model(builder=builder, named=named, snapshot=snapshot, now=world.NOW)
    claimed = training.claim_due(now=world.NOW)
    assert claimed == run
    training.train(run=claimed, now=world.NOW)


def test_it_tells_what_was_signed(net: Net) -> None:
    snapshot, told = version(), heard(page())
    assert "It holds 4 items" in told
    assert "+1 Changed: ~1 Removed: −1 since 1.0.0" in told
    for shown in (
        bytes(snapshot.root).hex(),
        manifest.commit_id(bytes(snapshot.root)),
        bytes(version("1.0.0").root).hex(),
        bytes(snapshot.signature or b"").hex(),
        bytes(snapshot.signed_by or b"").hex(),
        net.curator.pseudonym,
        "rules 1, context 1",
        "CC-BY-4.0",
    ):
        assert shown in told


def test_files_are_being_written_until_they_are(net: Net) -> None:
    assert heard(page()).count("Being written") == 2
    files = scene.written(version())
    answer = page()
    assert "Being written" not in heard(answer)
    for form, export in files.items():
        assert f'href="{PATH}data.{form}"' in answer.content.decode()
        assert bytes(export.digest or b"").hex() in answer.content.decode()


@pytest.fixture
def fetching(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a program of the reader's fetches, it gets from the site as everybody does."""
    fetched: list[str] = []

    class Fetched:
        def __init__(self, response: Answer) -> None:
            self.headers = response.headers
            self.body = b"".join(response) if response.streaming else response.content

        def read(self) -> bytes:
            return self.body

        def __iter__(self) -> Iterator[bytes]:
            return iter(self.body.splitlines(keepends=True))

    def open_address(address: str) -> Fetched:
        fetched.append(address)
        response = Client().get(address.removeprefix("http://testserver"))
        assert response.status_code == 200
        return Fetched(response)

    monkeypatch.setattr(urllib.request, "urlopen", open_address)
    return fetched


def run_what_is_shown(number: str = "2.0.0") -> None:
    """The lines of "How to check it yourself", as a reader copies them."""
    told = page(path=PATH.replace("2.0.0", number)).content.decode()
    (shown,) = re.findall(r'<pre class="code code--wrap" tabindex="0">(import.*?)</pre>', told, re.DOTALL)
    exec(html.unescape(shown), {})  # noqa: S102 - what the page tells people to run


def test_the_lines_that_are_shown_check_the_version(
    net: Net, fetching: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for number in ("1.0.0", "2.0.0"):
        scene.written(version(number))
        run_what_is_shown(number)
        assert bytes(version(number).root).hex() in capsys.readouterr().out
    assert fetching[-1] == f"http://testserver{PATH}data.jsonl"


def test_the_lines_also_check_what_was_erased_and_what_is_empty(net: Net, fetching: list[str]) -> None:
    Content.objects.filter(revision=net.given[2]).delete()
    for number in list(net.given):
        net.withdraw(number)
    for snapshot in (version(), net.publish()):
        scene.written(snapshot)
        run_what_is_shown(snapshot.version)


@pytest.mark.parametrize("harm", ["word", "row", "order of nothing"])
def test_the_lines_stop_where_the_file_is_not_what_was_signed(
    harm: str, net: Net, own_files: Path, fetching: list[str]
) -> None:
    path = own_files / scene.written(version())["jsonl"].path
    lines = path.read_text().splitlines(keepends=True)
    if harm == "word":
        lines[1] = lines[1].replace("what to do", "what not to do")
    elif harm == "row":
        del lines[2]
    else:
        lines.reverse()
    path.write_text("".join(lines))
    if harm == "order of nothing":
        run_what_is_shown()
    else:
        with pytest.raises(AssertionError):
            run_what_is_shown()


def test_the_lines_stop_where_the_signature_is_not_the_hosts(
    net: Net, fetching: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.written(version())
    monkeypatch.setattr(signing, "PREFIX", b"something else\n")
    with pytest.raises(InvalidSignature):
        run_what_is_shown()


def test_until_it_is_weighed_the_page_says_so(net: Net) -> None:
    assert "A worker weighs the items in a moment" in heard(page())


def test_it_tells_who_counts_how_much_and_what_weighs_nothing_and_why(
    juma: User, amina: User, li_wei: User
) -> None:
    net = scene.net(curator=juma, author=amina, members=(li_wei,))
    for number, author in enumerate((amina, li_wei)):
        crop = "maize" if number else "beans"
        revision = thread.item(
            author,
            net.datanet,
            question=f"What about {crop}?",
            answer=f"Whoever grows {crop} weeds them before {crop} stand as high as a hand.",
            now=net.later(),
        )
        thread.reviewed(revision, juma, now=net.later())
    net.add(7)
    net.publish()
    thread.weighed()
    told = heard(page(path=PATH.replace("2.0.0", "1.0.0")))
    assert f"{li_wei.pseudonym} 1 1 50.0 %" in told
    assert f"{amina.pseudonym} 2 1 50.0 %" in told
    assert "Items that weigh nothing What is question number 7?" in told
    assert "nobody who was drawn to vote on it has done so" in told


def test_models_made_from_it_are_named(net: Net, li_wei: User) -> None:
    assert "None yet." in heard(page())
    made(li_wei, version())
    answer = page()
    assert "Answers of agronomy-answers agri-africa/agronomy-answers" in heard(answer)
    assert 'href="/m/agri-africa/agronomy-answers/"' in answer.content.decode()


def test_one_button_leads_to_a_model_and_a_yanked_version_has_none(net: Net, juma: User) -> None:
    snapshot = version()
    link = f'href="/m/new/?from={snapshot.public_id}"'
    assert link in page().content.decode()
    freezing.yank(actor=juma, snapshot=snapshot, reason="It was not ours.", now=net.later())
    answer = page(juma)
    assert link not in answer.content.decode()
    assert "Do not use this version. A curator yanked it: “It was not ours.”" in heard(answer)
    assert "Yank" not in heard(answer).replace("Yanked", "")


def test_only_curators_are_offered_to_yank(net: Net, juma: User, li_wei: User) -> None:
    for reader in (None, li_wei):
        assert "yank/" not in page(reader).content.decode()
    assert "yank/" in page(juma).content.decode()


def test_only_the_last_one_is_the_newest(net: Net) -> None:
    assert "Published Newest" in heard(page())
    assert "Newest" not in heard(page(path=PATH.replace("2.0.0", "1.0.0")))


def test_what_is_proposed_has_no_page_of_its_own_yet(net: Net, juma: User) -> None:
    net.add(5)
    proposal = net.propose()
    address = PATH.replace("2.0.0", proposal.version)
    assert world.browser().get(address)["Location"].endswith("/agronomy/versions/")
    freezing.abandon(actor=juma, snapshot=proposal, now=net.later())
    assert world.browser().get(address).status_code == 404


@pytest.mark.parametrize(
    "path", ["/d/agri-africa/agronomy/versions/9.9.9/", "/d/agri-africa/none/versions/1.0.0/"]
)
def test_a_version_that_is_not_there_is_missed(path: str, net: Net) -> None:
    assert world.browser().get(path).status_code == 404


def test_it_asks_few_questions_however_much_there_is(net: Net, juma: User, li_wei: User) -> None:
    browser = world.browser(juma)
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(PATH).status_code == 200
        counts.append(sum(query["sql"].startswith("SELECT") for query in asked))
        if number == 0:
            scene.written(version())
            thread.weighed()
        made(li_wei, version(), f"model-{number}")
    assert max(counts) <= MOST_QUESTIONS
    assert counts[1] == counts[2]


def test_what_somebody_wrote_is_escaped(net: Net, juma: User, amina: User) -> None:
    freezing.yank(actor=juma, snapshot=version(), reason="<script>alert(1)</script>", now=net.later())
    told = page().content.decode()
    assert "<script>alert(1)" not in told
    assert "&lt;script&gt;" in told


def test_a_disputed_item_stays_in_the_version_that_holds_it(net: Net) -> None:
    before = page().content
    deciding.dispute(revision=net.given[3])
    assert len(page().content) == len(before)
