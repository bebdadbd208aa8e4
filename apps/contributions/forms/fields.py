"""The controls of a record, one for each kind of field that a schema may ask for."""

from typing import Any, Final

from django import forms
from django.core.validators import MaxLengthValidator, MinLengthValidator, RegexValidator
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import schemas
from apps.datanets.core.schemas import Part

#: Longer texts get a taller box.
LONG: Final = 600
#: So few choices are seen at once, and more are a list to open.
SEEN_AT_ONCE: Final = 5
#: What a browser offers to choose among; what a file is, its content says.
ACCEPTED: Final = {
    schemas.IMAGE: "image/png,image/jpeg,image/webp,image/gif",
    schemas.AUDIO: "audio/wav,audio/mpeg,audio/flac,.wav,.mp3,.flac",
    schemas.DOCUMENT: "application/pdf,.pdf",
}
_MISSING: Final = {"required": _("Something has to stand here.")}
_TOO_SHORT: Final = ngettext_lazy(
    "Write at least %(limit_value)d letter; there are %(show_value)d.",
    "Write at least %(limit_value)d letters; there are %(show_value)d.",
    "limit_value",
)
_TOO_LONG: Final = ngettext_lazy(
    "Write at most %(limit_value)d letter; there are %(show_value)d.",
    "Write at most %(limit_value)d letters; there are %(show_value)d.",
    "limit_value",
)


class WordsField(forms.CharField):
    """One text of a record. It is not cut off while somebody pastes: what is too long is said, and stays."""

    def __init__(self, part: Part, **kwargs: Any) -> None:
        limits = {"data-least": part.least, "data-most": part.most}
        rows = 10 if part.most > LONG else 3
        super().__init__(
            widget=forms.Textarea(attrs={"rows": rows, "class": "words", "dir": "auto", **limits}), **kwargs
        )
        self.validators += [
            MinLengthValidator(part.least, _TOO_SHORT),
            MaxLengthValidator(part.most, _TOO_LONG),
        ]

    def to_python(self, value: Any) -> str:  # noqa: ANN401 - Django's signature
        """Browsers send two letters for the end of a line, and count one."""
        return str(super().to_python(value) or "").replace("\r\n", "\n")


def field_of(part: Part, *, is_there: bool = False) -> forms.Field:
    """The control of one field of a record. `is_there`: its file was given before, and may stay."""
    said: dict[str, Any] = {
        "label": part.title,
        "required": part.required and not is_there,
        "help_text": " ".join(filter(None, [part.help, _bounds(part)])),
        "error_messages": dict(_MISSING),
    }
    if part.kind == schemas.CHOICE:
        return _choice([(choice, choice) for choice in part.choices], part, said)
    if part.kind == schemas.YES_NO:
        return _yes_no(part, said)
    if part.kind == schemas.INTEGER:
        return _whole(part, said)
    if part.kind == schemas.NUMBER:
        return _decimal(said)
    if part.kind in schemas.MEDIA:
        return forms.FileField(
            widget=forms.FileInput(attrs={"accept": ACCEPTED[part.kind]}), allow_empty_file=False, **said
        )
    return WordsField(part, **said)


def _choice(choices: list[tuple[str, str]], part: Part, said: dict[str, Any]) -> forms.ChoiceField:
    if len(choices) <= SEEN_AT_ONCE and part.required:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **said)
    return forms.ChoiceField(choices=[("", "–"), *choices], **said)


def _yes_no(part: Part, said: dict[str, Any]) -> forms.TypedChoiceField:
    choices = [("yes", _("Yes")), ("no", _("No"))]
    if not part.required:
        choices = [*choices, ("", _("Not said"))]
    return forms.TypedChoiceField(
        choices=choices, coerce=_is_yes, empty_value=None, widget=forms.RadioSelect, **said
    )


def _is_yes(value: str) -> bool:
    return value == "yes"


def _whole(part: Part, said: dict[str, Any]) -> forms.IntegerField:
    said["error_messages"]["invalid"] = _("Write a whole number, in digits.")
    return forms.IntegerField(
        min_value=part.least,
        max_value=part.most,
        localize=False,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        **said,
    )


def _decimal(said: dict[str, Any]) -> forms.CharField:
    """A text: what was measured stays as it was written, so 1.50 is not 1.5."""
    shape = RegexValidator(schemas.DECIMAL, _("Write a number such as 12 or -0.50, with a point."))
    return forms.CharField(
        max_length=schemas.DECIMAL_MOST,
        validators=[shape],
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "decimal", "autocomplete": "off"}),
        **said,
    )


def _bounds(part: Part) -> str:
    if part.kind == schemas.TEXT:
        return _letters(part)
    if part.kind == schemas.INTEGER:
        return _range(part)
    return {
        schemas.IMAGE: gettext(
            "PNG, JPEG, WebP or GIF, at most 10 MB. Where it was taken is left out of it."
        ),
        schemas.AUDIO: gettext("WAV, MP3 or FLAC, at most 10 MB. Longer ones can be uploaded."),
        schemas.DOCUMENT: gettext("PDF, at most 10 MB. Larger ones can be uploaded."),
    }.get(part.kind, "")


def _letters(part: Part) -> str:
    most = f"{part.most:,}"
    if part.least:
        return gettext("%(least)s to %(most)s letters.") % {"least": f"{part.least:,}", "most": most}
    return gettext("At most %(most)s letters.") % {"most": most}


def _range(part: Part) -> str:
    has_least, has_most = part.least > -schemas.WHOLE_MOST, part.most < schemas.WHOLE_MOST
    said = {"least": f"{part.least:,}", "most": f"{part.most:,}"}
    if has_least and has_most:
        return gettext("A whole number from %(least)s to %(most)s.") % said
    if has_least:
        return gettext("A whole number, at least %(least)s.") % said
    return gettext("A whole number, at most %(most)s.") % said if has_most else gettext("A whole number.")
