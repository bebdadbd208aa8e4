"""Forms of models: what a browser may send. Meaning is checked by the service that a view calls."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.factory.core import limits
from apps.foundation import ids
from apps.people.models import Community


class NewModelForm(forms.Form):
    """What the model is called, and for which community it is made."""

    title = forms.CharField(label=_("Title"), max_length=limits.TITLE_MOST)
    slug = forms.CharField(
        label=_("Address"),
        max_length=limits.SLUG_MOST,
        help_text=_("Callers name it by this. It stays."),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )
    purpose = forms.CharField(
        label=_("What it is for"),
        max_length=limits.PURPOSE_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, communities: Sequence[Community], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.communities = {community.slug: community for community in communities}
        self.fields["community"] = forms.ChoiceField(
            label=_("Community"),
            choices=[(slug, community.title) for slug, community in self.communities.items()],
            widget=forms.HiddenInput if len(self.communities) == 1 else forms.Select,
        )

    @property
    def chosen(self) -> Community:
        """The community that was chosen; for a form that is valid."""
        return self.communities[self.cleaned_data["community"]]


class TrainForm(forms.Form):
    """Which version it is to be made from."""

    snapshot = forms.CharField(max_length=ids.MAX_LENGTH)
