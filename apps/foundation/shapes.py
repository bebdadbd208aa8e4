"""Conditions that tables of every floor share: the shape of a public id, a word from a closed list, a hash's length."""

from collections.abc import Iterable

from django.db.models import CheckConstraint, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from apps.foundation import ids

HASH_LENGTH = 32


def public_id_shape(prefix: str, *, table: str) -> CheckConstraint:
    """The public id has its prefix and 26 letters of Crockford base 32."""
    pattern = rf"^{prefix}_[0-7][{ids.ALPHABET}]{{{ids.LENGTH - 1}}}$"
    return CheckConstraint(condition=Q(public_id__regex=pattern), name=f"{table}_public_id_shape")


def one_of(field: str, values: Iterable[str], *, table: str) -> CheckConstraint:
    """The column holds a word of a closed list."""
    return CheckConstraint(condition=Q(**{f"{field}__in": sorted(values)}), name=f"{table}_{field}_known")


def hash_length(field: str, *, table: str) -> CheckConstraint:
    """The column holds a SHA-256, or nothing where it may be empty."""
    return CheckConstraint(condition=Exact(Length(field), HASH_LENGTH), name=f"{table}_{field}_length")
