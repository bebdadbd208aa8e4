"""Forms about datanets: what a browser may send, and how long it may be. What it means is checked by the services."""

from datetime import UTC, datetime
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.datanets.core import limits
from apps.datanets.models import Rules
from apps.datanets.reports import wording
from apps.datanets.services.publishing import Terms

#: How many reviews somebody who opens a datanet chooses among; rules that come later may ask for more.
REVIEWS_OFFERED: Final = range(1, 6)
#: Of the verdicts, in basis points.
SHARES: Final[tuple[tuple[int, Promise], ...]] = (
    (limits.ACCEPT_AT_LEAST, _("More than half")),
    (6_666, _("Two thirds")),
    (7_500, _("Three quarters")),
    (limits.BASIS_POINTS, _("All of them")),
)
LICENCES: Final = [
    (licence, format_lazy("{} – {}", name, wording.ALLOWING[licence]))
    for licence, name in wording.LICENCES.items()
]


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
    licence = forms.ChoiceField(
        label=_("Licence"), choices=LICENCES, initial="CC-BY-4.0", widget=forms.RadioSelect,
        help_text=_("Everything here is given under it."),
    )  # fmt: skip
    min_reviews = forms.TypedChoiceField(
        label=_("Reviews that decide"), coerce=int, initial=2,
        help_text=_("How many people look at each item before it is accepted or rejected."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["min_reviews"].choices = [(number, _reviews(number)) for number in REVIEWS_OFFERED]  # type: ignore[attr-defined]

    def terms(self) -> Terms:
        """The rules that it begins with."""
        return Terms(licence=self.cleaned_data["licence"], min_reviews=self.cleaned_data["min_reviews"])


class MomentField(forms.DateTimeField):
    """A moment in UTC, as browsers send it; empty for now."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value: Any) -> datetime | None:  # noqa: ANN401 - Django's signature
        moment: datetime | None = super().clean(value)
        return moment.replace(tzinfo=UTC) if moment is not None else None


class RulesForm(forms.Form):
    """The next version of the rules."""

    licence = forms.ChoiceField(
        label=_("Licence"), choices=LICENCES, widget=forms.RadioSelect,
        help_text=_("For what is given from then on. What was given before stays under the licence of its day."),
    )  # fmt: skip
    min_reviews = forms.TypedChoiceField(label=_("Reviews that decide"), coerce=int)
    max_reviews = forms.TypedChoiceField(
        label=_("Reviews at most"), coerce=int,
        help_text=_("When reviewers disagree, more are asked, up to so many. Then a curator decides."),
    )  # fmt: skip
    accept_at = forms.TypedChoiceField(
        label=_("Accepted by"), coerce=int, help_text=_("Of the reviewers. As many against reject it.")
    )
    votes_wanted = forms.TypedChoiceField(
        label=_("Drawn to vote"), coerce=int,
        help_text=_("So many members are drawn to vote on each accepted item. Only their votes count for its weight."),
    )  # fmt: skip
    holds_from = MomentField(
        label=_("Holds from, UTC"), required=False, help_text=_("Leave it empty for: from now on.")
    )

    def __init__(self, *args: Any, newest: Rules, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "licence": newest.licence,
            "min_reviews": newest.min_reviews,
            "max_reviews": newest.max_reviews,
            "accept_at": newest.accept_at,
            "votes_wanted": newest.votes_wanted,
        }
        super().__init__(*args, **kwargs)
        shares = dict(SHARES)
        shares.setdefault(newest.accept_at, _("As before"))
        for name, choices in {
            "min_reviews": [(number, _reviews(number)) for number in range(1, limits.REVIEWS_MOST + 1)],
            "max_reviews": [(number, _reviews(number)) for number in range(1, limits.REVIEWS_MOST + 1)],
            "accept_at": list(shares.items()),
            "votes_wanted": [(number, _people(number)) for number in range(limits.VOTES_MOST + 1)],
        }.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def terms(self) -> Terms:
        """What it says."""
        return Terms(
            licence=self.cleaned_data["licence"],
            min_reviews=self.cleaned_data["min_reviews"],
            max_reviews=self.cleaned_data["max_reviews"],
            accept_at=self.cleaned_data["accept_at"],
            votes_wanted=self.cleaned_data["votes_wanted"],
        )


class ContextForm(forms.Form):
    """The next version of the guidelines."""

    guidelines = forms.CharField(
        label=_("Guidelines"), max_length=limits.GUIDELINES_MOST, widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("Plain text, lines as you write them. The next version of the data will be published with it."),
    )  # fmt: skip


def _reviews(number: int) -> str:
    return ngettext("%(number)s review", "%(number)s reviews", number) % {"number": number}


def _people(number: int) -> str:
    return ngettext("%(number)s person", "%(number)s people", number) % {"number": number}
