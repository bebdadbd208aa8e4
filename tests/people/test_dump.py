"""A copy of the database opens nothing."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.mail import EmailMessage

from apps.people.models import User
from tests import world
from tests.people import dump


@pytest.mark.django_db
def test_no_token_in_a_copy_of_the_database_can_be_used(amina: User, mailoutbox: list[EmailMessage]) -> None:
    agent = world.agent(amina)
    world.mandate(agent)
    totp = generate_totp_secret()
    tokens = {
        "key": world.key(amina).secret,
        "agent's key": world.key(amina, "models:call", of=agent).secret,
        "second factor": totp,
        "password": world.PASSWORD,
    }
    browser = world.browser()
    browser.post("/accounts/login/", {"login": "amina@example.org", "password": world.PASSWORD})
    tokens["session"] = browser.cookies["session"].value
    assert browser.get("/settings/keys/").status_code == 200
    world.browser().post("/accounts/password/reset/", {"email": "amina@example.org"})
    tokens["link"] = re.search(r"/password/reset/key/([^/]+)/", str(mailoutbox[-1].body))[1]  # type: ignore[index]
    TOTP.activate(amina, totp)
    codes = RecoveryCodes.activate(amina)
    tokens |= {f"code {number}": code for number, code in enumerate(codes.get_unused_codes())}
    assert dump.places_of(tokens.values()) == []
    assert dump.places_of([amina.pseudonym]), "the search finds what is there"
