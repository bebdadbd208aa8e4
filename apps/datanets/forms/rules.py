"""The form of the next version of the rules."""

from datetime import UTC, datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import limits
from apps.datanets.forms import choices
from apps.datanets.forms.fields import (
    LicenceField,
    LicencesField,
    OtherLicenceField,
    licence_initial,
    licence_of,
)
from apps.datanets.models import Rules
from apps.datanets.services.publishing import Terms

MIB: Final = 1024**2


class MomentField(forms.DateTimeField):
    """A moment in UTC, as browsers send it; empty for now."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value: Any) -> datetime | None:  # noqa: ANN401 - Django's signature
        moment: datetime | None = super().clean(value)
        return moment.replace(tzinfo=UTC) if moment is not None else None


class RulesForm(forms.Form):
    """The next version of the rules."""

    licence = LicenceField(
        help_text=_(
            "For what is given from then on. What was given before stays under the licence of its day."
        )
    )
    other_licence = OtherLicenceField()
    also_licences = LicencesField()
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
    agents_may_give = forms.BooleanField(
        label=_("Agents may give"), required=False,
        help_text=_("Software that acts for somebody, under their name and limits. What it gives is marked as such."),
    )  # fmt: skip
    most_items_a_day = forms.IntegerField(
        label=_("Items of one person a day"), min_value=1, max_value=limits.ITEMS_A_DAY_MOST
    )
    most_mib = forms.IntegerField(
        label=_("Size of one file, MiB"), min_value=1, max_value=limits.BYTES_MOST // MIB
    )
    validation_share = forms.TypedChoiceField(
        label=_("Held out for validation"), coerce=int, choices=choices.HELD_OUT,
        help_text=_("Each version marks so many of its items, chosen by their ids, as not for training."),
    )  # fmt: skip
    test_share = forms.TypedChoiceField(label=_("Held out for tests"), coerce=int, choices=choices.HELD_OUT)
    holds_from = MomentField(
        label=_("Holds from, UTC"), required=False, help_text=_("Leave it empty for: from now on.")
    )

    def __init__(self, *args: Any, newest: Rules, **kwargs: Any) -> None:
        kwargs["initial"] = {
            **licence_initial(newest.licence),
            "also_licences": ", ".join(newest.also_licences),
            "agents_may_give": newest.agents_may_give,
            "most_items_a_day": newest.most_items_a_day,
            "most_mib": max(1, newest.most_bytes // MIB),
            "validation_share": newest.validation_share,
            "test_share": newest.test_share,
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
            licence=licence_of(self),
            min_reviews=self.cleaned_data["min_reviews"],
            max_reviews=self.cleaned_data["max_reviews"],
            accept_at=self.cleaned_data["accept_at"],
            votes_wanted=self.cleaned_data["votes_wanted"],
            also_licences=self.cleaned_data["also_licences"],
            agents_may_give=self.cleaned_data["agents_may_give"],
            most_items_a_day=self.cleaned_data["most_items_a_day"],
            most_bytes=self.cleaned_data["most_mib"] * MIB,
            validation_share=self.cleaned_data["validation_share"],
            test_share=self.cleaned_data["test_share"],
        )
