"""People. What may be public and must outlive a leaver is on `User`; personal text is apart on `Profile`,
erasable.
"""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from apps.foundation import shapes
from apps.people.core import names, showing, states


class UserManager(BaseUserManager["User"]):
    """People are made by `services.registering.register` and nowhere else."""


class User(AbstractBaseUser):
    """Somebody who acts. The pseudonym is ours and public; the handle is theirs and shown only if they wish."""

    public_id = models.CharField(max_length=30, unique=True)
    pseudonym = models.CharField(max_length=40, unique=True)
    handle = models.CharField(  # noqa: DJ001 - no handle is not an empty one: it is not unique
        max_length=names.HANDLE_MOST, null=True, blank=True
    )
    handle_skeleton = models.CharField(max_length=names.HANDLE_MOST, null=True, blank=True, unique=True)
    #: Not unique: two may claim an address until one of them confirms it, which allauth's table keeps.
    email = models.EmailField(  # noqa: DJ001 - a leaver has none
        max_length=254, null=True, blank=True, db_index=True
    )
    state = models.CharField(max_length=10, default=states.ACTIVE)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "pseudonym"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            shapes.public_id_shape("usr", table="people_user"),
            models.CheckConstraint(
                condition=Q(handle__isnull=True, handle_skeleton__isnull=True)
                | Q(handle__isnull=False, handle__regex=names.HANDLE_PATTERN, handle_skeleton__isnull=False),
                name="people_user_handle_with_skeleton",
            ),
            models.CheckConstraint(
                condition=~Q(handle_skeleton__regex=names.PSEUDONYM_PATTERN)
                | Q(handle_skeleton__isnull=True),
                name="people_user_handle_no_pseudonym",
            ),
            models.CheckConstraint(
                condition=Q(state=states.ACTIVE, left_at__isnull=True)
                | Q(
                    state=states.LEFT,
                    left_at__isnull=False,
                    email__isnull=True,
                    handle__isnull=True,
                    is_staff=False,
                    last_login__isnull=True,
                    password__startswith="!",  # noqa: S106 - how Django writes that there is none
                ),
                name="people_user_leaver_is_erased",
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """What Django calls an account that may be used."""
        return self.state == states.ACTIVE

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ANN401 - Django's signature
        """Staff may look at everything in the admin; what may be changed there is decided by each admin
        class.
        """
        return self.is_active and self.is_staff

    def has_perms(self, perm_list: list[str], obj: Any = None) -> bool:  # noqa: ANN401 - Django's signature
        return self.has_perm("", obj)

    def has_module_perms(self, app_label: str) -> bool:
        return self.has_perm("")


class Profile(models.Model):
    """What a person chose to tell, in a row of its own that leaving deletes."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True)
    display_name = models.CharField(max_length=names.NAME_MOST, blank=True, default="")
    bio = models.CharField(max_length=names.BIO_MOST, blank=True, default="")
    links = ArrayField(models.URLField(max_length=names.LINK_MOST), blank=True, default=list)
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    shown_as = models.CharField(max_length=10, default=showing.BY_PSEUDONYM)

    class Meta:
        constraints = [
            shapes.one_of("shown_as", showing.WAYS, table="people_profile"),
            models.CheckConstraint(
                condition=Q(links__len__lte=names.MOST_LINKS), name="people_profile_few_links"
            ),
        ]

    def __str__(self) -> str:
        return f"profile {self.pk}"


class RetiredHandle(models.Model):
    """A handle that somebody gave up, as a keyed hash: nobody else may take it and be mistaken for them."""

    digest = models.BinaryField(max_length=32, unique=True)
    holder = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Exact(Length("digest"), 32), name="people_retiredhandle_digest_length"
            )
        ]

    def __str__(self) -> str:
        return f"retired handle {self.pk}"
