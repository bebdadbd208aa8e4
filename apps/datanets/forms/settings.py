"""The forms of a datanet's settings, one for each section of the page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import limits
from apps.datanets.forms import choices
from apps.datanets.forms.fields import LanguagesField
from apps.datanets.models import Datanet
from apps.datanets.services.describing import Description, Openness


class DescriptionForm(forms.Form):
    """What people read before they decide to give."""

    title = forms.CharField(label=_("Title"), max_length=limits.TITLE_MOST)
    purpose = forms.CharField(
        label=_("Purpose"), max_length=limits.PURPOSE_MOST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the data is for, and who is helped by it, in a few sentences."),
    )  # fmt: skip
    domain = forms.CharField(
        label=_("Domain"), max_length=limits.DOMAIN_MOST, required=False,
        help_text=_("What it is about in a word or two, such as agronomy or case law."),
    )  # fmt: skip
    languages = LanguagesField()

    def description(self) -> Description:
        return Description(**self.cleaned_data)

    @classmethod
    def of(cls, datanet: Datanet) -> "DescriptionForm":
        """As it is now."""
        said = {"title": datanet.title, "purpose": datanet.purpose, "domain": datanet.domain}
        return cls(initial={**said, "languages": ", ".join(datanet.languages)})


class OpennessForm(forms.Form):
    """Who finds it, who reads its data, who gives."""

    visibility = forms.ChoiceField(
        label=_("Who finds it"), choices=choices.VISIBILITIES, widget=forms.RadioSelect
    )
    access = forms.ChoiceField(
        label=_("Who reads its data"), choices=choices.ACCESSES, widget=forms.RadioSelect
    )
    entry = forms.ChoiceField(label=_("Who gives to it"), choices=choices.ENTRIES, widget=forms.RadioSelect)

    def openness(self) -> Openness:
        return Openness(**self.cleaned_data)

    @classmethod
    def of(cls, datanet: Datanet) -> "OpennessForm":
        """As it is now."""
        return cls(
            initial={"visibility": datanet.visibility, "access": datanet.access, "entry": datanet.entry}
        )
