"""Forms of versions: what a browser may send. Meaning is checked by the service that a view calls."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import limits as datanets
from apps.foundation import ids
from apps.people.models import Community
from apps.snapshots.models.snapshot import REASON_MOST


class ProposeForm(forms.Form):
    """Until when: what was shown is what is proposed, although somebody may have accepted more since."""

    cutoff = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean_cutoff(self) -> datetime:
        try:
            cutoff = datetime.fromisoformat(self.cleaned_data["cutoff"])
        except ValueError as error:
            raise forms.ValidationError(_("That is no time.")) from error
        if cutoff.tzinfo is None:
            raise forms.ValidationError(_("That is no time."))
        return cutoff.astimezone(UTC)


class DecideForm(forms.Form):
    """Which proposal is meant. Another one may have come under the same number since the page was opened."""

    snapshot = forms.CharField(max_length=ids.MAX_LENGTH, widget=forms.HiddenInput)


class VoteForm(DecideForm):
    """For or against."""

    says = forms.ChoiceField(choices=[("for", _("For")), ("against", _("Against"))])


class YankForm(forms.Form):
    """Why nobody should use a version any more."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=REASON_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who looks at this version reads it."),
    )


class ForkForm(forms.Form):
    """Where the fork will stand, and what it is called."""

    community = forms.ChoiceField(label=_("Community"))
    title = forms.CharField(label=_("Title"), max_length=datanets.TITLE_MOST)
    slug = forms.CharField(
        label=_("Address"), max_length=datanets.SLUG_MOST,
        help_text=_("Small letters, digits and hyphens. It stays for good."),
    )  # fmt: skip

    def __init__(self, *args: Any, communities: Sequence[Community], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.communities = {one.slug: one for one in communities}
        self.fields["community"].choices = [  # type: ignore[attr-defined]
            (one.slug, one.title) for one in communities
        ]

    @property
    def chosen(self) -> Community:
        return self.communities[self.cleaned_data["community"]]
