"""Fields with which the forms of several floors ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from apps.foundation.money import Amount


class AmountField(forms.CharField):
    """An amount of OPEN as a person types it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def clean(self, value: Any) -> Amount:  # noqa: ANN401 - Django's signature
        text = super().clean(value)
        try:
            return Amount.parse(text)
        except ValueError as error:
            raise forms.ValidationError(
                _("Write an amount like 12 or 0.25, with at most six decimals.")
            ) from error
