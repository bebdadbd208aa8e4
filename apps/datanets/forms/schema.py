"""The form of a record schema: a row for each field, or the schema as JSON. Both are read as the same thing."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import schemas
from apps.datanets.core.schemas import BadSchema, Part
from apps.datanets.forms import rows
from apps.datanets.forms.rules import MomentField
from apps.datanets.reports import wording
from apps.foundation import strict_json
from apps.foundation.errors import Invalid

PREFIX: Final = "fields"
FIELDS, JSON = "fields", "json"
TEXT_MOST: Final = 1_000
#: Of a schema as JSON: sixty fields with a hundred choices each fit.
JSON_MOST: Final = 600_000
KINDS: Final = (
    (schemas.TEXT, _("Text")),
    (schemas.CHOICE, _("One of a few choices")),
    (schemas.INTEGER, _("Whole number")),
    (schemas.NUMBER, _("Number with a point")),
    (schemas.YES_NO, _("Yes or no")),
    (schemas.IMAGE, _("Image")),
    (schemas.AUDIO, _("Recording")),
    (schemas.DOCUMENT, _("Document")),
)
_CELLS: Final = ("title", "name", "kind", "required", "least", "most", "choices", "help")


class FieldForm(forms.Form):
    """One field of a record."""

    title = forms.CharField(label=_("What people read"), max_length=schemas.TITLE_MOST)
    name = forms.CharField(
        label=_("Name in the file"), max_length=40, required=False,
        help_text=_("a to z, digits and low lines. Left empty, it is made of the title."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    required = forms.BooleanField(label=_("Has to be filled in"), required=False)
    least = forms.IntegerField(
        label=_("At least"), min_value=-schemas.WHOLE_MOST, max_value=schemas.WHOLE_MOST, required=False,
        help_text=_("Letters of a text, or the smallest number."),
    )  # fmt: skip
    most = forms.IntegerField(
        label=_("At most"), min_value=-schemas.WHOLE_MOST, max_value=schemas.WHOLE_MOST, required=False,
        help_text=_("Letters of a text, or the largest number."),
    )  # fmt: skip
    choices = forms.CharField(
        label=_("Choices"), max_length=schemas.CHOICES_MOST * (schemas.CHOICE_MOST + 2), required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One on each line, if it is a choice."),
    )  # fmt: skip
    help = forms.CharField(label=_("Help beside it"), max_length=schemas.HELP_MOST, required=False)

    def part(self) -> Part:
        """The field, once it is valid."""
        said = self.cleaned_data
        kind, least, most = said["kind"], said["least"], said["most"]
        bounds = {
            schemas.TEXT: (least or 0, TEXT_MOST if most is None else most),
            schemas.INTEGER: (
                -schemas.WHOLE_MOST if least is None else least,
                schemas.WHOLE_MOST if most is None else most,
            ),
        }.get(kind, (0, 0))
        choices = tuple(line.strip() for line in said["choices"].splitlines() if line.strip())
        return Part(
            name=said["name"].strip() or name_of(said["title"]),
            title=said["title"],
            least=bounds[0],
            most=bounds[1],
            required=said["required"],
            kind=kind,
            choices=choices if kind == schemas.CHOICE else (),
            help=said["help"],
        )


class HoldsForm(forms.Form):
    """From when it holds."""

    holds_from = MomentField(
        label=_("Holds from, UTC"), required=False,
        help_text=_("Leave it empty for: from now on. What was given before stays under the rules of its day."),
    )  # fmt: skip


class SchemaDraft:
    """A schema on its way: rows of fields or JSON, what was done to it last, and what is wrong with it."""

    def __init__(self, posted: Mapping[str, str] | None, *, begins: Mapping[str, Any]) -> None:
        self.error = ""
        self.focus = -1
        if posted is None:
            self.tab, self.does = FIELDS, ""
            self._rows, self.text = _rows_of(begins), _json_of(begins)
        else:
            self.tab = JSON if posted.get("tab") == JSON else FIELDS
            self.does = posted.get("do", "publish")
            self._rows = rows.posted(posted, PREFIX, _CELLS, most=schemas.FIELDS_MOST, keeps_empty=True)
            self.text = posted.get("schema", "")[: JSON_MOST + 1]
        self._act(posted or {})
        is_told = self.does in {"publish", "preview", "as_json"}
        self.formset = _formset(self._rows, is_bound=is_told and self.tab == FIELDS)
        self.holds = HoldsForm(posted if self.does == "publish" else None, initial=dict(posted or {}))
        self.schema = self._read()
        if self.does in {"as_json", "as_fields"}:
            self._change_tab()

    def is_valid(self) -> bool:
        return self.schema is not None and self.holds.is_valid()

    def refuse(self, refusal: Invalid) -> None:
        """Show a refusal of the service."""
        if "/holds_from" in refusal.fields:
            self.holds.add_error("holds_from", refusal.sentence)
        else:
            self.error = refusal.sentence

    def _act(self, posted: Mapping[str, str]) -> None:
        """What a button of the rows says: add, begin, up-2, down-2, remove-2."""
        verb, _dash, number = self.does.partition("-")
        at = int(number) if number.isdecimal() and len(number) < 3 else -1
        if verb == "add" and len(self._rows) < schemas.FIELDS_MOST:
            self._rows.append({"kind": schemas.TEXT, "required": "on"})
            self.focus = len(self._rows) - 1
        elif self.does == "begin" and (point := posted.get("point", "")) in wording.STARTING_KEYS:
            begins = wording.starting_schema(point)
            self._rows, self.text = _rows_of(begins), _json_of(begins)
        elif verb in {"up", "down"} and 0 <= at < len(self._rows):
            to = max(0, min(len(self._rows) - 1, at + (1 if verb == "down" else -1)))
            self._rows.insert(to, self._rows.pop(at))
            self.focus = to
        elif verb == "remove" and 0 <= at < len(self._rows):
            del self._rows[at]

    def _read(self) -> dict[str, Any] | None:
        """The schema that it says, if it says one."""
        try:
            return self._from_json() if self.tab == JSON else self._from_rows()
        except Invalid as refusal:
            self._say(refusal)
            return None

    def _from_json(self) -> dict[str, Any]:
        if len(self.text) > JSON_MOST:
            raise BadSchema("A schema has at most 600,000 letters.")
        said = strict_json.loads(self.text.encode("utf-8", errors="replace"))
        if not isinstance(said, dict):
            raise BadSchema("A schema is an object: it begins with { and ends with }.")
        return schemas.read_schema(said)

    def _from_rows(self) -> dict[str, Any] | None:
        reading = self.formset if self.formset.is_bound else _formset(self._rows, is_bound=True)
        if not reading.is_valid():
            return None
        parts = [form.part() for form in reading.forms]
        names = [part.name for part in parts]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise BadSchema(f"Two fields are called {twice}.", fields={f"/properties/{twice}": "twice"})
        return schemas.read_schema(schemas.schema_of(parts))

    def _say(self, refusal: Invalid) -> None:
        """At the row of the field that is named; else above all of them."""
        place = next(iter(refusal.fields), "")
        named = place.removeprefix("/properties/").partition("/")[0]
        if self.tab == FIELDS and self.formset.is_bound:
            for form in reversed(self.formset.forms):
                if form.is_valid() and form.part().name == named:
                    form.add_error(None, refusal.sentence)
                    return
        self.error = f"{place}: {refusal.sentence}" if self.tab == JSON and place else refusal.sentence

    def _change_tab(self) -> None:
        """Only what is a schema can be looked at the other way."""
        if self.schema is None:
            return
        self._rows, self.text = _rows_of(self.schema), _json_of(self.schema)
        self.tab = JSON if self.does == "as_json" else FIELDS
        self.formset = _formset(self._rows, is_bound=False)


def name_of(title: str) -> str:
    """`Date of harvest` is `date_of_harvest` in the file; a title in another script has to be named by hand."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40]


