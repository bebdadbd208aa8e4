"""Forms of versions: what a browser may send. Meaning is checked by the service that a view calls."""

from datetime import UTC, datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.foundation import ids
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
