"""Signing up and in: what is told to whom, how many guesses are taken, and second factors."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from axes.models import AccessAttempt
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from pytest_django import Settings

from apps.people.models import Session, User
from apps.people.services import registering
from openledger.supervisor import postgres
from tests import world

LOGIN, SIGNUP, RESET = "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"


def sign_in(client: Client, email: str, password: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return client.get("/settings/keys/").status_code == 200


def seen(answer: Any, typed: str) -> tuple[int, str, str]:
    """What a reader can tell from an answer, without tokens and what they typed themselves."""
    body = re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", answer.content.decode())
    return answer.status_code, answer.get("Location", ""), body.replace(typed, "…")


@pytest.fixture
def no_other_limits(settings: Settings) -> None:
    """Only the count of failures, not the pace that allauth allows besides."""
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def hashed() -> Iterator[list[str]]:
    """Every password that is put through the hash, which is the work of a guess."""
    passwords: list[str] = []
    encode = Argon2PasswordHasher.encode

    def noting(self: Argon2PasswordHasher, password: str, salt: str) -> str:
        passwords.append(password)
        return encode(self, password, salt)

    def verify(self: Argon2PasswordHasher, password: str, encoded: str) -> bool:
        passwords.append(password)
        return bool(_verify(self, password, encoded))

    _verify = Argon2PasswordHasher.verify
    with (
        patch.object(Argon2PasswordHasher, "encode", noting),
        patch.object(Argon2PasswordHasher, "verify", verify),
    ):
        yield passwords


@pytest.mark.django_db
def test_signing_up_makes_an_account_with_a_pseudonym_and_signs_in(mailoutbox: list[EmailMessage]) -> None:
    browser = world.browser()
    answer = browser.post(SIGNUP, {"email": "Amina@Example.org", "password1": world.PASSWORD})
    assert answer.status_code == 302
    user = User.objects.get(email="amina@example.org")
    assert re.fullmatch(r"[a-z]+-[a-z]+-[0-9]{4}", user.pseudonym)
    assert user.profile.shown_as == "pseudonym"
    assert is_in(browser)
    assert [mail.to for mail in mailoutbox] == [["amina@example.org"]]


@pytest.mark.django_db
def test_the_link_in_the_mail_confirms_the_address(mailoutbox: list[EmailMessage]) -> None:
    browser = world.browser()
    browser.post(SIGNUP, {"email": "amina@example.org", "password1": world.PASSWORD})
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", str(mailoutbox[0].body))
    assert link is not None
    browser.post(link[1])
    assert EmailAddress.objects.get().verified


@pytest.mark.django_db
def test_signing_up_does_not_tell_whether_an_address_has_an_account(mailoutbox: list[EmailMessage]) -> None:
    world.person("juma")
    known = world.browser().post(SIGNUP, {"email": "juma@example.org", "password1": world.PASSWORD})
    fresh = world.browser().post(SIGNUP, {"email": "jane@example.org", "password1": world.PASSWORD})
    assert seen(known, "juma@example.org") == seen(fresh, "jane@example.org")
    assert len(mailoutbox) == 2


@pytest.mark.django_db
def test_whoever_signs_up_with_an_address_of_another_gets_nothing_of_theirs(juma: User) -> None:
    browser = world.browser()
    browser.post(SIGNUP, {"email": "juma@example.org", "password1": "another-long-password"})
    assert browser.get("/settings/profile/").context["user"].pk != juma.pk
    assert not EmailAddress.objects.get(user__email="juma@example.org", verified=False).can_set_verified()
    client = world.browser()
    sign_in(client, "juma@example.org", "another-long-password")
    assert not is_in(client)
    sign_in(client, "juma@example.org", world.PASSWORD)
    assert is_in(client)


@pytest.mark.django_db
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer_for_the_same_work(
    juma: User, hashed: list[str]
) -> None:
    known = seen(sign_in(world.browser(), "juma@example.org", "not-this-one"), "juma@example.org")
    work = len(hashed)
    unknown = seen(sign_in(world.browser(), "jane@example.org", "not-this-one"), "jane@example.org")
    assert known == unknown
    assert len(hashed) == 2 * work == 2


@pytest.mark.django_db
def test_asking_for_a_new_password_does_not_tell_whether_there_is_an_account(
    juma: User, mailoutbox: list[EmailMessage]
) -> None:
    known = seen(world.browser().post(RESET, {"email": "juma@example.org"}), "juma@example.org")
    unknown = seen(world.browser().post(RESET, {"email": "jane@example.org"}), "jane@example.org")
    assert known == unknown
    assert len(mailoutbox) == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("no_other_limits")
@pytest.mark.parametrize(("address", "guesses"), [("juma@example.org", 1000), ("nobody@example.org", 50)])
def test_of_a_thousand_guesses_at_most_ten_are_taken(
    juma: User, hashed: list[str], address: str, guesses: int
) -> None:
    browser = world.browser()
    statuses = [sign_in(browser, address, f"guess-number-{number}").status_code for number in range(guesses)]
    assert len(hashed) <= 10
    assert set(statuses[10:]) == {429}
    assert sign_in(browser, address, world.PASSWORD).status_code == 429
    assert not is_in(browser)


@pytest.mark.usefixtures("no_other_limits")
def test_guesses_at_the_same_time_are_counted_one_by_one(
    own_database: postgres.Cluster, hashed: list[str]
) -> None:
    world.person("juma")
    hashed.clear()

    def guess(number: int) -> int:
        try:
            return sign_in(world.browser(), "juma@example.org", f"guess-number-{number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as pool:
        list(pool.map(guess, range(60)))
    assert len(hashed) <= 10


@pytest.mark.django_db
@pytest.mark.usefixtures("no_other_limits")
def test_another_account_at_the_same_address_does_not_wipe_the_count(juma: User, hashed: list[str]) -> None:
    world.person("mallory", email="juma@example.org", confirmed=False)
    hashed.clear()
    for number in range(30):
        sign_in(world.browser(), "juma@example.org", f"guess-number-{number}")
        if number % 5 == 0:
            world.browser().post(SIGNUP, {"email": "juma@example.org", "password1": "a-password-of-mallory"})
    assert len([password for password in hashed if password.startswith("guess")]) <= 10


@pytest.mark.django_db
@pytest.mark.usefixtures("no_other_limits")
def test_a_lockout_ends_after_a_quarter_of_an_hour_and_holds_for_one_place_only(juma: User) -> None:
    for number in range(12):
        sign_in(world.browser(), "juma@example.org", f"guess-number-{number}")
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    sign_in(elsewhere, "juma@example.org", world.PASSWORD)
    assert is_in(elsewhere)
    past = world.NOW - timedelta(minutes=16)
    AccessAttempt.objects.update(attempt_time=past)
    browser = world.browser()
    sign_in(browser, "juma@example.org", world.PASSWORD)
    assert is_in(browser)


@pytest.mark.django_db
@pytest.mark.usefixtures("no_other_limits")
def test_guesses_on_the_page_of_leaving_are_counted_too(juma: User, hashed: list[str]) -> None:
    browser = world.browser(juma)
    for number in range(20):
        browser.post("/settings/leave/", {"name": "juma", "password": f"guess-number-{number}"})
    assert len(hashed) <= 10


@pytest.mark.django_db
def test_failed_sign_ins_keep_no_address(juma: User) -> None:
    sign_in(world.browser(), "juma@example.org", "not-this-one")
    attempt = AccessAttempt.objects.values().get()
    assert attempt["failures_since_start"] == 1
    assert not [value for value in attempt.values() if "juma" in str(value) or "not-this-one" in str(value)]


@pytest.mark.django_db
@pytest.mark.parametrize("path", [LOGIN, SIGNUP])
def test_a_password_of_a_million_letters_is_refused_before_it_is_hashed(path: str, hashed: list[str]) -> None:
    long = "x" * 1_000_000
    sent = {"login": "a@example.org", "email": "a@example.org", "password": long, "password1": long}
    assert world.browser().post(path, sent).status_code == 200
    assert hashed == []


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["", "nobody", "a@b", "x" * 250 + "@example.org", "a\x00@example.org"])
def test_an_address_that_is_none_is_refused_by_the_page_and_by_the_service(email: str) -> None:
    assert world.browser().post(SIGNUP, {"email": email, "password1": world.PASSWORD}).status_code in (
        200,
        400,
    )
    with pytest.raises(registering.BadCredentials):
        registering.register(email=email, password=world.PASSWORD, now=world.NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["short", "password1234", "1234567890", "x" * 201])
def test_a_password_that_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(registering.BadCredentials):
        registering.register(email="amina@example.org", password=password, now=world.NOW)


@pytest.mark.django_db
def test_passwords_are_kept_as_argon2id(amina: User) -> None:
    assert amina.password.startswith("argon2$argon2id$")


@pytest.mark.django_db
def test_the_row_of_a_session_does_not_hold_what_the_cookie_holds(amina: User) -> None:
    browser = world.browser(amina)
    cookie = browser.cookies["session"].value
    row = Session.objects.get(person=amina)
    assert cookie not in (row.digest, row.payload)
    forged = world.browser()
    forged.cookies["session"] = row.digest
    assert not is_in(forged)


@pytest.mark.django_db
def test_signing_out_everywhere_else_leaves_this_browser_signed_in(amina: User) -> None:
    here, there = world.browser(amina), world.browser(amina)
    here.post("/settings/security/end-others/")
    assert is_in(here)
    assert not is_in(there)


@pytest.mark.django_db
def test_with_a_second_factor_the_password_alone_does_not_sign_in(amina: User) -> None:
    secret = second_factor(amina)
    browser = world.browser()
    answer = sign_in(browser, "amina@example.org", world.PASSWORD)
    assert "/2fa/authenticate" in answer["Location"]
    assert not is_in(browser)
    assert Session.objects.filter(person=amina).exists(), "a session half way is known to be theirs"
    browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_in(browser)
    browser.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_in(browser)


@pytest.mark.django_db
def test_a_second_factor_is_set_up_on_its_page_and_its_secret_is_encrypted(amina: User) -> None:
    browser = world.browser()
    sign_in(browser, "amina@example.org", world.PASSWORD)
    browser.post("/accounts/reauthenticate/", {"password": world.PASSWORD})
    secret = browser.get("/accounts/2fa/totp/activate/").context["form"].secret
    answer = browser.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.status_code == 302
    kept = {row.type: row.data for row in Authenticator.objects.filter(user=amina)}
    assert kept.keys() == {"totp", "recovery_codes"}
    assert secret not in str(kept)


@pytest.mark.django_db
def test_passkeys_can_be_offered(amina: User) -> None:
    browser = world.browser()
    sign_in(browser, "amina@example.org", world.PASSWORD)
    browser.post("/accounts/reauthenticate/", {"password": world.PASSWORD})
    page = browser.get("/accounts/2fa/webauthn/add/")
    assert page.status_code == 200
    assert "challenge" in str(page.context["js_data"])
    options = world.browser().get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert "challenge" in options.content.decode()


def second_factor(user: User) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return str(secret)


def code_of(secret: str) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30)))  # noqa: TID251 - as a phone does
