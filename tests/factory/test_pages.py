"""From a version to a model in the browser: what the pages show to whom, and that few presses are enough."""

import html
import re
import secrets
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.factory import tasks
from apps.factory.models import Model, TrainingRun
from apps.factory.services import training
from apps.people.models import User
from apps.people.services import communities
from apps.snapshots.models import Snapshot
from apps.snapshots.services import freezing
from tests import world
from tests.factory import scene
from tests.snapshots.scene import Net
from tests.world import NOW

pytestmark = pytest.mark.django_db
#: A response of the test client, which knows more than it says.
Answer = Any
MOST_QUESTIONS = 8


def new(version: Snapshot) -> str:
    return f"/m/new/?from={version.public_id}"


def address(run: TrainingRun) -> str:
    return f"/m/{run.model.community.slug}/{run.model.slug}/runs/{run.public_id}/"


def heard(answer: Answer) -> str:
    """What a reader hears: without tags, with single spaces."""
    body = answer.content.decode().partition('id="content"')[2].partition("<footer")[0]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split()))


def sent(version: Snapshot, **other: str) -> Mapping[str, str]:
    return {
        "from": version.public_id, "title": "Agro assist", "slug": "agro-assist", "community": "agri-africa",
    } | other  # fmt: skip


def make(reader: User | None, version: Snapshot, **other: str) -> Answer:
    answer: Answer = world.browser(reader).post("/m/new/", sent(version, **other), follow=True)
    return answer


def test_everything_is_filled_in_so_that_one_press_makes_it(version: Snapshot, li_wei: User) -> None:
    """Version page, `Make a model`, `Make it`, `Offer it at a price`, and then the price: four presses."""
    form = world.browser(li_wei).get(new(version)).context["form"]
    filled_in = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    assert filled_in == {
        "title": "Answers from Agronomy", "slug": "agronomy-answers", "community": "agri-africa", "purpose": "",
    }  # fmt: skip
    answer = world.browser(li_wei).post("/m/new/", filled_in | {"from": version.public_id})
    run = TrainingRun.objects.get()
    assert answer["Location"] == address(run)
    tasks.train_due_runs()
    done = world.browser(li_wei).get(address(run))
    assert "Answers from Agronomy is made" in heard(done)
    assert 'href="/m/agri-africa/agronomy-answers/#offer">Offer it at a price</a>' in done.content.decode()


def test_strangers_sign_in_first_and_come_back(version: Snapshot) -> None:
    answer = world.browser().get(new(version))
    assert answer.status_code == 302
    assert version.public_id in answer["Location"]


def test_whoever_is_not_a_member_is_told_that_they_become_one(
    version: Snapshot, acme: User, li_wei: User
) -> None:
    assert "You are not in Agri Africa yet" in heard(world.browser(acme).get(new(version)))
    assert "You are not in" not in heard(world.browser(li_wei).get(new(version)))
    assert "Making Agro assist" in heard(make(acme, version))


def test_without_a_version_it_says_where_to_begin(version: Snapshot, li_wei: User) -> None:
    assert "Choose a datanet" in heard(world.browser(li_wei).get("/m/new/"))
    for nonsense in ("snp_1", "' OR 1=1", "é" * 90):
        assert world.browser(li_wei).get("/m/new/", {"from": nonsense}).status_code == 404


