"""Models and their releases, and the snapshots that each release was made from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.factory.core import limits, states
from apps.foundation import shapes
from apps.people.core import names
from apps.people.models import Community, User
from apps.snapshots.models import Snapshot


class Model(models.Model):
    """A name under which releases are offered, in the community that it is made for."""

    public_id = models.CharField(max_length=30, unique=True)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="models")
    slug = models.CharField(max_length=limits.SLUG_MOST)
    title = models.CharField(max_length=limits.TITLE_MOST)
    purpose = models.CharField(max_length=limits.PURPOSE_MOST, blank=True)
    builder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="models")
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=states.OPEN)

    class Meta:
        verbose_name = _("model")
        verbose_name_plural = _("models")
        constraints = [
            shapes.public_id_shape("mdl", table="factory_model"),
            shapes.one_of("state", states.MODEL.states, table="factory_model"),
            models.UniqueConstraint(fields=["community", "slug"], name="factory_model_address_once"),
            models.CheckConstraint(
                condition=Q(slug__regex=names.SLUG_PATTERN), name="factory_model_slug_shape"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Release(models.Model):
    """One published state of a model: the bytes that answer, known by their hash."""

    public_id = models.CharField(max_length=30, unique=True)
    model = models.ForeignKey(Model, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    trainer = models.CharField(max_length=limits.TRAINER_MOST)
    digest = models.BinaryField(max_length=32)
    artefact = models.CharField(max_length=limits.PATH_MOST)
    size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=states.REGISTERED)
    promoted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [
            shapes.public_id_shape("rel", table="factory_release"),
            shapes.one_of("state", states.RELEASE.states, table="factory_release"),
            shapes.hash_length("digest", table="factory_release"),
            models.UniqueConstraint(fields=["model", "number"], name="factory_release_number_once"),
            models.UniqueConstraint(
                fields=["model"], condition=Q(state=states.PROMOTED), name="factory_release_one_promoted"
            ),
            models.CheckConstraint(
                condition=~Q(state=states.PROMOTED) | Q(promoted_at__isnull=False),
                name="factory_release_promoted_at",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class ReleaseSnapshot(models.Model):
    """What a release was made from, and how many rows of it. A fact that money follows."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="sources")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="releases")
    rows = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("release snapshot")
        verbose_name_plural = _("release snapshots")
        constraints = [
            models.UniqueConstraint(fields=["release", "snapshot"], name="factory_releasesnapshot_once"),
            models.CheckConstraint(condition=Q(rows__gte=1), name="factory_releasesnapshot_has_rows"),
        ]

    def __str__(self) -> str:
        return f"source {self.pk}"
