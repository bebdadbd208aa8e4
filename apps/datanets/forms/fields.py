"""Fields that forms about datanets share: languages, licences, and the shares of items that are held out."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import languages, licences, limits
from apps.datanets.forms import choices

#: Typed into one line; more than anybody names, and little enough to be read.
LINE_MOST: Final = 1_000
OTHER: Final = "other"


class LanguagesField(forms.CharField):
    """Tags of BCP 47 in one line."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Languages"), required=False, max_length=LINE_MOST,
            help_text=_("Tags such as en, sw or pt-BR, with commas between. Leave it empty if words do not matter."),
        )  # fmt: skip

    def clean(self, value: Any) -> list[str]:  # noqa: ANN401 - Django's signature
        return languages.split(super().clean(value))


class LicenceField(forms.ChoiceField):
    """One of the usual ones; `other` leads to the field beside it."""

    def __init__(self, *, help_text: Any) -> None:  # noqa: ANN401 - a sentence, translated later
        super().__init__(
            label=_("Licence"), widget=forms.RadioSelect, help_text=help_text,
            choices=[*choices.LICENCES, (OTHER, _("Another one, which you name below"))],
        )  # fmt: skip


class OtherLicenceField(forms.CharField):
    """Any expression of SPDX."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Another licence"), required=False, max_length=limits.LICENCE_MOST,
            help_text=_("By its SPDX identifier, such as MIT, or an expression such as MIT OR Apache-2.0."),
        )  # fmt: skip


class LicencesField(forms.CharField):
    """Licences that what is given may have besides, in one line."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Other licences that are taken"), required=False, max_length=LINE_MOST,
            help_text=_(
                "SPDX identifiers with commas between. Whoever gives may choose one of them instead."
            ),
        )  # fmt: skip

    def clean(self, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - Django's signature
        return tuple(one.strip() for one in super().clean(value).split(",") if one.strip())


def licence_of(form: forms.Form) -> str:
    """What was chosen, or typed where that was chosen."""
    chosen = str(form.cleaned_data["licence"])
    return str(form.cleaned_data["other_licence"]) if chosen == OTHER else chosen


def licence_initial(licence: str) -> dict[str, str]:
    """The two fields as they say this licence."""
    is_usual = licence in licences.USUAL
    return {"licence": licence if is_usual else OTHER, "other_licence": "" if is_usual else licence}
