"""What checkers found, in sentences: what it is, where it stands, and what to do about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.contributions.core import findings
from apps.contributions.core.findings import Finding
from apps.contributions.models import Check
from apps.datanets.core.schemas import Part

TITLES: Final[Mapping[str, Promise]] = {
    findings.SCHEMA: gettext_lazy("Schema"),
    findings.DUPLICATE: gettext_lazy("The same words"),
    findings.NEAR_DUPLICATE: gettext_lazy("Nearly the same"),
    findings.SECRETS: gettext_lazy("Keys and passwords"),
    findings.PERSONAL: gettext_lazy("Personal data"),
    findings.LANGUAGE: gettext_lazy("Language"),
    findings.CONTAMINATION: gettext_lazy("Benchmark questions"),
    findings.MEDIA: gettext_lazy("Media"),
    findings.SHAPE: gettext_lazy("How it is written"),
}
ADVICE: Final[Mapping[str, Promise]] = {
    findings.DUPLICATE: gettext_lazy("Give what is not there yet, or refine the item that is there."),
    findings.NEAR_DUPLICATE: gettext_lazy(
        "If it says nothing new, leave it out or refine the item that is there."
    ),
    findings.SECRETS: gettext_lazy(
        "Whoever reads a key can use it: revoke it where it was issued, take it out and give the item again."
    ),
    findings.PERSONAL: gettext_lazy("Take it out, unless the person agreed to its being published."),
    findings.LANGUAGE: gettext_lazy("Give it to a datanet in that language, or translate it."),
    findings.CONTAMINATION: gettext_lazy(
        "Models are tested with such questions. Leave it out, or say it in words of your own."
    ),
    findings.SHAPE: gettext_lazy("If it is not meant to be like this, write it as a reader would expect it."),
}
#: Kind and sort -> a sentence. Where there are places, letters are counted from the first.
SENTENCES: Final[Mapping[str, Promise]] = {
    "schema": gettext_lazy("The record fits the schema of its datanet."),
    "duplicate": gettext_lazy("These are the very words of %(other)s."),
    "near_duplicate": gettext_lazy("%(percent)s %% of it stands in %(other)s."),
    "secrets.private_key": gettext_lazy("%(field)s holds a private key."),
    "secrets.own_key": gettext_lazy("%(field)s holds an API key of this site."),
    "secrets.aws": gettext_lazy("%(field)s holds an access key of Amazon Web Services."),
    "secrets.github": gettext_lazy("%(field)s holds a token of GitHub."),
    "secrets.gitlab": gettext_lazy("%(field)s holds a token of GitLab."),
    "secrets.google": gettext_lazy("%(field)s holds an API key of Google."),
    "secrets.slack": gettext_lazy("%(field)s holds a token of Slack."),
    "secrets.stripe": gettext_lazy("%(field)s holds a secret key of Stripe."),
    "secrets.hugging_face": gettext_lazy("%(field)s holds a token of Hugging Face."),
    "secrets.openai": gettext_lazy("%(field)s holds an API key of OpenAI."),
    "secrets.anthropic": gettext_lazy("%(field)s holds an API key of Anthropic."),
    "secrets.npm": gettext_lazy("%(field)s holds a token of npm."),
    "secrets.pypi": gettext_lazy("%(field)s holds a token of PyPI."),
    "secrets.sendgrid": gettext_lazy("%(field)s holds an API key of SendGrid."),
    "secrets.azure": gettext_lazy("%(field)s holds a key of Azure storage."),
    "secrets.signed_token": gettext_lazy("%(field)s holds a signed token, which may let somebody in."),
    "secrets.password": gettext_lazy("%(field)s holds what looks like a password."),
    "personal.email": gettext_lazy("%(field)s holds an e-mail address."),
    "personal.phone": gettext_lazy("%(field)s holds what looks like a telephone number."),
    "personal.card": gettext_lazy("%(field)s holds what looks like the number of a card."),
    "personal.iban": gettext_lazy("%(field)s holds the number of a bank account."),
    "personal.ip_address": gettext_lazy("%(field)s holds the address of a computer on the internet."),
    "language.language": gettext_lazy("%(field)s seems to be in another language: %(what)s."),
    "contamination.benchmark": gettext_lazy("%(field)s says what the benchmark %(what)s asks."),
    "shape.capitals": gettext_lazy("%(field)s is written in capitals."),
    "shape.one_word": gettext_lazy("%(field)s says one word over and over."),
    "shape.unbroken": gettext_lazy("%(field)s goes on for hundreds of letters without a space."),
    "shape.markup": gettext_lazy("%(field)s is more markup than text."),
    "shape.marks": gettext_lazy("%(field)s is made of marks more than of words."),
}
#: How findings of checkers are told from those of reading and of the schema among the findings of a row.
CHECK: Final = "check"
Params = Mapping[str, str | int]
#: What is told of a check.
COLUMNS: Final = ("kind", "severity", "other", "checker", "score", "evidence")


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as people read it."""

    kind: str
    severity: str
    title: str
    sentences: tuple[str, ...]
    advice: str
    checker: str
    score: int | None
    #: Public id of the item that it was compared with.
    other: str
    ran: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        return self.severity == findings.BLOCK

    @property
    def warns(self) -> bool:
        return self.severity == findings.WARN


