"""What the contributions floor calls things: origins, and what happens next with a wording in each state."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.contributions.core import origins, states

ORIGINS: Final[Mapping[str, Promise]] = {
    origins.OWN: _("Its author"),
    origins.THIRD_PARTY: _("Somebody else, by their licence"),
    origins.PUBLIC_DOMAIN: _("The public domain"),
    origins.DERIVED: _("Another work"),
    origins.SYNTHETIC: _("A model"),
    origins.CALL_OUTPUT: _("A model of this site, in a call"),
}
#: State -> what happens next, as its author reads it.
NEXT: Final[Mapping[str, Promise]] = {
    states.CHECKING: _("Programs look at it first. You need not do anything."),
    states.BLOCKED: _(
        "A check holds it back, and reviewers are not asked. Its page says what was found. Put it right and give it "
        "again, or ask a curator to look."
    ),
    states.QUEUED: _("Reviewers decide, and you are told as soon as they have. You can still take it back."),
    states.DISPUTED: _("Reviewers disagree. A curator decides, and you need not do anything."),
    states.CHANGES_REQUESTED: _("Change what they ask for and send it again: it stays the same item."),
    states.ACCEPTED: _("Versions that are published from now on hold it, and you earn when models build on it."),
    states.REJECTED: _("It enters no version. You can give a better one as a new item."),
    states.SUPERSEDED: _("A later wording stands in its place. Versions that held it keep it and count it."),
    states.WITHDRAWN: _("You took it back. Versions that were published before keep it."),
}  # fmt: skip
