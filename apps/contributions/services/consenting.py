"""Agreeing: the text that somebody ticked is kept as a row the first time that anybody does."""

from datetime import datetime

from django.utils.translation import gettext as _

from apps.contributions.core import consents
from apps.contributions.models import Consent
from apps.foundation.errors import Invalid


class NoConsent(Invalid):
    """Nothing is kept before its giver agreed to the text, in the version that is asked for now."""

    code = "no_consent"


def current(*, now: datetime) -> Consent:
    """The text that is asked for now. Two who are the first at once find one row."""
    found, _made = Consent.objects.get_or_create(
        number=consents.CURRENT,
        defaults={"text": consents.TEXTS[consents.CURRENT - 1], "published_at": now},
    )
    return found


def agreed(*, number: int | None, now: datetime) -> Consent:
    """What somebody agreed to, by the number of its version; refused if they have not read the newest."""
    if number is None:
        raise NoConsent(
            _("Agree to the text first: without it nothing can be kept."), fields={"/consent": "missing"}
        )
    if number != consents.CURRENT:
        raise NoConsent(
            _("The text that contributors agree to has changed. Read version %(number)s and agree to it.")
            % {"number": consents.CURRENT},
            fields={"/consent": "old"},
        )
    return current(now=now)
