"""The needs board: what is asked for, how much of it was accepted, and who is at the rest."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.datanets.models import Datanet, Need, NeedClaim
from apps.datanets.services import claiming, needing
from apps.people.models import User
from tests import thread, world
from tests.world import NOW

pytestmark = pytest.mark.django_db
MOST_QUESTIONS = 8
BOARD = "/d/agri-africa/agronomy/needs/"


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina, li_wei])


@pytest.fixture
def need(juma: User, net: Datanet) -> Need:
    return needing.open_need(
        actor=juma, datanet=net, title="Beans & maize", wanted=4, description="<i>Local</i> names.", now=NOW
    )


def page(reader: User | None = None) -> str:
    answer = world.browser(reader).get(BOARD)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_empty_board_says_that_everything_is_welcome(net: Datanet, juma: User) -> None:
    assert "Nothing in particular is asked for now." in page()
    assert "Ask for something" not in page()
    assert "Ask for something" in page(juma)


def test_a_curator_asks_closes_and_opens_again(net: Datanet, juma: User, amina: User) -> None:
    curator, member = world.browser(juma), world.browser(amina)
    sent = {"title": "Beans", "wanted": "4", "description": "", "field": "", "value": ""}
    assert member.post(f"{BOARD}new/", sent).status_code == 403
    assert curator.post(f"{BOARD}new/", sent)["Location"] == BOARD
    need = Need.objects.get()
    for verb, label in (("close", "1 closed need"), ("reopen", "0 of 4 accepted")):
        assert member.post(f"{BOARD}{need.public_id}/{verb}/").status_code == 403
        assert curator.post(f"{BOARD}{need.public_id}/{verb}/").status_code == 302
        assert label in page()


def test_what_cannot_be_asked_for_is_said_at_its_field(net: Datanet, juma: User) -> None:
    sent = {"title": "Beans", "wanted": "4", "field": "question", "value": "short"}
    answer = world.browser(juma).post(f"{BOARD}new/", sent)
    assert answer.context["form"].errors == {"value": ["This has fewer than 8 letters."]}
    assert world.browser(juma).post(f"{BOARD}new/", {"wanted": "many", "field": "x"}).status_code == 200


def test_what_somebody_wrote_is_escaped(need: Need) -> None:
    assert "&lt;i&gt;Local&lt;/i&gt; names." in page()
    assert "Beans &amp; maize" in page()


def test_a_member_claims_renews_and_releases(need: Need, juma: User, amina: User, li_wei: User) -> None:
    member, address = world.browser(amina), f"{BOARD}{need.public_id}/claim/"
    assert member.post(address, {"pieces": "3", "days": "5"}).status_code == 302
    assert "is at 3 pieces" in page()
    assert "Renew" in page(amina)
    assert "Renew" not in page(li_wei)
    told = world.browser(li_wei).post(address, {"pieces": "2", "days": "3"}, follow=True).content.decode()
    assert "Only 1 piece is free now." in told
    claim = NeedClaim.objects.get()
    assert (
        world.browser(li_wei).post(f"/d/agri-africa/agronomy/claims/{claim.public_id}/renew/").status_code
        == 403
    )
    member.post(f"/d/agri-africa/agronomy/claims/{claim.public_id}/renew/")
    renewed = NeedClaim.objects.get(released_at=None)
    assert renewed.pk != claim.pk
    member.post(f"/d/agri-africa/agronomy/claims/{renewed.public_id}/release/")
    assert "is at" not in page()


@pytest.mark.parametrize(
    "sent", [{}, {"pieces": "0", "days": "3"}, {"pieces": "x", "days": "3"}, {"pieces": "1", "days": "15"},
             {"pieces": "9" * 30, "days": "1"}],
)  # fmt: skip
def test_a_claim_of_nothing_or_for_ever_is_told_what_to_say(
    need: Need, amina: User, sent: dict[str, str]
) -> None:
    answer = world.browser(amina).post(f"{BOARD}{need.public_id}/claim/", sent, follow=True)
    assert "Say how many you will give" in answer.content.decode()
    assert not NeedClaim.objects.exists()


def test_only_what_was_accepted_for_it_counts(need: Need, net: Datanet, juma: User, amina: User) -> None:
    accepted, waiting, other = (
        thread.item(
            amina,
            net,
            question=f"What about bean number {number}?",
            answer=f"{number} {thread.ANSWER}",
            need=for_it,
        )
        for number, for_it in enumerate((need, need, None))
    )
    assert waiting.contribution.need == need
    for revision in (accepted, other):
        thread.reviewed(revision, juma)
    assert "1 of 4 accepted" in page()
    answer = world.browser(amina).post(
        f"{BOARD}{need.public_id}/claim/", {"pieces": "4", "days": "3"}, follow=True
    )
    assert "Only 3 pieces are free now." in answer.content.decode()


def test_names_of_other_datanets_lead_nowhere(need: Need, juma: User, amina: User) -> None:
    other = thread.datanet(juma, community=need.datanet.community, slug="soils")
    elsewhere = needing.open_need(actor=juma, datanet=other, title="Soils", wanted=2, now=NOW)
    claim = claiming.claim(person=amina, need=elsewhere, pieces=1, given=0, now=NOW)
    browser = world.browser(juma)
    for address in (f"{BOARD}{elsewhere.public_id}/close/", f"{BOARD}ned_nothing/claim/",
                    f"/d/agri-africa/agronomy/claims/{claim.public_id}/release/"):  # fmt: skip
        assert browser.post(address, {"pieces": "1", "days": "1"}).status_code == 404
    assert browser.get(f"{BOARD}{need.public_id}/close/").status_code == 405


def test_the_board_asks_few_questions_whatever_stands_on_it(
    need: Need, juma: User, amina: User, li_wei: User
) -> None:
    for number in range(5):
        one = needing.open_need(actor=juma, datanet=need.datanet, title=f"Need {number}", wanted=9, now=NOW)
        for person in (amina, li_wei):
            claiming.claim(person=person, need=one, pieces=2, given=0, now=NOW)
    browser = world.browser(amina)
    browser.get(BOARD)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(BOARD).status_code == 200
    assert len(asked) <= MOST_QUESTIONS