def test_from_a_proposal_or_a_yanked_version_nothing_is_made(
    net: Net, version: Snapshot, li_wei: User
) -> None:
    net.add(5)
    assert world.browser(li_wei).get(new(net.propose())).status_code == 404
    freezing.yank(actor=net.curator, snapshot=version, reason="No good.", now=net.later())
    assert "This version was yanked" in heard(world.browser(li_wei).get(new(version)))
    assert "That version is not published, or was yanked" in str(make(li_wei, version).context["form"].errors)
    assert not Model.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"slug": "Not A Slug"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"slug": "x" * 41}, "slug"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"title": "left\u202eright"}, "title"),
        ({"purpose": "x" * 1001}, "purpose"),
        ({"community": "somewhere-else"}, "community"),
        ({"community": ""}, "community"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_wrong(
    wrong: dict[str, str], place: str, version: Snapshot, li_wei: User
) -> None:
    answer = make(li_wei, version, **wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [place])
    assert not Model.objects.exists()


def test_an_address_that_is_taken_is_said_at_its_field(version: Snapshot, li_wei: User, acme: User) -> None:
    make(li_wei, version)
    assert list(make(acme, version).context["form"].errors) == ["slug"]


def test_sent_twice_it_is_one_model_and_one_run(version: Snapshot, li_wei: User) -> None:
    first, again = make(li_wei, version), make(li_wei, version)
    assert first.redirect_chain == again.redirect_chain
    assert (Model.objects.count(), TrainingRun.objects.count()) == (1, 1)


def test_a_community_that_is_closed_takes_no_models_and_the_page_says_what_else(
    version: Snapshot, acme: User
) -> None:
    home = version.datanet.community
    type(home).objects.filter(pk=home.pk).update(state="closed", closed_at=NOW)
    assert "This community is closed" in heard(world.browser(acme).get(new(version)))
    world.community(acme, "a-place-of-mine")
    answer = make(acme, version, community="a-place-of-mine")
    assert answer.redirect_chain[0][0].startswith("/m/a-place-of-mine/agro-assist/runs/")


def test_a_member_of_several_communities_chooses(version: Snapshot, li_wei: User) -> None:
    world.community(li_wei, "a-place-of-mine")
    form = world.browser(li_wei).get(new(version)).context["form"]
    assert [slug for slug, _title in form.fields["community"].choices] == ["agri-africa", "a-place-of-mine"]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("due", "Waits for a worker"),
        ("running", "Being made"),
        ("done", "Agro assist is made"),
        ("failed", "It broke in the middle."),
        ("cancelled", "Cancelled"),
    ],
)
def test_a_run_says_how_far_it_is(state: str, told: str, version: Snapshot, li_wei: User) -> None:
    run = scene.asked_for(li_wei, version)
    if state == "cancelled":
        training.cancel(actor=li_wei, run=run, now=NOW)
    elif state != "due":
        claimed = scene.claimed()
        if state == "done":
            training.train(run=claimed, now=NOW)
        elif state == "failed":
            training.fail(run=claimed, failure="It broke in the middle.", now=NOW)
    for reader in (None, li_wei):
        answer = world.browser(reader).get(address(run))
        assert told in heard(answer)
        looks_again = "data-reload-after" in answer.content.decode()
        assert looks_again == (state in {"due", "running"})
        assert ("Reload" in heard(answer)) == looks_again
        can_try = reader is not None and state in {"failed", "cancelled"}
        assert ("Try again" in heard(answer)) == can_try


def test_steps_are_done_one_after_the_other(version: Snapshot, li_wei: User) -> None:
    run = scene.asked_for(li_wei, version)

    def steps() -> list[str]:
        found = world.browser().get(address(run)).context["progress"].steps
        return [step.standing for step in found]

    assert steps() == ["done", "now", "later", "later"]
    claimed = scene.claimed()
    assert steps() == ["done", "done", "now", "later"]
    training.read_rows(run=claimed, now=NOW)
    assert steps() == ["done", "done", "done", "now"]
    training.train(run=claimed, now=NOW)
    assert steps() == ["done"] * 4


def test_only_the_builder_calls_it_off(version: Snapshot, li_wei: User, juma: User) -> None:
    run = scene.asked_for(li_wei, version)
    assert "/cancel/" not in world.browser(juma).get(address(run)).content.decode()
    assert world.browser(juma).post(address(run) + "cancel/").status_code == 403
    assert world.browser().post(address(run) + "cancel/").status_code == 302
    assert world.browser(li_wei).get(address(run) + "cancel/").status_code == 405
    answer = world.browser(li_wei).post(address(run) + "cancel/", follow=True)
    assert "The run is cancelled." in heard(answer)
    again = world.browser(li_wei).post(address(run) + "cancel/", follow=True)
    assert "The run had ended before you cancelled it." in heard(again)


