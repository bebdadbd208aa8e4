"""Second steps as a person takes them: an app that shows codes, codes on paper, a passkey, under the strict policy."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.browser.conftest import Site, fill_sign_in
from tests.browser.watching import Watch, axe, overflow
from tests.world import PASSWORD

PERIOD = 30  # seconds for which a code of the app is valid
#: A key inside the machine that knows its owner and says yes to everything.
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody in front of one window."""

    house: Site
    tab: Tab
    watch: Watch

    def signs_in(self, who: str) -> None:
        self.tab.goto(self.house.url("/accounts/login/"))
        fill_sign_in(self.tab, self.house.world.emails[who])

    def signs_out(self) -> None:
        self.tab.goto(self.house.url("/accounts/logout/"))
        self.confirms()

    def opens(self, path: str) -> None:
        """These pages need a state that the table of pages cannot have, so they are looked at here."""
        self.house.visit(self.tab, path)
        self.looks()

    def looks(self) -> None:
        assert axe(self.tab) == []
        assert overflow(self.tab) == []

    def confirms(self) -> None:
        self.tab.click("main form button.btn--primary, main form button.btn--danger")

    def types_code(self, code: str) -> None:
        self.tab.fill("#id_code", code)
        self.confirms()


@pytest.fixture
def person(house: Site) -> Iterator[Person]:
    with house.context() as context:
        tab = context.new_page()
        watch = Watch(tab)
        yield Person(house, tab, watch)
        assert watch.complaints == []


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // PERIOD)))


def test_an_app_that_shows_codes_is_set_up_asked_for_and_switched_off(person: Person) -> None:
    tab = person.tab
    person.signs_in("careful")
    person.opens("/accounts/2fa/totp/activate/")
    person.types_code(code_of(tab.locator("main pre.code").inner_text().strip()))
    expect(tab.get_by_role("heading", name="Recovery codes")).to_be_visible()
    person.looks()
    on_paper = tab.locator(".codes li").first.inner_text()
    person.opens("/accounts/2fa/")

    person.signs_out()
    person.signs_in("careful")
    expect(tab.get_by_role("heading", name="Second step")).to_be_visible()
    person.types_code("000000")
    expect(tab.locator(".error")).to_be_visible()
    person.looks()
    person.types_code(on_paper)
    expect(tab).to_have_url(person.house.url("/"))

    person.opens("/accounts/2fa/recovery-codes/generate/")
    person.opens("/accounts/2fa/totp/deactivate/")
    person.confirms()
    expect(tab.get_by_role("link", name="Set up")).to_be_visible()


def test_a_passkey_is_added_renamed_signs_somebody_in_and_is_removed(person: Person) -> None:
    tab = person.tab
    devtools = tab.context.new_cdp_session(tab)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    person.signs_in("keyholder")
    person.opens("/accounts/2fa/webauthn/add/")
    tab.fill("#id_name", "The laptop")
    tab.check("#id_passwordless")
    person.confirms()
    tab.wait_for_url("**/accounts/2fa/recovery-codes/")

    person.opens("/accounts/2fa/webauthn/")
    expect(tab.get_by_role("cell", name="The laptop")).to_contain_text("Passkey")
    tab.get_by_role("link", name="Rename").click()
    person.looks()
    tab.fill("#id_name", "The old laptop")
    person.confirms()

    person.signs_out()
    tab.goto(person.house.url("/accounts/login/"))
    tab.click("#passkey_login")
    expect(tab).to_have_url(person.house.url("/"))

    person.opens("/accounts/2fa/webauthn/")
    tab.get_by_role("link", name="Remove").click()
    if "reauthenticate" in tab.url:
        tab.fill("#id_password", PASSWORD)
        person.confirms()
    person.looks()
    person.confirms()
    expect(tab.get_by_text("Keys that you add are listed here.")).to_be_visible()
