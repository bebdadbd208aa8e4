"""Rules and context of a datanet. Both are facts in numbered versions: a change is a later version, with a date from
which it holds, and whatever happened before stays under the version that was in force.
"""

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import contexts, limits
from apps.datanets.core.contexts import ContextParts
from apps.datanets.models.datanet import Datanet
from apps.foundation import shapes
from apps.people.models import User

#: The columns of a context that hold what it says.
CONTEXT_FIELDS: Final = (*contexts.PROSE, "glossary", "sources")


class RulesQuerySet(models.QuerySet["Rules"]):
    """Which rules held when."""

    def in_force(self, datanet: Datanet, at: object) -> "Rules":
        """The newest version that holds at that instant. A datanet has rules from its first moment."""
        return self.filter(datanet=datanet, holds_from__lte=at).latest("number")


class Rules(models.Model):
    """What a datanet asks of data, and how it decides."""

    public_id = models.CharField(max_length=30, unique=True)
    datanet = models.ForeignKey(Datanet, on_delete=models.PROTECT, related_name="rules")
    number = models.PositiveIntegerField()
    record_schema = models.JSONField(help_text="JSON Schema 2020-12 of the words of an item.")
    licence = models.CharField(max_length=64, help_text="SPDX, under which everything here is given.")
    min_reviews = models.PositiveSmallIntegerField()
    max_reviews = models.PositiveSmallIntegerField()
    accept_at = models.PositiveSmallIntegerField(help_text="Of the verdicts, in basis points.")
    votes_wanted = models.PositiveSmallIntegerField(
        help_text="How many are drawn to vote on an accepted item."
    )
    also_licences = models.JSONField(
        default=list, blank=True, help_text="SPDX, other licences that what is given may have."
    )
    agents_may_give = models.BooleanField(default=False)
    most_items_a_day = models.PositiveIntegerField(default=5_000, help_text="Of one person.")
    most_bytes = models.PositiveBigIntegerField(default=2 * 1024**3, help_text="Of one file.")
    validation_share = models.PositiveSmallIntegerField(default=0, help_text="Of the items, in basis points.")
    test_share = models.PositiveSmallIntegerField(default=0, help_text="Of the items, in basis points.")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    holds_from = models.DateTimeField()

    objects: ClassVar = RulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules")
        verbose_name_plural = _("rules")
        constraints = [
            shapes.public_id_shape("rul", table="datanets_rules"),
            models.UniqueConstraint(fields=["datanet", "number"], name="datanets_rules_number_once"),
            models.CheckConstraint(
                condition=Q(min_reviews__gte=1, max_reviews__gte=F("min_reviews"))
                & Q(max_reviews__lte=limits.REVIEWS_MOST),
                name="datanets_rules_reviews_widen",
            ),
            models.CheckConstraint(
                condition=Q(accept_at__gte=limits.ACCEPT_AT_LEAST, accept_at__lte=limits.BASIS_POINTS),
                name="datanets_rules_accept_by_most",
            ),
            models.CheckConstraint(
                condition=Q(votes_wanted__lte=limits.VOTES_MOST), name="datanets_rules_votes_bounded"
            ),
            models.CheckConstraint(
                condition=Q(validation_share__lte=limits.HELD_OUT_MOST - F("test_share")),
                name="datanets_rules_most_is_for_training",
            ),
            models.CheckConstraint(
                condition=Q(most_items_a_day__gte=1, most_items_a_day__lte=limits.ITEMS_A_DAY_MOST)
                & Q(most_bytes__gte=1, most_bytes__lte=limits.BYTES_MOST),
                name="datanets_rules_quotas_bounded",
            ),
            models.CheckConstraint(
                condition=Q(holds_from__gte=F("published_at")), name="datanets_rules_never_retroactive"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class ContextQuerySet(models.QuerySet["Context"]):
    """Which context is the newest."""

    def newest(self, datanet: Datanet) -> "Context":
        return self.filter(datanet=datanet).latest("number")


class Context(models.Model):
    """What makes the data usable: what good and bad look like, in the words of those who know the domain."""

    public_id = models.CharField(max_length=30, unique=True)
    datanet = models.ForeignKey(Datanet, on_delete=models.PROTECT, related_name="contexts")
    number = models.PositiveIntegerField()
    guidelines = models.CharField(max_length=limits.GUIDELINES_MOST)
    good = models.CharField(max_length=limits.EXAMPLES_MOST, blank=True, help_text="What good looks like.")
    bad = models.CharField(max_length=limits.EXAMPLES_MOST, blank=True, help_text="What bad looks like.")
    wanted = models.CharField(max_length=limits.EXAMPLES_MOST, blank=True, help_text="What is wanted next.")
    glossary = models.JSONField(default=list, blank=True, help_text="Objects of term and meaning.")
    sources = models.JSONField(default=list, blank=True, help_text="Objects of title, url and note.")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    objects: ClassVar = ContextQuerySet.as_manager()

    class Meta:
        verbose_name = _("context")
        verbose_name_plural = _("contexts")
        constraints = [
            shapes.public_id_shape("ctx", table="datanets_context"),
            models.UniqueConstraint(fields=["datanet", "number"], name="datanets_context_number_once"),
            models.CheckConstraint(condition=~Q(guidelines=""), name="datanets_context_says_something"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def parts(self) -> ContextParts:
        return contexts.from_value({name: getattr(self, name) for name in CONTEXT_FIELDS})
