"""The form of the next version of the context: prose in Markdown, and rows for the glossary and the sources."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import contexts, limits
from apps.datanets.core.contexts import ContextParts, Source, Term
from apps.datanets.forms import rows
from apps.foundation.errors import DomainError

#: Empty rows below those that say something.
SPARE: Final = 2
MORE: Final = 5
#: Of a form that was sent without its rows.
_NO_ROWS: Final = {
    f"{prefix}-{count}_FORMS": "0" for prefix in ("terms", "sources") for count in ("TOTAL", "INITIAL")
}
PUBLISH, PREVIEW, MORE_TERMS, MORE_SOURCES = "publish", "preview", "more_terms", "more_sources"


class ProseForm(forms.Form):
    """The parts that are prose."""

    guidelines = forms.CharField(
        label=_("Guidelines"), max_length=limits.GUIDELINES_MOST, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("What to do, and what to leave out. Write Markdown: # for headings, - for lists, **strong**."),
    )  # fmt: skip
    good = forms.CharField(
        label=_("What good looks like"), max_length=limits.EXAMPLES_MOST, required=False,
        widget=forms.Textarea(attrs={"rows": 6}), help_text=_("One or two items as they should be, and why."),
    )  # fmt: skip
    bad = forms.CharField(
        label=_("What bad looks like"), max_length=limits.EXAMPLES_MOST, required=False,
        widget=forms.Textarea(attrs={"rows": 6}), help_text=_("What comes in often and should not."),
    )  # fmt: skip
    wanted = forms.CharField(
        label=_("What is wanted next"), max_length=limits.EXAMPLES_MOST, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Where the gaps are. What can be counted belongs on the needs board."),
    )  # fmt: skip


class TermForm(forms.Form):
    """One row of the glossary."""

    term = rows.cell(_("Word"), most=limits.TERM_MOST)
    meaning = rows.cell(_("What it means here"), most=limits.MEANING_MOST)


class SourceForm(forms.Form):
    """One row of the sources."""

    title = rows.cell(_("Name of the source"), most=limits.SOURCE_MOST)
    url = rows.cell(_("Web address"), most=limits.URL_MOST, kind="url")
    note = rows.cell(_("What it is good for"), most=limits.NOTE_MOST)


class ContextForms:
    """The three of them as one: filled with what was posted, or beginning with what stands."""

    def __init__(self, *, posted: Mapping[str, str] | None, begins: ContextParts) -> None:
        self.does = posted.get("do", PUBLISH) if posted is not None else ""
        posted = {**_NO_ROWS, **posted} if posted is not None else None
        if posted is not None and self.does == PUBLISH:
            self.prose = ProseForm(posted)
            self.terms = _factory(TermForm, limits.TERMS_MOST, SPARE)(posted, prefix="terms")
            self.sources = _factory(SourceForm, limits.SOURCES_MOST, SPARE)(posted, prefix="sources")
            return
        self._said = said = _posted(posted) if posted is not None else _standing(begins)
        more = {MORE_TERMS: "terms", MORE_SOURCES: "sources"}.get(self.does)
        self.prose = ProseForm(initial=said["prose"])
        self.terms = _factory(TermForm, limits.TERMS_MOST, MORE if more == "terms" else SPARE)(
            initial=said["terms"], prefix="terms"
        )
        self.sources = _factory(SourceForm, limits.SOURCES_MOST, MORE if more == "sources" else SPARE)(
            initial=said["sources"], prefix="sources"
        )

    def is_valid(self) -> bool:
        return all([self.prose.is_valid(), self.terms.is_valid(), self.sources.is_valid()])

    def parts(self) -> ContextParts:
        """What it says, once it is valid."""
        return ContextParts(
            **self.prose.cleaned_data,
            glossary=tuple(Term(row["term"], row["meaning"]) for _, row in _said(self.terms)),
            sources=tuple(Source(row["title"], row["url"], row["note"]) for _, row in _said(self.sources)),
        )

    def drafted(self) -> ContextParts:
        """What it says so far, whole or not, for looking at."""
        said = self._said
        prose = {name: said["prose"][name][:most] for name, most in contexts.PROSE.items()}
        return ContextParts(
            **prose,
            glossary=tuple(Term(row["term"], row["meaning"]) for row in said["terms"]),
            sources=tuple(
                Source(row["title"], row["url"], row["note"])
                for row in said["sources"]
                if contexts.is_address(row["url"])
            ),
        )

    def refuse(self, refusal: DomainError) -> None:
        """Show a refusal of the service at the row that it names."""
        place, _, rest = next(iter(refusal.fields), "").strip("/").partition("/")
        number, _, name = rest.partition("/")
        formset = {"glossary": self.terms, "sources": self.sources}.get(place)
        if formset is not None and number.isdecimal():
            filled = [index for index, _row in _said(formset)]
            formset.forms[filled[int(number)]].add_error(name or None, refusal.sentence)
        else:
            self.prose.add_error(place if place in self.prose.fields else None, refusal.sentence)


def _factory(form: type[forms.Form], most: int, spare: int) -> type[BaseFormSet]:
    return formset_factory(form, extra=spare, max_num=most, absolute_max=most, validate_max=True)


def _said(formset: BaseFormSet) -> list[tuple[int, dict[str, Any]]]:
    """The rows that say something, with their numbers on the page."""
    cleaned = [(index, form.cleaned_data) for index, form in enumerate(formset.forms)]
    return [(index, row) for index, row in cleaned if any(row.values())]


def _posted(posted: Mapping[str, str]) -> dict[str, Any]:
    return {
        "prose": {name: posted.get(name, "") for name in contexts.PROSE},
        "terms": rows.posted(posted, "terms", tuple(TermForm.base_fields), most=limits.TERMS_MOST),
        "sources": rows.posted(posted, "sources", tuple(SourceForm.base_fields), most=limits.SOURCES_MOST),
    }


def _standing(parts: ContextParts) -> dict[str, Any]:
    listed: dict[str, Sequence[Any]] = {"terms": parts.glossary, "sources": parts.sources}
    return {
        "prose": {name: getattr(parts, name) for name in contexts.PROSE},
        **{name: [asdict(one) for one in many] for name, many in listed.items()},
    }
