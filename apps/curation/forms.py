"""Forms: what a reviewer's browser may send. Whether a verdict holds is decided by the service."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.curation.core import verdicts
from apps.curation.reports import wording

YES, NO = "yes", "no"


class NoteField(forms.CharField):
    """Some lines to the author."""

    widget = forms.Textarea(attrs={"rows": 3, "maxlength": verdicts.NOTE_MOST})

    def to_python(self, value: Any) -> str:  # noqa: ANN401 - Django's signature
        """Browsers send two letters for the end of a line, and count one."""
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class VerdictForm(forms.Form):
    """What a reviewer says. The verdict is the button that they press."""

    verdict = forms.ChoiceField(choices=[(word, word) for word in verdicts.ALL], widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Why?"), choices=list(wording.REASONS.items()), widget=forms.RadioSelect, required=False
    )
    note = NoteField(label=_("Note to the author"), max_length=verdicts.NOTE_MOST, required=False)

    @classmethod
    def against(cls, verdict: str, sent: "VerdictForm | None" = None) -> "VerdictForm":
        """The form of a verdict that needs a reason, with ids of its own; as it was sent, if it was."""
        form = sent or cls(initial={"verdict": verdict})
        form.auto_id = f"id_{verdict}_%s"
        form.fields["reason"].required = True
        form.fields["note"].required = verdict == verdicts.REQUEST_CHANGES
        return form


class VoteForm(forms.Form):
    """Whether somebody finds an item good."""

    is_good = forms.TypedChoiceField(
        choices=[(YES, _("Good")), (NO, _("Not good"))], coerce=lambda said: said == YES
    )


#: What the page says once a verdict is given.
SAID: dict[str, Promise] = {
    verdicts.ACCEPT: _("Accepted."),
    verdicts.REQUEST_CHANGES: _("Changes requested."),
    verdicts.REJECT: _("Rejected."),
}
