"""Communities: founding, joining, roles, and that an open one always has an owner."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from apps.foundation.errors import Conflict, NotAllowed
from apps.people.models import AuditRecord, Community, Membership, Notification, User
from apps.people.services import communities
from apps.people.services.communities import LastOwner, NotAMember, SlugTaken
from openledger.supervisor import postgres
from tests import world
from tests.people.at_once import at_once


def role(user: User, place: Community) -> str | None:
    return Membership.objects.filter(user=user, community=place).values_list("role", flat=True).first()


def appoint(actor: User, place: Community, user: User, to: str) -> None:
    communities.appoint(actor=actor, community=place, user=user, role=to, now=world.NOW)


def dismiss(actor: User, place: Community, user: User) -> None:
    communities.dismiss(actor=actor, community=place, user=user, reason="It was agreed.", now=world.NOW)


@pytest.fixture
def place(amina: User, juma: User) -> Community:
    made = world.community(amina)
    communities.join(user=juma, community=made, now=world.NOW)
    return made


@pytest.mark.django_db
def test_the_founder_is_the_first_owner(amina: User, place: Community) -> None:
    assert role(amina, place) == "owner"
    assert AuditRecord.objects.filter(act="community.open", actor_id=amina.public_id).exists()


@pytest.mark.django_db
def test_an_address_is_taken_once_and_for_ever(amina: User, juma: User) -> None:
    place = world.community(amina)
    with pytest.raises(SlugTaken):
        world.community(juma)
    communities.close_community(actor=amina, community=place, now=world.NOW)
    with pytest.raises(SlugTaken):
        world.community(juma)


@pytest.mark.django_db
def test_joining_twice_is_joining_once(juma: User, place: Community) -> None:
    communities.join(user=juma, community=place, now=world.NOW)
    assert place.memberships.filter(user=juma).count() == 1


@pytest.mark.django_db
def test_owners_appoint_and_dismiss_and_it_is_written_down_and_told(
    amina: User, juma: User, place: Community
) -> None:
    appoint(amina, place, juma, "steward")
    assert role(juma, place) == "steward"
    dismiss(amina, place, juma)
    assert role(juma, place) == "member"
    told = list(Notification.objects.filter(user=juma, kind__startswith="community").order_by("pk"))
    assert [notice.parameters for notice in told] == [
        {"slug": place.slug, "role": "steward"},
        {"slug": place.slug},
    ]
    record = AuditRecord.objects.get(act="community.dismiss")
    assert record.subject_id == f"{place.public_id}:{juma.public_id}"
    assert record.reason.text == "It was agreed."


@pytest.mark.django_db
@pytest.mark.parametrize("standing", [None, "member", "steward"])
def test_whoever_is_no_owner_gives_and_takes_no_role(
    amina: User, juma: User, li_wei: User, place: Community, standing: str | None
) -> None:
    if standing:
        communities.join(user=li_wei, community=place, now=world.NOW)
    if standing == "steward":
        appoint(amina, place, li_wei, "steward")
    for act in (
        lambda: appoint(li_wei, place, juma, "steward"),
        lambda: dismiss(li_wei, place, amina),
        lambda: communities.close_community(actor=li_wei, community=place, now=world.NOW),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.django_db
def test_stewards_write_what_is_said_about_a_community_and_members_do_not(
    amina: User, juma: User, place: Community
) -> None:
    def write() -> None:
        communities.edit_community(actor=juma, community=place, title="New", purpose="Newer", now=world.NOW)

    with pytest.raises(NotAllowed):
        write()
    appoint(amina, place, juma, "steward")
    write()
    place.refresh_from_db()
    assert (place.title, place.purpose) == ("New", "Newer")


@pytest.mark.django_db
def test_only_members_are_appointed(amina: User, li_wei: User, place: Community) -> None:
    with pytest.raises(NotAMember):
        appoint(amina, place, li_wei, "steward")
    with pytest.raises(NotAllowed):
        appoint(amina, place, amina, "member")


@pytest.mark.django_db
def test_the_last_owner_neither_leaves_nor_steps_down(amina: User, juma: User, place: Community) -> None:
    for act in (
        lambda: communities.leave(user=amina, community=place),
        lambda: dismiss(amina, place, amina),
        lambda: appoint(amina, place, amina, "steward"),
    ):
        with pytest.raises(LastOwner):
            act()
    appoint(amina, place, juma, "owner")
    communities.leave(user=amina, community=place)
    assert role(amina, place) is None


@pytest.mark.django_db
def test_a_community_is_closed_when_nobody_else_is_in_it(amina: User, juma: User, place: Community) -> None:
    with pytest.raises(Conflict):
        communities.close_community(actor=amina, community=place, now=world.NOW)
    communities.leave(user=juma, community=place)
    communities.close_community(actor=amina, community=place, now=world.NOW)
    with pytest.raises(Conflict):
        communities.join(user=juma, community=place, now=world.NOW)
    assert world.browser().get("/c/").context["communities"].rows == []


@pytest.mark.django_db
def test_nobody_collects_addresses(amina: User) -> None:
    for number in range(communities.MOST_OWNED):
        world.community(amina, slug=f"place-{number}")
    with pytest.raises(Conflict, match="20"):
        world.community(amina, slug="one-too-many")


@pytest.mark.django_db
def test_a_leaver_opens_and_joins_nothing(amina: User, place: Community) -> None:
    gone = world.person("ghost-writer")
    gone.state = "left"
    with pytest.raises(NotAllowed):
        world.community(gone, slug="haunted")
    with pytest.raises(NotAllowed):
        communities.join(user=gone, community=place, now=world.NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_membership SET role = 'member'",
        "DELETE FROM people_membership",
        f"INSERT INTO people_community VALUES (-1, 'com_{'0' * 26}', 'headless', 'x', 'x', 'open', now(), NULL)",
    ],
)
@pytest.mark.usefixtures("place")
def test_the_database_itself_keeps_an_owner_in_an_open_community(statement: str) -> None:
    with pytest.raises(IntegrityError, match="an open community has an owner"):
        _run_to_the_end(statement)


def test_of_two_owners_who_go_at_once_one_stays(own_database: postgres.Cluster) -> None:
    amina, juma = world.person("amina"), world.person("juma")
    for number in range(10):
        place = world.community(amina, slug=f"place-{number}")
        communities.join(user=juma, community=place, now=world.NOW)
        appoint(amina, place, juma, "owner")

        acts = [partial(communities.leave, user=user, community=place) for user in (amina, juma)]
        assert sorted(at_once(acts)) == ["", "last_owner"]
        assert place.memberships.filter(role="owner").count() == 1


def test_even_without_the_service_two_owners_cannot_both_go_at_once(own_database: postgres.Cluster) -> None:
    """The trigger locks the community before it counts, so that neither counts the other who is going."""
    amina, juma = world.person("amina"), world.person("juma")
    place = world.community(amina)
    communities.join(user=juma, community=place, now=world.NOW)
    appoint(amina, place, juma, "owner")
    together = Barrier(2)

    def go(user: User) -> str:
        try:
            with transaction.atomic():
                Membership.objects.filter(community=place, user=user).delete()
                together.wait(timeout=20)
        except IntegrityError:
            return "stays"
        finally:
            connection.close()
        return "gone"

    with ThreadPoolExecutor(max_workers=2) as pool:
        assert sorted(pool.map(go, (amina, juma))) == ["gone", "stays"]


@pytest.mark.django_db
def test_the_pages_do_what_the_services_do(amina: User, juma: User, li_wei: User) -> None:
    owner, member = world.browser(amina), world.browser(juma)
    form = {"title": "Agri Africa", "slug": "agri-africa", "purpose": "Answers."}
    assert owner.post("/c/new/", form)["Location"] == "/c/agri-africa/"
    assert member.post("/c/agri-africa/join/").status_code == 302
    place = Community.objects.get()
    assert (
        owner.post("/c/agri-africa/appoint/", {"user": juma.public_id, "role": "steward"}).status_code == 302
    )
    assert role(juma, place) == "steward"
    assert member.post("/c/agri-africa/edit/", {"title": "Agri", "purpose": "All."}).status_code == 302
    assert owner.post("/c/agri-africa/dismiss/", {"user": juma.public_id}).status_code == 302
    assert role(juma, place) == "member"
    assert member.post("/c/agri-africa/leave/").status_code == 302
    assert owner.post("/c/agri-africa/close/").status_code == 302
    place.refresh_from_db()
    assert place.state == "closed"


@pytest.mark.django_db
def test_the_form_says_when_an_address_is_taken(amina: User, juma: User) -> None:
    world.community(amina)
    page = world.browser(juma).post("/c/new/", {"title": "Mine", "slug": "agri-africa", "purpose": "Mine."})
    assert page.context["form"].errors == {"slug": ["That address is taken."]}


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["join", "leave", "appoint", "dismiss", "close"])
def test_acts_are_for_posting_and_for_those_who_are_signed_in(
    act: str, amina: User, place: Community
) -> None:
    address = f"/c/{place.slug}/{act}/"
    assert "/accounts/login/" in world.browser().post(address)["Location"]
    assert world.browser(amina).get(address).status_code == 405


def _run_to_the_end(statement: str) -> None:
    """As far as a commit would go, where deferred triggers have their say."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
