"""What becomes of a session: a new key at each sign-in, an end with a new password, a question before what matters."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.test import Client

from apps.people.authentication.sessions import digest_of
from apps.people.models import Session, User
from apps.people.services import sweeping
from tests import world

pytestmark = pytest.mark.django_db
LOGIN, LOGOUT, CHANGE, RESET = (
    "/accounts/login/", "/accounts/logout/", "/accounts/password/change/", "/accounts/password/reset/",
)  # fmt: skip
NEW = "a-field-of-sorghum-77"


def sign_in(client: Client, password: str = world.PASSWORD, **more: str) -> str:
    """Sign Amina in; where the site leads her."""
    sent = {"login": "amina@example.org", "password": password, **more}
    return str(client.post(LOGIN, sent).get("Location", ""))


def is_in(client: Client) -> bool:
    return client.get("/settings/keys/").status_code == 200


def cookie(client: Client) -> str:
    return str(client.cookies["session"].value)


def change_password(client: Client) -> None:
    client.post(CHANGE, {"oldpassword": world.PASSWORD, "password1": NEW, "password2": NEW})


@pytest.fixture
def signed_in(amina: User) -> Client:
    client = world.browser()
    sign_in(client)
    return client


def test_the_key_of_a_session_changes_when_somebody_signs_in(amina: User) -> None:
    """Or a cookie that was planted in a browser would become a key to the account."""
    client = world.browser()
    client.get(LOGIN)
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies["session"] = str(session.session_key)
    sign_in(client)
    assert is_in(client)
    assert cookie(client) != session.session_key
    assert not Session.objects.filter(digest=digest_of(str(session.session_key))).exists()


def test_signing_out_ends_the_session_here_and_on_the_server(signed_in: Client, amina: User) -> None:
    kept = cookie(signed_in)
    signed_in.post(LOGOUT)
    thief = world.browser()
    thief.cookies["session"] = kept
    assert not is_in(signed_in)
    assert not is_in(thief)
    assert not Session.objects.filter(person=amina).exists()


def test_a_link_alone_signs_nobody_out(signed_in: Client) -> None:
    signed_in.get(LOGOUT)
    assert is_in(signed_in)


def test_a_new_password_ends_every_other_session_and_renews_this_one(signed_in: Client) -> None:
    elsewhere = world.browser()
    sign_in(elsewhere)
    before = cookie(signed_in)
    change_password(signed_in)
    assert is_in(signed_in)
    assert not is_in(elsewhere)
    assert cookie(signed_in) != before
    sign_in(elsewhere)
    assert not is_in(elsewhere), "the old password is no password any more"
    sign_in(elsewhere, NEW)
    assert is_in(elsewhere)


def test_a_new_password_is_told_by_mail(signed_in: Client, mailoutbox: list[EmailMessage]) -> None:
    change_password(signed_in)
    assert [mail.to for mail in mailoutbox] == [["amina@example.org"]]


def test_a_password_is_not_changed_without_the_old_one(signed_in: Client, amina: User) -> None:
    signed_in.post(CHANGE, {"oldpassword": "not-hers", "password1": NEW, "password2": NEW})
    amina.refresh_from_db()
    assert amina.check_password(world.PASSWORD)


def test_a_link_to_a_new_password_works_once_and_ends_every_session(
    signed_in: Client, mailoutbox: list[EmailMessage]
) -> None:
    world.browser().post(RESET, {"email": "amina@example.org"})
    link = re.search(r"http://testserver(\S+/key/\S+)", str(mailoutbox[0].body))
    assert link is not None
    reader = world.browser()
    form = reader.get(link[1])["Location"]
    reader.post(form, {"password1": NEW, "password2": NEW})
    assert not is_in(signed_in)
    late = world.browser()
    again = late.get(link[1], follow=True)
    assert "password1" not in again.content.decode(), "the link has no form any more"
    sign_in(late, NEW)
    assert is_in(late)


def test_signing_in_leads_back_to_this_site_only(amina: User) -> None:
    assert sign_in(world.browser(), next="/settings/keys/") == "/settings/keys/"
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"):
        assert "evil" not in sign_in(world.browser(), next=elsewhere)


@pytest.mark.parametrize(
    "page",
    ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/recovery-codes/generate/"],
)
def test_second_factors_are_changed_by_somebody_who_gave_the_password_just_now(
    page: str, amina: User
) -> None:
    """A browser that was left open for long is not enough."""
    Authenticator.objects.create(user=amina, type="totp", data={"secret": "x"})
    browser = world.browser(amina)
    asked = browser.get(page)
    assert asked.status_code == 302
    assert "/reauthenticate/" in asked["Location"]


def test_giving_the_password_again_opens_the_page_that_was_asked_for(amina: User) -> None:
    browser = world.browser(amina)
    page = "/accounts/2fa/totp/activate/"
    where = browser.get(page)["Location"]
    assert browser.post(where, {"password": "not-hers-at-all"}).status_code == 200
    assert browser.get(page).status_code == 302
    assert browser.post(where, {"password": world.PASSWORD})["Location"] == page
    assert browser.get(page).status_code == 200


def test_the_cookie_is_for_this_site_and_out_of_reach_of_scripts(signed_in: Client) -> None:
    morsel = signed_in.cookies["session"]
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"


def test_a_session_that_has_ended_is_over_before_it_is_swept_away(signed_in: Client, amina: User) -> None:
    Session.objects.filter(person=amina).update(expires_at=world.NOW)
    assert not is_in(signed_in)
    assert sweeping.sweep_out(now=world.NOW) == 0
    later = world.NOW.replace(year=world.NOW.year + 1)
    assert sweeping.sweep_out(now=later) >= 1
    assert not Session.objects.filter(person=amina).exists()


def test_somebody_who_is_signed_in_is_not_asked_to_sign_in_or_up(signed_in: Client) -> None:
    for page in (LOGIN, "/accounts/signup/"):
        assert signed_in.get(page).status_code == 302


def test_an_address_is_changed_when_the_new_one_is_confirmed(
    signed_in: Client, amina: User, mailoutbox: list[EmailMessage]
) -> None:
    signed_in.post("/accounts/reauthenticate/", {"password": world.PASSWORD})
    signed_in.post("/accounts/email/", {"email": "amina.new@example.org", "action_add": ""})
    amina.refresh_from_db()
    assert amina.email == "amina@example.org"
    link = next(
        found[1]
        for mail in mailoutbox
        if (found := re.search(r"http://testserver(/accounts/confirm-email/\S+)", str(mail.body)))
    )
    signed_in.post(link)
    amina.refresh_from_db()
    assert amina.email == "amina.new@example.org"
