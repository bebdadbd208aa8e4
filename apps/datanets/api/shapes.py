"""How datanets, their rules and their context look outside."""

from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.datanets import permissions
from apps.datanets.core import limits, modalities, openness, states
from apps.datanets.core import roles as datanet_roles
from apps.datanets.models import Context, Datanet, Rules, Standing
from apps.foundation.fields import PublicIdField
from apps.people.core import names
from apps.people.reports import persons

#: What somebody may do with a datanet, in the order in which it is told.
ACTIONS: Final = ("read", "contribute", "review", "curate", "own")
_ALLOWED: Final = {
    "read": permissions.can_read,
    "contribute": permissions.can_contribute,
    "review": permissions.can_review,
    "curate": permissions.can_curate,
    "own": permissions.can_own,
}
LANGUAGE_MOST: Final = 35
#: The schema of a JSON Schema: an object, and what stands in it is the datanet's to say.
JSON_SCHEMA: Final = {"type": "object", "additionalProperties": True, "maxProperties": 20}


def actions(standing: Standing) -> list[str]:
    """What this caller may do now."""
    return [action for action in ACTIONS if _ALLOWED[action](standing)]


class DatanetSerializer(serializers.Serializer[Datanet]):
    """A community's body of data."""

    id = PublicIdField("dn", source="public_id")
    community = serializers.CharField(max_length=names.SLUG_MOST, source="community.slug")
    slug = serializers.CharField(max_length=limits.SLUG_MOST)
    title = serializers.CharField(max_length=limits.TITLE_MOST)
    purpose = serializers.CharField(max_length=limits.PURPOSE_MOST)
    domain = serializers.CharField(max_length=limits.DOMAIN_MOST)
    modality = serializers.ChoiceField(choices=modalities.ALL)
    languages = serializers.ListField(
        child=serializers.CharField(max_length=LANGUAGE_MOST), max_length=limits.LANGUAGES_MOST
    )
    visibility = serializers.ChoiceField(choices=openness.VISIBILITIES)
    access = serializers.ChoiceField(choices=openness.ACCESSES)
    entry = serializers.ChoiceField(choices=openness.ENTRIES)
    state = serializers.ChoiceField(choices=states.DATANET.states)
    opened_at = serializers.DateTimeField()


class DatanetWithActionsSerializer(DatanetSerializer):
    """A datanet, and what this caller may do with it now."""

    actions = serializers.ListField(
        child=serializers.ChoiceField(choices=ACTIONS), max_length=len(ACTIONS),
        help_text="What this caller may do now.",
    )  # fmt: skip


def told(standing: Standing) -> dict[str, Any]:
    """A datanet as this caller meets it."""
    return {**DatanetSerializer(standing.datanet).data, "actions": actions(standing)}


class RulesSerializer(serializers.Serializer[Rules]):
    """One version of the rules."""

    id = PublicIdField("rul", source="public_id")
    number = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    licence = serializers.CharField(max_length=limits.LICENCE_MOST)
    also_licences = serializers.ListField(
        child=serializers.CharField(max_length=limits.LICENCE_MOST), max_length=limits.LICENCES_MOST
    )
    min_reviews = serializers.IntegerField(min_value=1, max_value=limits.REVIEWS_MOST)
    max_reviews = serializers.IntegerField(min_value=1, max_value=limits.REVIEWS_MOST)
    accept_at = serializers.IntegerField(
        min_value=limits.ACCEPT_AT_LEAST, max_value=limits.BASIS_POINTS, help_text="In basis points."
    )
    votes_wanted = serializers.IntegerField(min_value=0, max_value=limits.VOTES_MOST)
    agents_may_give = serializers.BooleanField()
    most_items_a_day = serializers.IntegerField(
        min_value=1, max_value=limits.ITEMS_A_DAY_MOST, help_text="Of one person."
    )
    most_bytes = serializers.IntegerField(min_value=1, max_value=limits.BYTES_MOST, help_text="Of one file.")
    validation_share = serializers.IntegerField(min_value=0, max_value=limits.HELD_OUT_MOST)
    test_share = serializers.IntegerField(min_value=0, max_value=limits.HELD_OUT_MOST)
    published_at = serializers.DateTimeField()
    holds_from = serializers.DateTimeField()


class RulesWithSchemaSerializer(RulesSerializer):
    """The rules with the record schema that is part of them."""

    record_schema = serializers.SerializerMethodField()

    @extend_schema_field(JSON_SCHEMA)
    def get_record_schema(self, rules: Rules) -> object:
        return rules.record_schema


class TermSerializer(serializers.Serializer[Any]):
    """A word of the domain."""

    term = serializers.CharField(max_length=limits.TERM_MOST)
    meaning = serializers.CharField(max_length=limits.MEANING_MOST)


class SourceSerializer(serializers.Serializer[Any]):
    """Where something can be looked up."""

    title = serializers.CharField(max_length=limits.SOURCE_MOST)
    url = serializers.CharField(max_length=limits.URL_MOST)
    note = serializers.CharField(max_length=limits.NOTE_MOST, allow_blank=True)


class ContextSerializer(serializers.Serializer[Context]):
    """One version of what makes the data usable."""

    id = PublicIdField("ctx", source="public_id")
    number = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    guidelines = serializers.CharField(max_length=limits.GUIDELINES_MOST)
    good = serializers.CharField(max_length=limits.EXAMPLES_MOST)
    bad = serializers.CharField(max_length=limits.EXAMPLES_MOST)
    wanted = serializers.CharField(max_length=limits.EXAMPLES_MOST)
    glossary = serializers.ListField(child=TermSerializer(), max_length=limits.TERMS_MOST)
    sources = serializers.ListField(child=SourceSerializer(), max_length=limits.SOURCES_MOST)
    published_at = serializers.DateTimeField()


class PersonInDatanetSerializer(serializers.Serializer[Any]):
    """Somebody with a role, as they wish to be shown."""

    id = PublicIdField("usr", source="user__public_id")
    name = serializers.SerializerMethodField()
    role = serializers.ChoiceField(choices=datanet_roles.ALL)
    appointed_at = serializers.DateTimeField()

    @extend_schema_field({"type": "string", "maxLength": names.NAME_MOST})
    def get_name(self, row: dict[str, object]) -> str:
        return persons.shown(row, by="user__").name
