"""What the site writes to an address: plain text, one link, and what to do when it was somebody else."""

import re

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from apps.people.models import User
from tests.world import PASSWORD, browser

pytestmark = pytest.mark.django_db


def only(mailoutbox: list[EmailMessage]) -> EmailMessage:
    assert len(mailoutbox) == 1
    return mailoutbox[0]


def test_who_signs_up_gets_one_link_that_confirms_the_address(mailoutbox: list[EmailMessage]) -> None:
    client = Client()
    client.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD})
    mail = only(mailoutbox)
    assert mail.subject == "[OpenLedger] Confirm your address"
    (link,) = re.findall(r"http://testserver(\S+)", str(mail.body))
    assert b"new@example.org" in client.get(link).content
    assert client.post(link, follow=True).status_code == 200


def test_who_forgot_the_password_gets_one_link_to_choose_another(
    amina: User, mailoutbox: list[EmailMessage]
) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": "amina@example.org"})
    mail = only(mailoutbox)
    assert mail.subject == "[OpenLedger] Choose a new password"
    (link,) = re.findall(r"http://testserver(\S+)", str(mail.body))
    page = client.get(link, follow=True)
    assert b"Set the new password" in page.content


def test_an_address_without_an_account_is_told_so_and_the_page_says_nothing(
    mailoutbox: list[EmailMessage],
) -> None:
    page = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert b"If there is an account" in page.content
    assert only(mailoutbox).subject == "[OpenLedger] No account with this address"


def test_a_changed_password_is_told_with_what_to_do(amina: User, mailoutbox: list[EmailMessage]) -> None:
    client = browser(amina)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "another-river-77", "password2": "another-river-77"},
    )
    assert "If it was not you" in str(only(mailoutbox).body)


@pytest.mark.parametrize("mark", ["<", "&amp;", "&#x27;", "{{", "{%"])
def test_mails_are_text_and_show_no_marks_of_their_templates(
    mailoutbox: list[EmailMessage], mark: str
) -> None:
    Client().post("/accounts/signup/", {"email": "o'neil@example.org", "password1": PASSWORD})
    assert mark not in str(only(mailoutbox).body)
