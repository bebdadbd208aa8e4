"""What the roles in a split are called, and what each of them is paid for."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROLES: Final[Mapping[str, Promise]] = {
    "treasury": _("Treasury"),
    "operator": _("Operator"),
    "builder": _("Builder"),
    "reviewers": _("Reviewers"),
    "stakers": _("Stakers"),
    "contributor": _("Author"),
    "commons": _("Commons"),
}
FOR: Final[Mapping[str, Promise]] = {
    "treasury": _("keeps the host running, and makes paying oneself a loss"),
    "operator": _("what running the call cost"),
    "builder": _("made the model"),
    "reviewers": _("shared by everybody who reviewed, by how much they did"),
    "stakers": _("stand behind the datanet"),
    "contributor": _("wrote what the answer quotes"),
    "commons": _(
        "what no quotation explains, and what nobody stakes for, shared by all authors of the version"
    ),
}
