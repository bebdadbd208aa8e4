"""Forms: what a browser may send, and how long it may be. Meaning is checked by the service that a view calls."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.foundation import idempotency
from apps.foundation.form_fields import AmountField
from apps.inference.core import limits


class AskForm(forms.Form):
    """A question, which request it is, and the price that stood on the button.

    The last two are written by the page, anew each time that it is shown.
    """

    prompt = forms.CharField(
        label=_("Your question"),
        max_length=limits.PROMPT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The answer quotes the data word for word, and says where each quote is from."),
    )
    token = forms.CharField(max_length=idempotency.MAX_LENGTH // 2, widget=forms.HiddenInput)
    price = forms.IntegerField(
        min_value=limits.LEAST_PRICE, max_value=limits.MOST_PRICE, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        if {"token", "price"} & self.errors.keys():
            raise forms.ValidationError(_("The form did not come whole. Look at the price, then ask again."))
        return self.cleaned_data


class OfferForm(forms.Form):
    """What a call costs, and what of that running it costs."""

    price = AmountField(label=_("Price of a call, OPEN"))
    metered = AmountField(
        label=_("Your cost of running a call, OPEN"),
        help_text=_("It comes back to you first, as far as it is at most half of the price."),
    )
