"""The form of a new datanet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import limits, openness, starting_points
from apps.datanets.forms import choices
from apps.datanets.forms.fields import LanguagesField, LicenceField, OtherLicenceField, licence_of
from apps.datanets.services.describing import Openness
from apps.datanets.services.opening import Beginning
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
    domain = forms.CharField(
        label=_("Domain"), max_length=limits.DOMAIN_MOST, required=False,
        help_text=_("What it is about in a word or two, such as agronomy or case law."),
    )  # fmt: skip
    languages = LanguagesField()
    begins_with = forms.ChoiceField(
        label=_("What an item is"), choices=choices.STARTING_POINTS, widget=forms.RadioSelect,
        initial="question_answer", help_text=_("You can change its fields afterwards; images stay images."),
    )  # fmt: skip
    licence = LicenceField(help_text=_("Everything here is given under it."))
    other_licence = OtherLicenceField()
    visibility = forms.ChoiceField(
        label=_("Who finds it"),
        choices=choices.VISIBILITIES,
        widget=forms.RadioSelect,
        initial=openness.PUBLIC,
    )
    access = forms.ChoiceField(
        label=_("Who reads its data"),
        choices=choices.ACCESSES,
        widget=forms.RadioSelect,
        initial=openness.OPEN,
    )
    entry = forms.ChoiceField(
        label=_("Who gives to it"), choices=choices.ENTRIES, widget=forms.RadioSelect, initial=openness.OPEN
    )
    min_reviews = forms.TypedChoiceField(
        label=_("Reviews that decide"), coerce=int, initial=2,
        help_text=_("How many people look at each item before it is accepted or rejected."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["licence"].initial = "CC-BY-4.0"
        self.fields["min_reviews"].choices = [  # type: ignore[attr-defined]
            (number, choices.reviews(number)) for number in choices.REVIEWS_OFFERED
        ]

    def terms(self) -> Terms:
        """The rules that it begins with."""
        return Terms(licence=licence_of(self), min_reviews=self.cleaned_data["min_reviews"])

    def beginning(self) -> Beginning:
        """What its items are, and who may what."""
        said, point = self.cleaned_data, starting_points.ALL[self.cleaned_data["begins_with"]]
        return Beginning(
            modality=point.modality,
            record_schema=point.schema,
            domain=said["domain"],
            languages=said["languages"],
            openness=Openness(said["visibility"], said["access"], said["entry"]),
        )
