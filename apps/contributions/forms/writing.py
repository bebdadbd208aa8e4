"""The form of an item, made from the record schema of its datanet. What the words mean is checked by the services."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.contributions.core import consents, limits, origins
from apps.contributions.core.records import Record, Value
from apps.contributions.forms import fields
from apps.contributions.services import consenting
from apps.contributions.services.admitting import Provenance
from apps.datanets.core import schemas
from apps.datanets.core.schemas import Part
from apps.datanets.models import Need, Rules
from apps.datanets.reports import wording
from apps.foundation import hashing, idempotency, ids
from apps.foundation.idempotency import Request

#: Beside the names of the record's own fields, which have no hyphens in them.
TOKEN: Final = "act-token"  # noqa: S105 - the name of a field
ORIGIN: Final = "act-origin"
SOURCE: Final = "act-source"
COLLECTED: Final = "act-collected"
MODEL: Final = "act-model"
CALL: Final = "act-call"
NEED: Final = "act-need"
UNDER: Final = "act-under"
CONSENT: Final = "act-consent"
LICENCE: Final = "act-licence"
ANYWAY: Final = "act-anyway"
#: In front of the name of a field whose file was given before.
KEPT: Final = "kept-"
#: What stands folded away, because most give what they wrote themselves.
ABOUT: Final = (ORIGIN, SOURCE, COLLECTED, MODEL, CALL, UNDER)
#: What the services call a field -> what it is called in the form.
_PLACES: Final = {
    "origin": ORIGIN, "source": SOURCE, "collected_on": COLLECTED, "model_name": MODEL, "call_id": CALL,
    "need": NEED, "licence": UNDER, "consent": LICENCE,
}  # fmt: skip
ORIGINS: Final = [
    (origins.OWN, _("I made this myself")),
    (origins.THIRD_PARTY, _("Somebody else made it, and its licence lets me give it like this")),
    (origins.PUBLIC_DOMAIN, _("It is in the public domain")),
    (origins.DERIVED, _("I made it from something else: a translation, a summary, a part")),
    (origins.SYNTHETIC, _("A model made it")),
    (origins.CALL_OUTPUT, _("A model of this site answered it, in a call of mine")),
]


class ItemForm(forms.Form):
    """A new item, or a better wording of one; `record` holds what is there already."""

    def __init__(
        self,
        *args: Any,
        rules: Rules,
        needs: Sequence[Need] = (),
        record: Record | None = None,
        need: str = "",
        **kwargs: Any,
    ) -> None:
        self.parts = schemas.parts_of(rules.record_schema)
        self.before = dict(record or {})
        self.blobs: dict[str, str] = {}
        self.kept: dict[str, str] = {}
        self.needs = {one.public_id: one for one in needs}
        kwargs["initial"] = {
            TOKEN: new_token(), ORIGIN: origins.OWN, CONSENT: consents.CURRENT, UNDER: rules.licence,
            NEED: need if need in self.needs else "", **_shown(self.before),
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        for part in self.parts:
            self.fields[part.name] = fields.field_of(part, is_there=self._is_there(part))
        self._ask_about(rules)

    @property
    def names(self) -> list[str]:
        return [part.name for part in self.parts]

    @property
    def words(self) -> list[BoundField]:
        """The fields of the record."""
        return [self[name] for name in self.names]

    @property
    def about(self) -> list[BoundField]:
        """Where it is from, folded away unless something there is wrong."""
        return [self[name] for name in ABOUT if name in self.fields]

    @property
    def is_about_open(self) -> bool:
        return self.is_bound and (
            any(name in self.errors for name in ABOUT) or self[ORIGIN].data not in (None, "", origins.OWN)
        )

    @property
    def agreeing(self) -> BoundField:
        return self[LICENCE]

    @property
    def asking(self) -> list[BoundField]:
        """What stands before the rest, where there is something to choose."""
        return [self[NEED]] if NEED in self.fields else []

    @property
    def consent_number(self) -> int:
        return consents.CURRENT

    @property
    def consent_text(self) -> str:
        return consents.TEXTS[-1]

    @property
    def files_asked(self) -> dict[str, str]:
        """The fields that hold files, and of which kind."""
        return {part.name: part.kind for part in self.parts if part.kind in schemas.MEDIA}

    @property
    def record(self) -> dict[str, Value]:
        """What was written; a field that is left out is no empty text."""
        said: dict[str, Value] = {}
        for name in self.names:
            if name in self.files_asked:
                value = self.blobs.get(name) or self.before.get(name)
            else:
                value = self.cleaned_data.get(name)
            if value is not None and value != "":
                said[name] = value
        return said

    @property
    def gives_anyway(self) -> bool:
        """Whether somebody saw what is nearly the same, and means it."""
        return ANYWAY in self.data

    def provenance(self, *, now: datetime) -> Provenance:
        """What is said about it. The tick is the consent."""
        said = self.cleaned_data
        return Provenance(
            licence=said.get(UNDER) or "",
            origin=said[ORIGIN],
            source=said[SOURCE],
            collected_on=said[COLLECTED],
            model_name=said[MODEL],
            call_id=said[CALL],
            need=self.needs.get(said.get(NEED) or ""),
            consent=consenting.agreed(number=said[CONSENT], now=now),
        )

    def request(self, *, scope: str) -> Request:
        """Which sending of the form this is, and what it asks for."""
        about = {name: str(self.cleaned_data.get(name) or "") for name in (*ABOUT, NEED)}
        body = hashing.canonical_bytes({"record": self.record, "about": about})
        return Request.read(self.cleaned_data[TOKEN], scope=scope, body=body)

    def renewed(self) -> None:
        """The same words as something new to send."""
        self.data = {**dict(self.data.items()), TOKEN: new_token()}

    def place_of(self, pointer: str) -> str | None:
        """The field that a service speaks of, by its JSON pointer."""
        name = pointer.strip("/").partition("/")[0]
        place = name if name in self.names else _PLACES.get(name)
        return place if place in self.fields else None

    def _is_there(self, part: Part) -> bool:
        return part.kind in schemas.MEDIA and (
            bool(self.before.get(part.name)) or f"{KEPT}{part.name}" in self.data
        )

    def _ask_about(self, rules: Rules) -> None:
        """Everything beside the record: what for, where from, and the tick."""
        if self.needs:
            choices = [
                ("", _("Nothing in particular")),
                *((key, need.title) for key, need in self.needs.items()),
            ]
            self.fields[NEED] = forms.ChoiceField(
                label=_("What is it for?"), choices=choices, required=False,
                help_text=_("What this datanet asks for next. Naming one counts it there."),
            )  # fmt: skip
        self.fields |= {
            ORIGIN: forms.ChoiceField(
                label=_("Where is it from?"), choices=ORIGINS, widget=forms.RadioSelect
            ),
            SOURCE: forms.CharField(
                label=_("Taken from"), max_length=limits.SOURCE_MOST, required=False,
                help_text=_("An address, or a title that others can find."),
            ),
            COLLECTED: forms.DateField(
                label=_("Collected on"), required=False,
                widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
            ),
            MODEL: forms.CharField(
                label=_("Which model made it"), max_length=limits.MODEL_NAME_MOST, required=False
            ),
            CALL: forms.CharField(
                label=_("Which call answered it"), max_length=ids.MAX_LENGTH, required=False,
                help_text=_("inf_ and 26 letters, as your list of calls names it."),
            ),
        }  # fmt: skip
        if rules.also_licences:
            offered = [rules.licence, *rules.also_licences]
            self.fields[UNDER] = forms.ChoiceField(
                label=_("Licence"), choices=[(one, wording.licence_name(one)) for one in offered]
            )
        self.fields[LICENCE] = forms.BooleanField(
            label=gettext("I give this under %(licence)s") % {"licence": wording.licence_name(rules.licence)}
            if not rules.also_licences
            else _("I give this under the licence that I chose"),
            help_text=str(wording.ALLOWING.get(rules.licence, "")),
            error_messages={"required": _("Without this it cannot be used by anybody.")},
        )
        self.fields[CONSENT] = forms.IntegerField(widget=forms.HiddenInput)
        self.fields[TOKEN] = forms.CharField(
            min_length=8, max_length=idempotency.MAX_LENGTH, widget=forms.HiddenInput
        )


def new_token() -> str:
    """The name of one sending: two clicks on one form are one act."""
    return secrets.token_urlsafe(24)


def _shown(record: Mapping[str, Value]) -> dict[str, object]:
    """A record as the controls of a form show it."""
    return {
        name: ("yes" if value else "no") if isinstance(value, bool) else value
        for name, value in record.items()
    }
