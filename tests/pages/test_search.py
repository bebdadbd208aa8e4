"""The search box: any id and any public name lead to their page, and what is not public is not found."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from apps.people.models import User
from apps.people.services import naming
from openledger.pages import search
from tests import world
from tests.browser import world as small_world

pytestmark = pytest.mark.django_db


def show_by_name(user: User) -> None:
    naming.edit_profile(
        user=user, handle=str(user.handle), display_name="", bio="", links=[],
        language="en", time_zone="UTC", shown_as="name",
    )  # fmt: skip


def find(query: str) -> str | None:
    """Where it leads a stranger."""
    return search.find(query, reader=AnonymousUser())


def test_journals_accounts_and_pools_are_found_by_their_ids() -> None:
    names = small_world.make().names
    assert find(names["journal"]) == f"/ledger/{names['journal']}/"
    assert find(names["account"]) == f"/ledger/account/{names['account']}/"
    assert find(names["pool"]) == f"/ledger/pool/{names['pool']}/"


def test_an_account_is_found_by_its_code() -> None:
    inhabitants = small_world.make()
    code = f"user:{inhabitants.people['regular'].public_id}:available"
    assert find(code) == f"/ledger/account/{inhabitants.names['account']}/"
    assert find("user:nobody:available") is None


def test_a_person_is_found_by_id_and_by_pseudonym(amina: User) -> None:
    assert find(amina.public_id) == f"/u/{amina.pseudonym}/"
    assert find(amina.pseudonym) == f"/u/{amina.pseudonym}/"


def test_a_handle_finds_only_who_is_shown_by_it(amina: User) -> None:
    assert find("amina") is None
    show_by_name(amina)
    assert find("@Amina") == "/u/amina/"


def test_a_mail_address_finds_nobody(amina: User) -> None:
    assert find("amina@example.org") is None
    assert amina.pseudonym.encode() not in Client().get("/search/", {"q": "amina@example.org"}).content


def test_a_community_is_found_by_its_address_and_its_id(amina: User) -> None:
    community = world.community(amina)
    assert find("agri-africa") == find(community.public_id) == "/c/agri-africa/"


def test_the_box_goes_straight_to_what_is_meant(amina: User) -> None:
    response = Client().get("/search/", {"q": f"  {amina.public_id} "})
    assert (response.status_code, response.headers["Location"]) == (302, f"/u/{amina.pseudonym}/")


def test_the_beginning_of_a_name_lists_whom_it_could_mean(amina: User) -> None:
    world.community(amina)
    assert b"Agri Africa" in Client().get("/search/", {"q": "agri"}).content
    assert amina.pseudonym.encode() in Client().get("/search/", {"q": amina.pseudonym[:6]}).content


def test_an_id_that_nothing_has_is_told_what_it_would_be() -> None:
    page = Client().get("/search/", {"q": "txn_01KAE2Q4RB7Z3M9W5XV8C6D7AT"})
    assert page.status_code == 200
    assert b"a journal" in page.content


@pytest.mark.parametrize(
    "typed", ["", " ", "@", "%", "_", "a" * 5_000, "txn_", "<b>", "’; DROP TABLE", "👩‍🌾", ":::"]
)
def test_nothing_that_can_be_typed_breaks_the_page(typed: str) -> None:
    page = Client().get("/search/", {"q": typed})
    assert page.status_code == 200
    assert b"<b>" not in page.content.replace(b'<b class="wrap-anywhere">', b"").replace(
        b'<b class="mono', b""
    )
