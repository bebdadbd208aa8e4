"""The form of a new datanet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import limits
from apps.datanets.forms import choices
from apps.datanets.services.publishing import Terms


class DatanetForm(forms.Form):
    """A new datanet."""

    title = forms.CharField(label=_("Title"), max_length=limits.TITLE_MOST)
    slug = forms.CharField(
        label=_("Address"), max_length=limits.SLUG_MOST,
        help_text=_("Small letters, digits and hyphens. It stays for good: versions and models name it."),
    )  # fmt: skip
    purpose = forms.CharField(
        label=_("Purpose"), max_length=limits.PURPOSE_MOST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the data is for, and who is helped by it, in a few sentences."),
    )  # fmt: skip
    guidelines = forms.CharField(
        label=_("Guidelines"), max_length=limits.GUIDELINES_MOST, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("What a good item looks like, and what a bad one. Whoever writes and whoever reviews reads this."),
    )  # fmt: skip
    licence = forms.ChoiceField(
        label=_("Licence"), choices=choices.LICENCES, initial="CC-BY-4.0", widget=forms.RadioSelect,
        help_text=_("Everything here is given under it."),
    )  # fmt: skip
    min_reviews = forms.TypedChoiceField(
        label=_("Reviews that decide"), coerce=int, initial=2,
        help_text=_("How many people look at each item before it is accepted or rejected."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["min_reviews"].choices = [  # type: ignore[attr-defined]
            (number, choices.reviews(number)) for number in choices.REVIEWS_OFFERED
        ]

    def terms(self) -> Terms:
        """The rules that it begins with."""
        return Terms(licence=self.cleaned_data["licence"], min_reviews=self.cleaned_data["min_reviews"])
