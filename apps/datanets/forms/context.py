"""The form of the next version of the context."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import limits


class ContextForm(forms.Form):
    """The next version of the guidelines."""

    guidelines = forms.CharField(
        label=_("Guidelines"), max_length=limits.GUIDELINES_MOST, widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("Plain text, lines as you write them. The next version of the data will be published with it."),
    )  # fmt: skip
