"""The forms of the needs board: a new need, and a claim on one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import claiming, limits, schemas
from apps.datanets.core.schemas import Part


class NeedForm(forms.Form):
    """What is asked for."""

    title = forms.CharField(
        label=_("What is needed"), max_length=limits.TITLE_MOST,
        help_text=_("In a few words, such as: Questions about beans."),
    )  # fmt: skip
    description = forms.CharField(
        label=_("What to look at"), max_length=limits.NEED_MOST, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What makes these different from the others, and why they are missing."),
    )  # fmt: skip
    wanted = forms.IntegerField(label=_("How many items"), min_value=1, max_value=limits.WANTED_MOST)
    field = forms.ChoiceField(
        label=_("Only with a value in"), required=False,
        help_text=_("If all of them have the same in one field, name it: then others do not count."),
    )  # fmt: skip
    value = forms.CharField(label=_("The value"), max_length=limits.VALUE_MOST, required=False)

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(part.name, part.title) for part in parts if part.kind not in schemas.MEDIA]
        self.fields["field"].choices = [("", _("Any item")), *named]  # type: ignore[attr-defined]


class ClaimForm(forms.Form):
    """For how many pieces, and for how long."""

    pieces = forms.IntegerField(min_value=1, max_value=limits.WANTED_MOST)
    days = forms.IntegerField(min_value=1, max_value=claiming.DAYS_MOST)