def _formset(cells: Sequence[Mapping[str, str]], *, is_bound: bool) -> BaseFormSet:
    factory = formset_factory(
        FieldForm, extra=0, max_num=schemas.FIELDS_MOST, absolute_max=schemas.FIELDS_MOST
    )
    if not is_bound:
        return factory(initial=[dict(row) for row in cells], prefix=PREFIX)
    data = {f"{PREFIX}-{count}_FORMS": str(len(cells)) for count in ("TOTAL", "INITIAL")}
    for number, row in enumerate(cells):
        data |= {f"{PREFIX}-{number}-{cell}": said for cell, said in row.items() if said}
    return factory(data, prefix=PREFIX)


def _rows_of(schema: Mapping[str, Any]) -> list[dict[str, str]]:
    return [_row(part) for part in schemas.parts_of(schema)]


def _row(part: Part) -> dict[str, str]:
    is_whole = part.kind == schemas.INTEGER
    has_least = part.least > -schemas.WHOLE_MOST if is_whole else part.kind == schemas.TEXT
    has_most = part.most < schemas.WHOLE_MOST if is_whole else part.kind == schemas.TEXT
    return {
        "title": part.title,
        "name": part.name,
        "kind": part.kind,
        "required": "on" if part.required else "",
        "least": str(part.least) if has_least else "",
        "most": str(part.most) if has_most else "",
        "choices": "\n".join(part.choices),
        "help": part.help,
    }


def _json_of(schema: Mapping[str, Any]) -> str:
    """In an order that people expect, for a database sorts keys."""
    ordered = {
        key: schema[key] for key in ("$schema", "type", "required", "additionalProperties") if key in schema
    }
    ordered |= {key: said for key, said in schema.items() if key not in {*ordered, "properties"}}
    ordered["properties"] = {part.name: schema["properties"][part.name] for part in schemas.parts_of(schema)}
    return json.dumps(ordered, ensure_ascii=False, indent=2)
