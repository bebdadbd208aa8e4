"""Choosing the column of each field."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.datanets.core.schemas import Part


class MappingForm(forms.Form):
    """One list of columns for each field of the record."""

    def __init__(
        self,
        *args: Any,
        parts: Sequence[Part],
        preview: Mapping[str, Any],
        mapping: Mapping[str, str] | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        columns: list[str] = preview["columns"]
        chosen = {field: column for column, field in (mapping or preview["proposed"]).items()}
        # By number, for a column may be called anything.
        self._columns = {str(number): column for number, column in enumerate(columns)}
        numbers = {column: number for number, column in self._columns.items()}
        for part in parts:
            self.fields[part.name] = forms.ChoiceField(
                label=part.title,
                required=part.required,
                choices=[("", _("No column")), *self._columns.items()],
                initial=numbers.get(chosen.get(part.name, ""), ""),
            )

    @property
    def chosen(self) -> dict[str, str]:
        """Column -> field."""
        return {self._columns[number]: field for field, number in self.cleaned_data.items() if number}
