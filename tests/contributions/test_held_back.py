"""What a check holds back: its author is told and sees it, curators release it, and nobody else learns of it."""

import pytest
from django.test import Client

from apps.contributions.core import states
from apps.contributions.core.checks import secrets
from apps.contributions.models import Contribution, Revision, Upload
from apps.contributions.services import deciding, submitting
from apps.contributions.services.admitting import Giver
from apps.datanets.models import Datanet
from apps.people.models import AuditRecord, Notification, User
from tests import thread, world
from tests.contributions import sending
from tests.contributions.sending import inspected
from tests.world import NOW

pytestmark = pytest.mark.django_db
WORDS = f"Sow it after the first rains, and sign in with {thread.KEY} to see the map."


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina, li_wei])


@pytest.fixture
def blocked(net: Datanet, amina: User) -> Revision:
    return thread.item(amina, net, question="When is finger millet sown?", answer=WORDS)


def places(net: Datanet, revision: Revision) -> tuple[list[str], str]:
    """Where it might be listed, and its own page and that of the API."""
    at, api = f"/d/{net.community.slug}/{net.slug}", f"/api/v1/datanets/{net.community.slug}/{net.slug}"
    lists = [f"{at}/", f"{at}/items/", f"{at}/items/?state=blocked", f"{at}/items/?q=millet"]
    lists += [f"{api}/items", f"{api}/items?state=blocked", "/search/?q=millet"]
    return lists, revision.item.public_id


def is_told(browser: Client, net: Datanet, revision: Revision) -> list[bool]:
    """Whether its id, its heading or its key stands on any of these."""
    lists, item = places(net, revision)
    pages = [browser.get(address).content.decode() for address in lists]
    return [any(words in page for words in (item, "finger millet", thread.KEY)) for page in pages]


def test_whoever_gave_it_is_told_once_with_the_reason_and_what_to_do(
    net: Datanet, blocked: Revision, amina: User
) -> None:
    told = Notification.objects.get(user=amina, kind="item.blocked")
    assert told.subject_id == blocked.item.public_id
    browser = world.browser(amina)
    page = browser.get(f"/d/{net.community.slug}/{net.slug}/items/{blocked.item.public_id}/").content.decode()
    assert "holds a token of GitHub" in page
    assert "revoke it where it was issued" in page
    assert "/release/" not in page
    assert "Its page says what was found" in browser.get("/contributions/?state=blocked").content.decode()


def test_only_its_author_and_curators_learn_of_it(
    net: Datanet, blocked: Revision, amina: User, juma: User, li_wei: User
) -> None:
    at = f"/d/{net.community.slug}/{net.slug}/items/{blocked.item.public_id}/"
    api = f"/api/v1/datanets/{net.community.slug}/{net.slug}/items/{blocked.item.public_id}"
    for outsider in (Client(), world.browser(li_wei)):
        assert not any(is_told(outsider, net, blocked))
        assert {outsider.get(at).status_code, outsider.get(api).status_code} == {404}
    assert world.browser(li_wei).get(f"{at}refine/").status_code == 404
    for reader in (amina, juma):
        browser = world.browser(reader)
        assert is_told(browser, net, blocked)[1:4] == [True, True, True]
        assert thread.KEY in browser.get(at).content.decode()


def test_a_refinement_that_is_held_back_leaves_the_page_of_its_item_as_it_was(
    net: Datanet, amina: User, li_wei: User, juma: User
) -> None:
    first = deciding.accept(revision=thread.item(amina, net), now=NOW)
    submitting.refine(
        giver=Giver(li_wei),
        revision=first,
        record={"question": thread.QUESTION, "answer": WORDS},
        provenance=thread.own(),
        request=thread.asked("better"),
        now=NOW,
    )
    at = f"/d/{net.community.slug}/{net.slug}/items/{first.item.public_id}/"
    assert thread.KEY not in world.browser(amina).get(at).content.decode()
    assert not Notification.objects.filter(user=amina, kind="item.refined").exists()
    assert Notification.objects.filter(user=li_wei, kind="item.blocked").count() == 1
    for reader in (li_wei, juma):
        assert thread.KEY in world.browser(reader).get(at).content.decode()


def test_a_curator_reads_it_and_releases_it_after_being_asked_once_more(
    net: Datanet, blocked: Revision, juma: User, amina: User, li_wei: User
) -> None:
    at = f"/d/{net.community.slug}/{net.slug}/items/{blocked.item.public_id}/"
    browser = world.browser(juma)
    assert f"{at}release/" in browser.get(at).content.decode()
    assert "Release it to reviewers?" in browser.get(f"{at}release/").content.decode()
    sent = {"revision": blocked.public_id}
    for other in (amina, li_wei):
        assert world.browser(other).post(f"{at}release/", sent).status_code == 403
    assert browser.post(f"{at}release/", {"revision": "rev_nothing"}).status_code == 404
    assert browser.post(f"{at}release/", sent)["Location"] == at
    blocked.refresh_from_db()
    assert blocked.state == states.QUEUED
    assert AuditRecord.objects.filter(act="revision.release", subject_id=blocked.public_id).count() == 1
    assert browser.post(f"{at}release/", sent).status_code == 404
    assert "finger millet" in Client().get(at).content.decode()


def test_a_file_whose_rows_a_newer_check_holds_back_says_how_many_and_tells_once(
    net: Datanet, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a check finds on reading a file is not submitted at all; a checker may know more by then."""
    upload = inspected(world.program(world.key(amina, "data:write").secret), sending.CSV)
    browser = world.browser(amina)
    browser.post(f"/uploads/{upload.public_id}/submit/")
    found = secrets.check({"answer": WORDS})
    monkeypatch.setattr(secrets, "check", lambda _texts: found)
    sending.worked()
    assert Upload.objects.get(pk=upload.pk).state == states.SUBMITTED
    held = Revision.objects.filter(contribution=Contribution.objects.get(), state=states.BLOCKED)
    assert held.count() == 5
    assert "A check holds back 5 of them" in browser.get(f"/uploads/{upload.public_id}/").content.decode()
    assert not Notification.objects.filter(user=amina, kind="item.blocked").exists()
    assert Notification.objects.filter(user=amina, kind="upload.submitted").count() == 1
