"""How wordings, items and contributions look outside."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.contributions.api.asking import RECORD
from apps.contributions.core import findings, limits, origins, states
from apps.contributions.models import Check, Contribution
from apps.contributions.reports import feed
from apps.datanets.core import limits as datanet_limits
from apps.foundation import ids
from apps.foundation.fields import PublicIdField
from apps.people.core import names
from apps.people.reports import persons

NUMBER_MOST: Final = 2**31 - 1
CHECKS_MOST: Final = 200
ACTIONS: Final = ("refine", "withdraw")


@extend_schema_field({**RECORD, "type": ["object", "null"]})
class RecordField(serializers.DictField):
    """The words as they are kept."""


@extend_schema_field({"type": "object", "maxProperties": 100, "additionalProperties": True})
class EvidenceField(serializers.DictField):
    """What a checker says beside its verdict; each says it in its own way."""


class GiverSerializer(serializers.Serializer[Any]):
    """Who gave it, as they wish to be shown, and through which agent."""

    id = PublicIdField("usr")
    name = serializers.CharField(max_length=names.NAME_MOST)
    agent = PublicIdField("agt", allow_null=True)


class ProvenanceSerializer(serializers.Serializer[Any]):
    """Where it is from, by the word of whoever gave it."""

    licence = serializers.CharField(max_length=datanet_limits.LICENCE_MOST)
    origin = serializers.ChoiceField(choices=origins.ALL)
    source = serializers.CharField(max_length=limits.SOURCE_MOST)  # type: ignore[assignment] # a name of theirs
    collected_on = serializers.DateField(allow_null=True)
    model_name = serializers.CharField(max_length=limits.MODEL_NAME_MOST)
    call_id = serializers.CharField(max_length=ids.MAX_LENGTH)
    need = PublicIdField("ned", allow_null=True)
    consent = serializers.IntegerField(min_value=1, max_value=NUMBER_MOST, allow_null=True)


class WordingSerializer(serializers.Serializer[Any]):
    """One wording of an item and where it is in its life. Words that were taken back or erased are null."""

    revision = PublicIdField("rev")
    item = PublicIdField("itm")
    state = serializers.ChoiceField(choices=states.REVISION.states)
    record = RecordField(allow_null=True)
    content_hash = serializers.CharField(max_length=64, help_text="SHA-256 of the canonical record, in hex.")
    refines = PublicIdField("rev", allow_null=True)
    by = GiverSerializer()
    contribution = PublicIdField("ctb")
    provenance = ProvenanceSerializer()
    rules = serializers.IntegerField(min_value=1, max_value=NUMBER_MOST)
    submitted_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class CheckSerializer(serializers.Serializer[Any]):
    """What a program found."""

    kind = serializers.ChoiceField(choices=findings.KINDS)
    severity = serializers.ChoiceField(choices=findings.SEVERITIES)
    checker = serializers.CharField(max_length=64, help_text="Which program, and its version.")
    score = serializers.IntegerField(min_value=0, max_value=findings.MILLION, allow_null=True)
    other = serializers.CharField(max_length=ids.MAX_LENGTH, help_text="What it was compared with, or empty.")
    evidence = EvidenceField(help_text="Where and what, for whoever gave it; empty for others.")
    found_at = serializers.DateTimeField()


class CheckedWordingSerializer(WordingSerializer):
    """A wording with what programs found about it."""

    checks = serializers.ListField(child=CheckSerializer(), max_length=CHECKS_MOST)


class ItemSerializer(serializers.Serializer[Any]):
    """An item with every wording, the newest first, and what this caller may do now."""

    id = PublicIdField("itm")
    actions = serializers.ListField(child=serializers.ChoiceField(choices=ACTIONS), max_length=len(ACTIONS))
    revisions = serializers.ListField(child=CheckedWordingSerializer(), max_length=200)


class StateCountSerializer(serializers.Serializer[Any]):
    """How many wordings are in a state."""

    state = serializers.ChoiceField(choices=states.REVISION.states)
    wordings = serializers.IntegerField(min_value=0, max_value=NUMBER_MOST)


class ContributionSerializer(serializers.Serializer[Any]):
    """What somebody gave at once, and where its wordings are in their lives."""

    id = PublicIdField("ctb")
    community = serializers.CharField(max_length=names.SLUG_MOST)
    datanet = serializers.CharField(max_length=datanet_limits.SLUG_MOST)
    agent = PublicIdField("agt", allow_null=True)
    provenance = ProvenanceSerializer()
    submitted_at = serializers.DateTimeField()
    states = serializers.ListField(child=StateCountSerializer(), max_length=len(states.REVISION.states))


def wording(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `reports.feed`."""
    shown = persons.shown(row, by="author__")
    said = {name: row[f"contribution__{name}"] for name in _SAID}
    return {
        "revision": row["public_id"],
        "item": row["item__public_id"],
        "state": row["state"],
        "record": feed.record_of(row),
        "content_hash": bytes(row["content_hash"]).hex(),
        "refines": row["refines__public_id"],
        "by": {
            "id": shown.public_id,
            "name": shown.name,
            "agent": row["contribution__agent__public_id"],
        },
        "contribution": row["contribution__public_id"],
        "provenance": {
            **said,
            "need": row["contribution__need__public_id"],
            "consent": row["contribution__consent__number"],
        },
        "rules": row["rules__number"],
        "submitted_at": row["submitted_at"],
        "decided_at": row["decided_at"],
    }


def checked(row: Mapping[str, Any], checks: Sequence[Check], *, is_theirs: bool) -> dict[str, Any]:
    """Where something was found is for whoever gave it."""
    return {**wording(row), "checks": [_check(one, is_theirs=is_theirs) for one in checks[:CHECKS_MOST]]}


def _check(check: Check, *, is_theirs: bool) -> dict[str, Any]:
    told = {
        name: getattr(check, name) for name in ("kind", "severity", "checker", "score", "other", "found_at")
    }
    return {**told, "evidence": check.evidence if is_theirs else {}}


def contribution(one: Contribution, counts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "community": one.datanet.community.slug,
        "datanet": one.datanet.slug,
        "agent": one.agent.public_id if one.agent is not None else None,
        "provenance": {
            **{name: getattr(one, name) for name in _SAID},
            "need": one.need.public_id if one.need is not None else None,
            "consent": one.consent.number if one.consent is not None else None,
        },
        "submitted_at": one.submitted_at,
        "states": [{"state": state, "wordings": number} for state, number in counts.items()],
    }


_SAID: Final = ("licence", "origin", "source", "collected_on", "model_name", "call_id")
