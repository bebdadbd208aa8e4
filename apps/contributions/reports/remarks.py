"""What was found about rows, in sentences: made when somebody reads, in their language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.contributions.reports import findings, problems
from apps.datanets.core.schemas import Part
from apps.datanets.reports import wording


@dataclass(frozen=True, slots=True)
class Said:
    """One finding as people read it, and its place as a JSON pointer."""

    pointer: str
    sentence: str


def said(finding: Mapping[str, Any], parts: Sequence[Part] = ()) -> Said:
    """The sentence of a finding, with the titles of fields in place of their names."""
    return Said(str(finding.get("pointer", "")), _sentence(finding, parts))


def _sentence(finding: Mapping[str, Any], parts: Sequence[Part]) -> str:
    kind: str = finding["kind"]
    code: str = finding["code"]
    params: Mapping[str, Any] = finding["params"]
    if kind == "schema":
        return str(wording.problem_sentence(code, params))
    if kind == "reading":
        return problems.sentence(code, params)
    if kind == "check":
        return findings.sentence(code, params, parts)
    return str(_OWN.get(code, _OTHERWISE)) % params


_OTHERWISE: Final = gettext_lazy("Something was found about this row.")
_OWN: Final[Mapping[str, Promise]] = {
    "unseen": gettext_lazy("There are characters in it that cannot be seen or shown."),
    "need": gettext_lazy("It is given for a need that asks for %(field)s: %(value)s."),
    "strange_file": gettext_lazy("Send the file itself: this names one that you did not give."),
}