def of_revision(revision_pk: int, parts: Sequence[Part]) -> list[Told]:
    """What was found about one revision, the gravest first. One query."""
    rows = Check.objects.filter(revision=revision_pk).order_by("pk")
    return sorted((told(row, parts) for row in rows), key=lambda one: _GRAVITY[one.severity])


def of_rows(rows: Sequence[Mapping[str, Any]], parts: Sequence[Part]) -> list[Told]:
    """The same of checks that were read along with their revision, as the columns of `COLUMNS`."""
    return sorted((told(Check(**row), parts) for row in rows), key=lambda one: _GRAVITY[one.severity])


def told(row: Check, parts: Sequence[Part]) -> Told:
    """A row in words, with the titles of the fields in place of their names."""
    said = codes(row.kind, row.evidence, other=row.other, score=row.score)
    return Told(
        kind=row.kind,
        severity=row.severity,
        title=str(TITLES[row.kind]),
        sentences=tuple(dict.fromkeys(sentence(code, params, parts) for _, code, params in said)),
        advice=str(ADVICE.get(row.kind, "")) if row.severity != findings.CLEAN else "",
        checker=row.checker,
        score=row.score,
        other=row.other,
        ran=tuple(row.evidence.get("ran", ())),
    )


def of_finding(finding: Finding) -> list[dict[str, Any]]:
    """Pointer, code and arguments of each place, as the rows of an upload keep what was found about them."""
    said = codes(finding.kind, finding.evidence(), other=finding.other, score=finding.score)
    return [
        {"kind": CHECK, "pointer": pointer, "code": code, "params": dict(params)}
        for pointer, code, params in said
    ]


def sentence(code: str, params: Params, parts: Sequence[Part]) -> str:
    """What a code says; a code of a checker that is gone is said as it is."""
    titles = {part.name: part.title for part in parts}
    field = str(params.get("field", ""))
    values = {"field": titles.get(field, field), "other": "", "what": "", "percent": 0, **_but_field(params)}
    other = str(values["other"])
    values["other"] = (
        _("row %(number)s of this file") % {"number": other} if other.isdigit() else _item(other)
    )
    return str(SENTENCES[code]) % values if code in SENTENCES else code


def codes(
    kind: str, evidence: Mapping[str, Any], *, other: str, score: int | None
) -> Iterator[tuple[str, str, Params]]:
    """Pointer, code and arguments of each thing that a finding says."""
    for place in evidence.get("places", ()):
        yield (
            f"/{place['field']}",
            f"{kind}.{place['sort']}",
            {name: value for name, value in place.items() if name != "sort"},
        )
    if not evidence.get("places"):
        yield "", kind, {"other": other, "percent": (score or 0) * 100 // findings.MILLION}


def _item(other: str) -> str:
    return _("item %(item)s") % {"item": other}


def _but_field(params: Params) -> Params:
    return {name: value for name, value in params.items() if name != "field"}


_GRAVITY: Final = {findings.BLOCK: 0, findings.WARN: 1, findings.CLEAN: 2}
