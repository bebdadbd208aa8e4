"""Forms about the people of a datanet: giving a role, asking for one, and the answer."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import limits, roles
from apps.datanets.forms import choices
from apps.people.core import names

ID_MOST: Final = 40


class AppointForm(forms.Form):
    """Somebody by their handle or pseudonym, and a role."""

    name = forms.CharField(
        label=_("Who"), max_length=names.HANDLE_MOST + 1,
        help_text=_("Their pseudonym, or the handle that they are shown by."),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Role"), choices=choices.ROLES)

    def __init__(self, *args: Any, offered: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role, name) for role, name in choices.ROLES if role in offered
        ]


class ChangeRoleForm(forms.Form):
    """Another role for somebody of the list."""

    user = forms.CharField(max_length=ID_MOST)
    role = forms.ChoiceField(choices=choices.ROLES)


class DismissForm(forms.Form):
    """Somebody of the list."""

    user = forms.CharField(max_length=ID_MOST)


class AskForm(forms.Form):
    """What somebody asks for, and what they say about it."""

    role = forms.ChoiceField(label=_("You ask to"), widget=forms.RadioSelect)
    message = forms.CharField(
        label=_("To its curators"), max_length=limits.MESSAGE_MOST, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who you are, and what you want to do. Only they read it, and it goes when you leave."),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role, choices.ASKED_FOR[role]) for role in roles.ASKED_FOR if role in offered
        ]


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.CharField(label=_("Why not"), max_length=limits.REASON_MOST)
