"""The admin: for staff, for looking, and for acts that are written down with a reason."""

from io import StringIO

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command

from apps.people.models import ApiKey, AuditReason, AuditRecord, User
from tests import world

LISTS = ["user", "community", "agent", "mandate", "apikey", "auditrecord"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(amina: User) -> str:
    agent = world.agent(amina, "The secret gardener")
    world.mandate(agent)
    world.community(amina)
    world.key(amina, of=agent)
    return world.key(amina).secret


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_for_staff_only(name: str, issued: str, amina: User, root: User) -> None:
    address = f"/admin/people/{name}/"
    assert world.browser().get(address, follow=True).redirect_chain[-1][0].startswith("/accounts/login/")
    assert world.browser(amina).get(address, follow=True).status_code == 403
    assert world.browser(root).get(address).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_one_row_can_be_looked_at_and_not_changed(name: str, issued: str, root: User) -> None:
    pk = _ids(name)[0]
    address = f"/admin/people/{name}/{pk}/change/"
    browser = world.browser(root)
    page = browser.get(address)
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert browser.post(address, {}).status_code == 403
    assert browser.post(f"/admin/people/{name}/{pk}/delete/", {"post": "yes"}).status_code == 403
    assert browser.get(f"/admin/people/{name}/add/").status_code == 403


def test_no_page_of_the_admin_shows_a_secret_or_a_name_that_is_somebodys_own(issued: str, root: User) -> None:
    browser = world.browser(root)
    for name in LISTS:
        for page in (f"/admin/people/{name}/", *(f"/admin/people/{name}/{pk}/change/" for pk in _ids(name))):
            body = browser.get(page).content.decode()
            assert issued not in body
            assert "argon2" not in body
            assert "The secret gardener" not in body


def test_what_libraries_registered_with_addresses_and_secrets_is_gone() -> None:
    shown = {model._meta.label for model in admin.site._registry}
    assert not shown & {"account.EmailAddress", "mfa.Authenticator", "auth.Group", "axes.AccessAttempt"}


def test_staff_are_appointed_by_staff_and_it_is_written_down(amina: User, root: User) -> None:
    sent = {
        "action": "appoint_staff",
        "_selected_action": [amina.pk],
        "reason": "She helps us.",
        "index": "0",
    }
    world.browser(root).post("/admin/people/user/", sent)
    amina.refresh_from_db()
    assert amina.is_staff
    record = AuditRecord.objects.get(act="staff.appoint", subject_id=amina.public_id)
    assert (record.actor_id, record.reason.text) == (root.public_id, "She helps us.")
    world.browser(root).post("/admin/people/user/", sent | {"action": "dismiss_staff"})
    amina.refresh_from_db()
    assert not amina.is_staff


def test_an_act_without_a_reason_does_not_happen(amina: User, root: User) -> None:
    sent = {"action": "appoint_staff", "_selected_action": [amina.pk], "reason": "", "index": "0"}
    world.browser(root).post("/admin/people/user/", sent)
    amina.refresh_from_db()
    assert not amina.is_staff


def test_an_operator_can_end_a_key(issued: str, root: User) -> None:
    key = ApiKey.objects.get(agent__isnull=True)
    sent = {"action": "revoke", "_selected_action": [key.pk], "reason": "It spams.", "index": "0"}
    world.browser(root).post("/admin/people/apikey/", sent)
    key.refresh_from_db()
    assert key.state == "revoked"
    assert AuditReason.objects.filter(record__act="key.revoke", text="It spams.").exists()


def test_the_operator_appoints_the_first_at_the_command_line(amina: User) -> None:
    call_command("appoint_staff", "amina@example.org", stdout=StringIO())
    amina.refresh_from_db()
    assert amina.is_staff
    assert AuditRecord.objects.get(act="staff.appoint").actor_id == "operator"
    with pytest.raises(CommandError, match="already"):
        call_command("appoint_staff", "amina")
    call_command("appoint_staff", "amina", dismiss=True, stdout=StringIO())
    with pytest.raises(CommandError, match="Nobody"):
        call_command("appoint_staff", "nobody-at-all")


def test_an_address_that_somebody_only_claims_names_nobody(amina: User) -> None:
    world.person("mallory", email="amina@example.org", confirmed=False)
    world.person("trudy", email="the-next-admin@example.org", confirmed=False)
    call_command("appoint_staff", "Amina@Example.org", stdout=StringIO())
    assert list(User.objects.filter(is_staff=True)) == [amina]
    with pytest.raises(CommandError, match="confirmed"):
        call_command("appoint_staff", "the-next-admin@example.org")


def _ids(name: str) -> list[int]:
    model = next(kind for kind in admin.site._registry if kind._meta.label_lower == f"people.{name}")
    return list(model._default_manager.values_list("pk", flat=True))
