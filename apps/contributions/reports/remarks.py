"""What was found about rows, in sentences: made when somebody reads, in their language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.contributions.reports import problems
from apps.datanets.reports import wording


@dataclass(frozen=True, slots=True)
class Said:
    """One finding as people read it, and its place as a JSON pointer."""

    pointer: str
    sentence: str


def said(finding: Mapping[str, Any]) -> Said:
    """The sentence of a finding."""
    return Said(str(finding.get("pointer", "")), _sentence(finding))


def _sentence(finding: Mapping[str, Any]) -> str:
    kind: str = finding["kind"]
    code: str = finding["code"]
    params: Mapping[str, Any] = finding["params"]
    if kind == "schema":
        return str(wording.problem_sentence(code, params))
    if kind == "reading":
        return problems.sentence(code, params)
    return str(_OWN.get((kind, code), _OTHERWISE)) % params


_OTHERWISE: Final = gettext_lazy("Something was found about this row.")
_OWN: Final[Mapping[tuple[str, str], Promise]] = {
    ("text", "unseen"): gettext_lazy("There are characters in it that cannot be seen or shown."),
    ("same", "item"): gettext_lazy("The datanet has these very words already."),
    ("same", "row"): gettext_lazy("Row %(other)s of this file has these very words already."),
}
