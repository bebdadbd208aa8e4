"""Notifications are told as people wish, and the daily mail goes out once, in the morning, to confirmed addresses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import available_timezones

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from apps.people import tasks
from apps.people.core import digest_time, kinds
from apps.people.core.kinds import BadNotification
from apps.people.models import Digest, Notification, Profile, Session, User
from apps.people.reports import notices, wording
from apps.people.services import digesting, leaving, notifying, sweeping
from openledger.supervisor import postgres
from tests import world

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def tell(user: User, kind: str = "key.leaked", **parameters: str) -> Notification | None:
    return notifying.notify(user=user, kind=kind, parameters=parameters or {"last_four": "abcd"}, now=NOON)


def deliver(now: datetime) -> int:
    """What the two tasks do, at a time of our choosing."""
    with patch("django.utils.timezone.now", return_value=now):
        tasks.open_due_digests()
        return int(tasks.send_due_digests())


def test_every_kind_has_a_name_a_sentence_and_an_address() -> None:
    assert wording.KINDS.keys() == wording.TELLINGS.keys() == kinds.KINDS.keys()
    for code, kind in kinds.KINDS.items():
        parameters = dict.fromkeys(kind.parameters, "steward")
        sentence, path = wording.tell(code, parameters)
        assert sentence
        assert "%" not in sentence + path
        assert path.startswith("/")


@pytest.mark.django_db
def test_a_notification_has_exactly_the_parameters_of_its_sentence(amina: User) -> None:
    for wrong in ({}, {"last_four": "abcd", "name": "Amina"}, {"last_four": "x" * 201}, {"last_four": 1}):
        with pytest.raises(BadNotification):
            notifying.notify(user=amina, kind="key.leaked", parameters=wrong, now=NOON)  # type: ignore[arg-type]
    with pytest.raises(BadNotification):
        notifying.notify(user=amina, kind="gossip", now=NOON)


@pytest.mark.django_db
def test_who_wishes_not_to_be_told_is_not_told(amina: User) -> None:
    notifying.prefer(user=amina, deliveries={"key.expiring": "off"})
    assert tell(amina, "key.expiring") is None
    notifying.prefer(user=amina, deliveries={"key.expiring": "digest"})
    told = tell(amina, "key.expiring")
    assert told is not None
    assert told.delivery == "digest"
    assert not amina.preferences.exists(), "the default leaves no row"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", kinds.ESSENTIAL)
def test_what_is_about_safety_is_always_told(kind: str, amina: User) -> None:
    with pytest.raises(BadNotification):
        notifying.prefer(user=amina, deliveries={kind: "off"})


@pytest.mark.django_db
def test_unread_ones_are_counted_and_read_ones_are_not(amina: User) -> None:
    first, second = tell(amina), tell(amina)
    assert first is not None
    assert second is not None
    assert notices.unread_count(amina) == 3, "with the welcome"
    assert notifying.mark_read(user=amina, public_id=first.public_id, now=NOON)
    assert not notifying.mark_read(user=amina, public_id=first.public_id, now=NOON)
    assert notices.unread_count(amina) == 2
    notifying.mark_all_read(user=amina, up_to="ntf_" + "Z" * 26, now=NOON)
    assert notices.unread_count(amina) == 0


@pytest.mark.django_db
def test_what_came_after_the_page_was_read_stays_unread(amina: User) -> None:
    seen = tell(amina)
    assert seen is not None
    notifying.notify(
        user=amina, kind="key.leaked", parameters={"last_four": "abcd"}, now=NOON + timedelta(seconds=1)
    )
    notifying.mark_all_read(user=amina, up_to=seen.public_id, now=NOON)
    assert notices.unread_count(amina) in (1, 2), "the newer one, and perhaps the welcome of a later clock"


@pytest.mark.django_db
def test_the_daily_mail_says_what_happened_and_goes_out_once(
    amina: User, mailoutbox: list[EmailMessage]
) -> None:
    tell(amina)
    tell(amina, "community.appointed", slug="agri-africa", role="steward")
    assert deliver(NOON) == 1
    assert deliver(NOON + timedelta(hours=3)) == 0
    (mail,) = mailoutbox
    assert mail.to == ["amina@example.org"]
    assert "2 things happened" in mail.subject
    assert "You are now steward of agri-africa." in mail.body
    assert "http://127.0.0.1:8000/c/agri-africa/" in mail.body
    assert "/settings/notifications/" in mail.body


@pytest.mark.django_db
def test_the_next_day_brings_only_what_is_new(amina: User, mailoutbox: list[EmailMessage]) -> None:
    tell(amina)
    deliver(NOON)
    assert deliver(NOON + timedelta(days=1)) == 0
    tell(amina, "key.expiring")
    assert deliver(NOON + timedelta(days=1)) == 1
    assert "ends within a week" in mailoutbox[1].body
    assert "public place" not in mailoutbox[1].body


@pytest.mark.django_db
def test_what_was_read_here_is_not_mailed(amina: User, mailoutbox: list[EmailMessage]) -> None:
    told = tell(amina)
    assert told is not None
    notifying.mark_read(user=amina, public_id=told.public_id, now=NOON)
    deliver(NOON)
    assert mailoutbox == []
    told = tell(amina)
    assert told is not None
    digesting.open_due(now=NOON)
    notifying.mark_read(user=amina, public_id=told.public_id, now=NOON)
    deliver(NOON)
    assert mailoutbox == []
    assert Digest.objects.get().state == "dropped"


@pytest.mark.django_db
def test_only_what_is_for_the_mail_is_mailed(amina: User, mailoutbox: list[EmailMessage]) -> None:
    notifying.prefer(user=amina, deliveries={"key.leaked": "in_app"})
    tell(amina)
    deliver(NOON)
    assert mailoutbox == []


@pytest.mark.django_db
def test_nothing_is_mailed_to_an_address_that_nobody_confirmed(mailoutbox: list[EmailMessage]) -> None:
    tell(world.person("jane", confirmed=False))
    deliver(NOON)
    assert mailoutbox == []
    assert not Digest.objects.exists()


@pytest.mark.django_db
def test_whoever_leaves_in_between_gets_no_mail(amina: User, mailoutbox: list[EmailMessage]) -> None:
    tell(amina)
    digesting.open_due(now=NOON)
    leaving.leave(user=amina, now=NOON)
    deliver(NOON)
    assert mailoutbox == []


@pytest.mark.django_db
def test_the_mail_comes_in_the_morning_of_the_person(
    amina: User, juma: User, mailoutbox: list[EmailMessage]
) -> None:
    Profile.objects.filter(user=amina).update(time_zone="Pacific/Auckland")
    Profile.objects.filter(user=juma).update(time_zone="America/Los_Angeles")
    for user in (amina, juma):
        tell(user)
    evening = datetime(
        2026, 11, 20, 19, 0, tzinfo=UTC
    )  # 8 in Auckland on the 21st, 11 in Los Angeles on the 20th
    assert deliver(evening) == 2
    assert set(Digest.objects.values_list("user__handle", "on_day")) == {
        ("amina", datetime(2026, 11, 21, tzinfo=UTC).date()),
        ("juma", datetime(2026, 11, 20, tzinfo=UTC).date()),
    }


@pytest.mark.django_db
def test_before_seven_there_is_no_mail(amina: User, mailoutbox: list[EmailMessage]) -> None:
    tell(amina)
    assert deliver(datetime(2026, 11, 20, 6, 59, tzinfo=UTC)) == 0
    assert deliver(datetime(2026, 11, 20, 7, 0, tzinfo=UTC)) == 1


@pytest.mark.django_db
def test_a_mail_server_that_refuses_is_asked_again_later_and_not_for_ever(
    amina: User, mailoutbox: list[EmailMessage]
) -> None:
    tell(amina)
    now = NOON
    with patch.object(digesting, "send", side_effect=ConnectionRefusedError):
        for attempt in range(1, digest_time.MOST_ATTEMPTS + 1):
            deliver(now)
            digest = Digest.objects.get()
            assert digest.attempts == attempt
            assert deliver(now) == 0, "not at once again"
            now = digest.due_at
    assert Digest.objects.get().state == "dropped"


@pytest.mark.django_db
def test_a_mail_that_a_worker_took_and_never_sent_is_taken_again(
    amina: User, mailoutbox: list[EmailMessage]
) -> None:
    tell(amina)
    digesting.open_due(now=NOON)
    assert digesting.take(now=NOON) is not None
    assert deliver(NOON + timedelta(minutes=14)) == 0
    assert deliver(NOON + timedelta(minutes=16)) == 1
    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_the_same_digest_has_the_same_message_id(amina: User) -> None:
    tell(amina)
    digesting.open_due(now=NOON)
    digest = Digest.objects.get()
    first, second = digesting.compose(digest=digest), digesting.compose(digest=digest)
    assert first is not None
    assert first == second


@pytest.mark.django_db
def test_a_very_long_day_is_told_in_part(amina: User) -> None:
    for _number in range(digesting.MOST_LINES + 7):
        tell(amina)
    digesting.open_due(now=NOON)
    letter = digesting.compose(digest=Digest.objects.get())
    assert letter is not None
    assert letter.body.count("was shown to us") == digesting.MOST_LINES
    assert "And 7 more" in letter.body


def test_many_workers_send_each_mail_once(own_database: postgres.Cluster, mailoutbox: list[Any]) -> None:
    for number in range(12):
        tell(world.person(f"member-{number}x"))

    def work(_number: int) -> None:
        try:
            digesting.open_due(now=NOON)
            tasks.send_due_digests()
        finally:
            connection.close()

    with patch("django.utils.timezone.now", return_value=NOON), ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(work, range(8)))
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(
        f"member-{number}x@example.org" for number in range(12)
    )


@given(
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(sorted(available_timezones())),
)
def test_every_zone_has_one_day_of_digest_a_day(now: datetime, zone: str) -> None:
    days = [digest_time.day_of_digest(now + timedelta(hours=hour), time_zone=zone) for hour in range(48)]
    known = [day for day in days if day]
    assert known == sorted(known)
    assert 1 <= len(set(known)) <= 3


@pytest.mark.django_db
def test_sessions_that_have_ended_are_swept_out(amina: User) -> None:
    world.browser(amina)
    assert sweeping.sweep_out(now=world.NOW) == 0
    assert sweeping.sweep_out(now=world.NOW + timedelta(days=15)) == 1
    assert not Session.objects.exists()
