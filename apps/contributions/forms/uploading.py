"""The form beside the files: what is said about all of them at once. Its names are the keys of `Upload-Metadata`."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.contributions.core import consents, limits, origins, readable
from apps.contributions.forms import writing
from apps.contributions.models import Consent
from apps.contributions.services.admitting import Provenance
from apps.datanets.models import Need, Rules
from apps.datanets.reports import wording

#: A file is not what one call answered.
ORIGINS: Final = [(origin, said) for origin, said in writing.ORIGINS if origin != origins.CALL_OUTPUT]


class ManyFiles(forms.ClearableFileInput):
    """A control that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, each of them whole."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ANN401 - Django's signature
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files]


class DeclarationsForm(forms.Form):
    """Licence, origin, source, consent: said once for all that is sent."""

    licence = forms.ChoiceField(label=_("Under which licence?"))
    origin = forms.ChoiceField(
        label=_("Where is it from?"), choices=ORIGINS, widget=forms.RadioSelect, initial=origins.OWN
    )
    source = forms.CharField(
        label=_("Source"),
        help_text=_("An address or a title, where it is not yours."),
        max_length=limits.SOURCE_MOST,
        required=False,
    )
    model = forms.CharField(
        label=_("Which model?"),
        help_text=_("Its name, where a model made it."),
        max_length=limits.MODEL_NAME_MOST,
        required=False,
    )
    collected_on = forms.DateField(
        label=_("Collected on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    need = forms.ChoiceField(label=_("For a need"), required=False)
    consent = forms.BooleanField(
        label=_("I agree to this"),
        error_messages={"required": _("Without this it cannot be used by anybody.")},
        widget=forms.CheckboxInput(attrs={"value": str(consents.CURRENT)}),
    )

    def __init__(self, *args: Any, rules: Rules, needs: Sequence[Need] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._needs = {need.public_id: need for need in needs}
        licences = (rules.licence, *rules.also_licences)
        self._field("licence").choices = [(one, wording.licence_name(one)) for one in licences]
        self.fields["consent"].help_text = gettext(consents.TEXTS[-1])
        if self._needs:
            self._field("need").choices = [
                ("", "–"),
                *((key, need.title) for key, need in self._needs.items()),
            ]
        else:
            del self.fields["need"]

    def provenance(self, consent: Consent) -> Provenance:
        """What was said, as services take it."""
        said = self.cleaned_data
        collected_on: date | None = said["collected_on"]
        return Provenance(
            licence=said["licence"],
            origin=said["origin"],
            source=said["source"],
            collected_on=collected_on,
            model_name=said["model"],
            need=self._needs.get(said.get("need", "")),
            consent=consent,
        )

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        return field


class FilesForm(DeclarationsForm):
    """Files, and what is said about them."""

    chosen = FilesField(label=_("Files"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].widget.attrs["accept"] = ",".join(readable.ENDINGS)
