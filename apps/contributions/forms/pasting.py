"""The form for rows that are pasted: the words, what kind they are, and what is said about them."""

from collections.abc import Sequence
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.contributions.core import pasting
from apps.contributions.core.pasting import Pasted
from apps.contributions.core.reading import BrokenRow, Unreadable
from apps.contributions.forms.uploading import DeclarationsForm
from apps.contributions.reports import problems
from apps.datanets.core.schemas import Part

GUESS: Final = ""
KINDS: Final = (
    (pasting.CSV, _("Table with commas (CSV)")),
    (pasting.TSV, _("Table with tabs, as spreadsheets copy it")),
    (pasting.JSONL, _("JSON Lines")),
    (pasting.JSON, _("JSON array")),
    (pasting.LINES, _("One text on each line")),
    (pasting.PARAGRAPHS, _("One text in each paragraph")),
)


class PastingForm(DeclarationsForm):
    """Several records at once, without a file."""

    words = forms.CharField(
        label=_("Rows"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "mono"}),
        error_messages={"required": _("Paste at least one row.")},
    )
    kind = forms.ChoiceField(label=_("Read it as"), required=False)
    field_order = ("words", "kind")

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parts = parts
        self.pasted: Pasted | None = None
        has_text = pasting.only_text(parts) is not None
        offered = [one for one in KINDS if has_text or one[0] in pasting.TABLES]
        self._offered = {name for name, _title in offered}
        self._field("kind").choices = [(GUESS, _("What it looks like")), *offered]

    def clean_words(self) -> str:
        """With line ends of one kind."""
        words = str(self.cleaned_data["words"]).replace("\r\n", "\n").replace("\r", "\n")
        size = len(words.encode())
        if size > pasting.MOST:
            raise ValidationError(
                gettext("This is %(size)s bytes, and at most %(most)s are pasted at once. Send it as a file.")
                % {"size": f"{size:,}", "most": f"{pasting.MOST:,}"}
            )
        if not words.strip():
            raise ValidationError(gettext("Paste at least one row."))
        return words

    def clean(self) -> dict[str, Any]:
        """Read the first rows, so that what cannot be read is said here and not by a worker later."""
        said = cast("dict[str, Any]", super().clean())
        words, kind = said.get("words"), said.get("kind")
        if not words or kind is None:
            return said
        try:
            self.pasted = self._read(words, kind)
        except Unreadable as refusal:
            self.add_error("words", problems.sentence(refusal.code, refusal.params))
        except ValidationError as refusal:
            self.add_error("words", refusal)
        return said

    def _read(self, words: str, kind: str) -> Pasted:
        kind = kind or pasting.guessed(words, self._parts)
        if kind not in self._offered:
            raise ValidationError(self._no_table())
        if not pasting.is_kind(words, kind):
            raise ValidationError(
                gettext("This does not look like “%(kind)s”. Choose another kind.")
                % {"kind": dict(KINDS)[kind]}
            )
        pasted = pasting.as_file(words, kind, self._parts)
        rows = pasting.first_rows(pasted)
        broken = [row for row in rows if isinstance(row, BrokenRow)]
        if len(broken) == len(rows) and broken:
            raise ValidationError(problems.sentence(broken[0].code, broken[0].params))
        return pasted

    def _no_table(self) -> str:
        names = ", ".join(part.name for part in self._parts)
        return gettext("No columns are to be seen. Begin with a line that names them: %(names)s.") % {
            "names": names
        }
