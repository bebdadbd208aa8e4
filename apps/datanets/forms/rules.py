"""The form of the next version of the rules."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import limits
from apps.datanets.forms import choices
from apps.datanets.models import Rules
from apps.datanets.services.publishing import Terms


class MomentField(forms.DateTimeField):
    """A moment in UTC, as browsers send it; empty for now."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value: Any) -> datetime | None:  # noqa: ANN401 - Django's signature
        moment: datetime | None = super().clean(value)
        return moment.replace(tzinfo=UTC) if moment is not None else None


class RulesForm(forms.Form):
    """The next version of the rules."""

    licence = forms.ChoiceField(
        label=_("Licence"), choices=choices.LICENCES, widget=forms.RadioSelect,
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
        shares = dict(choices.SHARES)
        shares.setdefault(newest.accept_at, _("As before"))
        for name, offered in {
            "min_reviews": [
                (number, choices.reviews(number)) for number in range(1, limits.REVIEWS_MOST + 1)
            ],
            "max_reviews": [
                (number, choices.reviews(number)) for number in range(1, limits.REVIEWS_MOST + 1)
            ],
            "accept_at": list(shares.items()),
            "votes_wanted": [(number, choices.people(number)) for number in range(limits.VOTES_MOST + 1)],
        }.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def terms(self) -> Terms:
        """What it says."""
        return Terms(
            licence=self.cleaned_data["licence"],
            min_reviews=self.cleaned_data["min_reviews"],
            max_reviews=self.cleaned_data["max_reviews"],
            accept_at=self.cleaned_data["accept_at"],
            votes_wanted=self.cleaned_data["votes_wanted"],
        )
