"""What verdicts, reasons and outcomes are called, and what a reason tells the author to do."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Final[Mapping[str, Promise]] = {
    "wrong": _("It is wrong"),
    "no_answer": _("It does not answer the question"),
    "unclear": _("It is hard to understand"),
    "duplicate": _("It is here already"),
    "off_topic": _("It belongs elsewhere"),
    "no_source": _("It lacks a source"),
    "personal": _("It tells something about a person"),
    "licence": _("It may not be given under this licence"),
    "other": _("Something else, which the note explains"),
}
#: What an author can do about it.
MENDING: Final[Mapping[str, Promise]] = {
    "wrong": _("Check it against a source, correct it, and give it again."),
    "no_answer": _("Say in the answer what the question asks for."),
    "unclear": _("Use shorter sentences and the words of the domain."),
    "duplicate": _("Look for the item that is there, and refine that one."),
    "off_topic": _("Look at the guidelines for what belongs here."),
    "no_source": _("Name what the answer rests on."),
    "personal": _("Leave out whatever points to a person."),
    "licence": _("Give only what you wrote, or what its licence lets you give."),
    "other": _("See the note of the reviewer."),
}
VERDICTS: Final[Mapping[str, Promise]] = {
    "accept": _("Accept"),
    "request_changes": _("Request changes"),
    "reject": _("Reject"),
}
STATES: Final[Mapping[str, Promise]] = {
    "checking": _("Being checked"),
    "blocked": _("Blocked"),
    "queued": _("Waiting for review"),
    "disputed": _("Disputed"),
    "changes_requested": _("Changes requested"),
    "accepted": _("Accepted"),
    "rejected": _("Rejected"),
    "superseded": _("Superseded"),
    "withdrawn": _("Withdrawn"),
}
