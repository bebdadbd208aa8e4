"""The form of an item, made from the record schema of its datanet. What the words mean is checked by the services."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from apps.contributions.core import limits, origins
from apps.contributions.services import consenting
from apps.contributions.services.admitting import Provenance
from apps.datanets.core.schemas import Part
from apps.datanets.reports import wording
from apps.foundation import hashing, idempotency
from apps.foundation.idempotency import Request

#: Beside the names of the record's own texts, which have no hyphens in front.
TOKEN: Final = "act-token"  # noqa: S105 - the name of a field
ORIGIN: Final = "act-origin"
SOURCE: Final = "act-source"
LICENCE: Final = "act-licence"
ORIGINS: Final = [
    (origins.OWN, _("I wrote this myself")),
    (origins.THIRD_PARTY, _("Somebody else wrote it, and its licence lets me give it like this")),
    (origins.PUBLIC_DOMAIN, _("It is in the public domain")),
]
#: Longer texts get a taller box.
LONG: Final = 600


class WordsField(forms.CharField):
    """One text of a record. It is not cut off while somebody pastes: what is too long is said, and stays."""

    def __init__(self, part: Part, **kwargs: Any) -> None:
        limits = {"data-least": part.least, "data-most": part.most}
        rows = 10 if part.most > LONG else 3
        super().__init__(
            label=part.title,
            required=part.required,
            help_text=_limits(part),
            widget=forms.Textarea(attrs={"rows": rows, "class": "words", **limits}),
            error_messages={"required": _("Something has to stand here.")},
            **kwargs,
        )
        self.validators += [
            MinLengthValidator(part.least, _TOO_SHORT),
            MaxLengthValidator(part.most, _TOO_LONG),
        ]

    def to_python(self, value: Any) -> str:  # noqa: ANN401 - Django's signature
        """Browsers send two letters for the end of a line, and count one."""
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class ItemForm(forms.Form):
    """A new item, or a better wording of one; `record` names the texts that are there already."""

    def __init__(
        self,
        *args: Any,
        parts: tuple[Part, ...],
        licence: str,
        record: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {TOKEN: new_token(), ORIGIN: origins.OWN, **(record or {})}
        super().__init__(*args, **kwargs)
        self.names = [part.name for part in parts]
        self.fields |= {part.name: WordsField(part) for part in parts}
        self.fields[ORIGIN] = forms.ChoiceField(
            label=_("Where are these words from?"), choices=ORIGINS, widget=forms.RadioSelect
        )
        self.fields[SOURCE] = forms.CharField(
            label=_("Where was it taken from?"), max_length=limits.SOURCE_MOST, required=False
        )
        self.fields[LICENCE] = forms.BooleanField(
            label=gettext("I give this under %(licence)s") % {"licence": wording.licence_name(licence)},
            help_text=str(wording.ALLOWING.get(licence, "")),
            error_messages={"required": _("Without this it cannot be used by anybody.")},
        )
        self.fields[TOKEN] = forms.CharField(
            min_length=8, max_length=idempotency.MAX_LENGTH, widget=forms.HiddenInput
        )

    @property
    def record(self) -> dict[str, str]:
        """What was written; a text that is left out is no empty text."""
        return {name: text for name in self.names if (text := self.cleaned_data[name])}

    def provenance(self, *, now: datetime) -> Provenance:
        """What is said about it. The tick is the consent."""
        return Provenance(
            origin=self.cleaned_data[ORIGIN],
            source=self.cleaned_data[SOURCE],
            consent=consenting.current(now=now),
        )

    def request(self, *, scope: str) -> Request:
        """Which sending of the form this is, and what it asks for."""
        body = hashing.canonical_bytes({"record": self.record, "origin": self.cleaned_data[ORIGIN]})
        return Request.read(self.cleaned_data[TOKEN], scope=scope, body=body)

    def renewed(self) -> None:
        """The same words as something new to send."""
        self.data = {**{name: self[name].data for name in self.fields}, TOKEN: new_token()}


def new_token() -> str:
    """The name of one sending: two clicks on one form are one act."""
    return secrets.token_urlsafe(24)


_TOO_SHORT: Final = ngettext_lazy(
    "Write at least %(limit_value)d letter; there are %(show_value)d.",
    "Write at least %(limit_value)d letters; there are %(show_value)d.",
    "limit_value",
)
_TOO_LONG: Final = ngettext_lazy(
    "Write at most %(limit_value)d letter; there are %(show_value)d.",
    "Write at most %(limit_value)d letters; there are %(show_value)d.",
    "limit_value",
)


def _limits(part: Part) -> str:
    if part.least:
        return gettext("%(least)s to %(most)s letters.") % {
            "least": f"{part.least:,}",
            "most": f"{part.most:,}",
        }
    return gettext("At most %(most)s letters.") % {"most": f"{part.most:,}"}
