"""Who wants to be told by mail at once is: in one mail for what happened together, whatever the hour, and once."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.mail import EmailMessage

from apps.people import tasks
from apps.people.models import Digest, User
from apps.people.services import notifying
from tests import world

#: At three nobody gets a daily mail.
NIGHT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def tell(user: User, last_four: str = "abcd") -> None:
    notifying.notify(user=user, kind="key.leaked", parameters={"last_four": last_four}, now=NIGHT)


def deliver(now: datetime) -> int:
    with patch("django.utils.timezone.now", return_value=now):
        tasks.open_mails_at_once()
        tasks.open_due_digests()
        return int(tasks.send_due_digests())


def test_what_happened_together_is_one_mail_at_night(amina: User, mailoutbox: list[EmailMessage]) -> None:
    notifying.prefer(user=amina, deliveries={"key.leaked": "now"})
    tell(amina, "abcd")
    tell(amina, "efgh")
    assert (deliver(NIGHT), deliver(NIGHT)) == (1, 0)
    assert "abcd" in mailoutbox[0].body
    assert "efgh" in mailoutbox[0].body
    tell(amina, "ijkl")
    assert deliver(NIGHT + timedelta(minutes=1)) == 1
    assert "abcd" not in mailoutbox[1].body
    assert mailoutbox[0].extra_headers["Message-ID"] != mailoutbox[1].extra_headers["Message-ID"]


def test_others_wait_for_their_morning(amina: User, mailoutbox: list[EmailMessage]) -> None:
    tell(amina)
    assert deliver(NIGHT) == 0
    assert deliver(NIGHT + timedelta(hours=6)) == 1
    assert len(mailoutbox) == 1


def test_mails_at_once_do_not_use_up_the_daily_one(amina: User, mailoutbox: list[EmailMessage]) -> None:
    notifying.prefer(user=amina, deliveries={"key.leaked": "now"})
    tell(amina)
    deliver(NIGHT)
    notifying.prefer(user=amina, deliveries={"key.leaked": "digest"})
    tell(amina, "daily")
    assert deliver(NIGHT + timedelta(hours=6)) == 1
    assert "daily" in mailoutbox[1].body


def test_an_address_that_nobody_confirmed_gets_nothing(mailoutbox: list[EmailMessage]) -> None:
    stranger = world.person("stranger", confirmed=False)
    notifying.prefer(user=stranger, deliveries={"key.leaked": "now"})
    tell(stranger)
    assert deliver(NIGHT) == 0
    assert not Digest.objects.exists()
