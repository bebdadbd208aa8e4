"""Files from the last byte to the items: what is found about rows, and what becomes of those that are submitted."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from apps.contributions.models import Check, Content, Contribution, Item, Revision, Upload
from apps.contributions.services import intake
from apps.contributions.services.admitting import QuotaReached
from apps.datanets.models import Datanet
from apps.datanets.services import publishing
from apps.datanets.services.publishing import Terms
from apps.people.models import User
from tests import thread, world
from tests.contributions import sending
from tests.contributions.sending import CSV, inspected

pytestmark = pytest.mark.django_db
WRONG = """question,answer
What helps against the fall armyworm?,Take the egg masses off by hand every other morning.
Short?,Take the egg masses off by hand every other morning.
What helps against the fall armyworm?,Take the egg masses off by hand every other morning.
When should maize be top-dressed with nitrogen?,only one cell
"""


@pytest.fixture
def net(juma: User, amina: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina])


@pytest.fixture
def client(net: Datanet, amina: User) -> Client:
    return world.program(world.key(amina, "data:write").secret)


@pytest.fixture
def browser(net: Datanet, amina: User) -> Client:
    return world.browser(amina)


def test_rows_are_read_and_nothing_becomes_of_them_before_somebody_says_so(client: Client) -> None:
    upload = inspected(client, CSV)
    assert (upload.state, upload.rows_read, upload.counts) == ("inspected", 5, {"ok": 5})
    assert upload.bytes_read == upload.size
    assert not Contribution.objects.exists()


def test_two_files_at_once_do_not_reach_beyond_the_quota_of_a_day(
    client: Client, juma: User, amina: User, net: Datanet
) -> None:
    """What was submitted and has not become items yet counts, or the second file would find the day empty."""
    now = timezone.now()
    rules = net.rules.get()
    publishing.publish_rules(
        actor=juma,
        datanet=net,
        terms=Terms(min_reviews=1, max_reviews=3, most_items_a_day=7),
        record_schema=rules.record_schema,
        holds_from=now,
        now=now,
    )
    first, second = inspected(client, CSV), inspected(client, CSV.replace("?,", " in the year of rain?,"))
    assert (first.state, second.state, second.counts.get("invalid")) == ("inspected", "inspected", None)
    intake.request_submission(actor=amina, upload=first, now=timezone.now())
    with pytest.raises(QuotaReached, match="and 2 more"):
        intake.request_submission(actor=amina, upload=second, now=timezone.now())


def test_valid_rows_become_the_same_facts_as_a_single_submission(
    client: Client, amina: User, net: Datanet
) -> None:
    upload = inspected(client, CSV)
    intake.request_submission(actor=amina, upload=upload, now=timezone.now())
    sending.worked()
    upload.refresh_from_db()
    assert (upload.state, upload.rows_submitted) == ("submitted", 5)
    contribution = Contribution.objects.get()
    assert upload.contribution == contribution
    assert (contribution.author, contribution.licence, contribution.datanet) == (amina, "CC-BY-4.0", net)
    assert contribution.consent is not None
    assert [model.objects.count() for model in (Item, Revision, Content)] == [5, 5, 5]
    assert {check.revision_id for check in Check.objects.filter(kind="schema")} == set(
        Revision.objects.values_list("pk", flat=True)
    )
    assert set(Revision.objects.values_list("state", flat=True)) == {"queued"}
    first = Content.objects.order_by("pk").first()
    assert first is not None
    assert first.record["question"] == "When is maize sown in the uplands?"


def test_each_row_is_judged_and_told_why(client: Client, browser: Client, amina: User) -> None:
    upload = inspected(client, WRONG)
    assert upload.counts == {"ok": 1, "invalid": 2, "duplicate": 1}
    page = browser.get(f"/uploads/{upload.public_id}/").content.decode()
    assert "Submit the 1 valid row" in page
    assert "This has fewer than 8 letters." in page
    assert "These are the very words of row 1 of this file." in page
    bad = browser.get(f"/uploads/{upload.public_id}/?verdict=invalid").content.decode()
    assert "egg masses" in bad
    answer = browser.get(f"/uploads/{upload.public_id}/report.csv?rows=bad")
    report = answer.getvalue().decode()
    assert report.startswith("\ufeffquestion,answer,_row,_line,_verdict,_reason")
    assert "Short?" in report
    assert report.count("\r\n") == 4


def test_pages_are_for_whoever_sent_the_file(client: Client, browser: Client, juma: User) -> None:
    upload = inspected(client, CSV)
    for path in ("", "progress/", "mapping/", "report.csv"):
        assert world.browser(juma).get(f"/uploads/{upload.public_id}/{path}").status_code == 404
        assert Client().get(f"/uploads/{upload.public_id}/{path}").status_code == 302
    assert world.browser(juma).post(f"/uploads/{upload.public_id}/submit/").status_code == 404
    assert browser.get("/uploads/").status_code == 200
    assert browser.get(f"/uploads/{upload.public_id}/progress/").json()["state"] == "inspected"


def test_submitting_by_the_page(client: Client, browser: Client) -> None:
    upload = inspected(client, CSV)
    for _click in range(2):
        assert browser.post(f"/uploads/{upload.public_id}/submit/").status_code == 302
    sending.worked()
    assert Item.objects.count() == 5
    assert browser.post(f"/uploads/{upload.public_id}/submit/").status_code == 302
    sending.worked()
    assert Item.objects.count() == 5
    assert "5 rows became items" in browser.get(f"/uploads/{upload.public_id}/").content.decode()


def test_columns_that_nobody_can_guess_are_asked_for_and_remembered(client: Client, browser: Client) -> None:
    strange = CSV.replace("question,answer", "q,a")
    upload = inspected(client, strange)
    assert upload.state == "unmapped"
    page = browser.get(f"/uploads/{upload.public_id}/mapping/").content.decode()
    assert "sown in the uplands?" in page
    answer = browser.post(f"/uploads/{upload.public_id}/mapping/", {"question": "0", "answer": "1"})
    assert answer.status_code == 302
    sending.worked()
    upload.refresh_from_db()
    assert (upload.state, upload.counts) == ("inspected", {"ok": 5})
    assert browser.post(f"/uploads/{upload.public_id}/cancel/").status_code == 302
    again = inspected(client, strange)
    assert (again.state, again.counts) == ("inspected", {"ok": 5})


def test_a_file_is_sent_by_a_plain_form_as_well(browser: Client, net: Datanet, tmp_path: Path) -> None:
    path = tmp_path / "maize.csv"
    path.write_text(CSV)
    address = "/d/agri-africa/agronomy/contribute/upload/"
    page = browser.get(address).content.decode()
    assert "at most 2.0" in page
    said = {"licence": "CC-BY-4.0", "origin": "own", "consent": "1"}
    with path.open("rb") as file:
        answer = browser.post(address, {**said, "chosen": file})
    assert answer.status_code == 302, answer.content
    sending.worked()
    upload = Upload.objects.get()
    assert (upload.state, upload.counts) == ("inspected", {"ok": 5})
    assert "Choose at least one file." in browser.post(address, said).content.decode()


def test_what_is_not_what_was_announced_is_refused(client: Client) -> None:
    upload = inspected(client, CSV, sha256="0" * 64)
    assert upload.state == "refused"
    assert "not the one that was announced" in upload.problem


@pytest.mark.parametrize(
    "content", [b"question,answer\n", b"\x89PNG\r\n\x1a\nxxx", b"<html><script>", b"\0\1\2\3" * 50]
)
def test_what_cannot_be_read_says_why(client: Client, browser: Client, content: bytes) -> None:
    upload = inspected(client, content)
    assert upload.state == "refused"
    assert upload.problem
    assert browser.get(f"/uploads/{upload.public_id}/").status_code == 200


def test_a_call_off_ends_it(client: Client, browser: Client) -> None:
    upload = inspected(client, CSV)
    browser.post(f"/uploads/{upload.public_id}/cancel/")
    upload.refresh_from_db()
    assert (upload.state, Item.objects.count()) == ("cancelled", 0)
    assert browser.post(f"/uploads/{upload.public_id}/submit/").status_code == 409