def test_a_newer_version_makes_a_newer_release(net: Net, version: Snapshot, li_wei: User, juma: User) -> None:
    run = scene.asked_for(li_wei, version)
    tasks.train_due_runs()
    net.add(5)
    newer = {"snapshot": net.publish().public_id}
    assert world.browser(juma).post("/m/agri-africa/agro-assist/train/", newer).status_code == 403
    answer = world.browser(li_wei).post("/m/agri-africa/agro-assist/train/", newer)
    second = TrainingRun.objects.exclude(pk=run.pk).get()
    assert answer["Location"] == address(second)
    again = world.browser(li_wei).post("/m/agri-africa/agro-assist/train/", newer, follow=True)
    assert again.redirect_chain[0][0] == address(second)
    assert "A run of this model is under way" in heard(again)


def test_a_new_release_begins_with_the_versions_that_there_are(
    net: Net, version: Snapshot, li_wei: User, juma: User
) -> None:
    path = "/m/agri-africa/agro-assist/train/"
    run = scene.asked_for(li_wei, version)
    assert "See the run" in heard(world.browser(li_wei).get(path))
    tasks.train_due_runs()
    net.add(5)
    newest = net.publish()
    told = heard(world.browser(li_wei).get(path))
    assert "Agronomy 2.1.0 5" in told
    assert "Agronomy 2.0.0 Released before 4" in told
    freezing.yank(actor=net.curator, snapshot=newest, reason="No good.", now=net.later())
    assert "2.1.0" not in heard(world.browser(li_wei).get(path))
    refused = world.browser(li_wei).post(path, {"snapshot": newest.public_id}, follow=True)
    assert "That version is not published, or was yanked" in heard(refused)
    assert world.browser(juma).get(path).status_code == 403
    assert world.browser().get(path).status_code == 302
    assert TrainingRun.objects.get() == run


def test_a_model_that_nothing_was_made_for_says_where_to_begin(version: Snapshot, li_wei: User) -> None:
    scene.opened(li_wei, version)
    assert "Find a datanet" in heard(world.browser(li_wei).get("/m/agri-africa/agro-assist/train/"))


@pytest.mark.parametrize("body", [{}, {"snapshot": ""}, {"snapshot": "snp_1"}, {"snapshot": "x" * 999}])
def test_training_from_nothing_is_not_there(body: dict[str, str], version: Snapshot, li_wei: User) -> None:
    scene.asked_for(li_wei, version)
    assert world.browser(li_wei).post("/m/agri-africa/agro-assist/train/", body).status_code == 404
    body = {"snapshot": version.public_id}
    assert world.browser(li_wei).post("/m/agri-africa/nothing-here/train/", body).status_code == 404


@pytest.mark.parametrize("path", ["/m/agri-africa/agro-assist/runs/run_1/", "/m/agri-africa/other/runs/{}/"])
def test_a_run_that_is_not_there_is_missed(path: str, version: Snapshot, li_wei: User) -> None:
    run = scene.asked_for(li_wei, version)
    assert world.browser().get(path.format(run.public_id)).status_code == 404


def test_pages_ask_few_questions_however_much_there_is(version: Snapshot, li_wei: User) -> None:
    run, counts = scene.asked_for(li_wei, version), []
    for number in range(2):
        for path in (new(version), address(run), "/m/agri-africa/agro-assist/train/"):
            browser = world.browser(li_wei)
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(path).status_code == 200
            counts.append(sum(query["sql"].startswith("SELECT") for query in asked))
        for word in "abc":
            scene.asked_for(li_wei, version, f"{word}-model-{number}")
            communities.join(
                user=li_wei,
                community=world.community(
                    world.person(f"{word}{number}-{secrets.token_hex(3)}"), f"{word}-{number}"
                ),
                now=NOW,
            )
    assert max(counts) <= MOST_QUESTIONS
    assert counts[:3] == counts[3:]
