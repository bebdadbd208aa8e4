"""Conditions that several tables share: the shape of a public id, a state from a closed list."""

from collections.abc import Iterable

from django.db.models import CheckConstraint, Q

from apps.foundation import ids


def public_id_shape(prefix: str, *, table: str) -> CheckConstraint:
    """The public id has its prefix and 26 letters of Crockford base 32."""
    pattern = rf"^{prefix}_[0-7][{ids.ALPHABET}]{{{ids.LENGTH - 1}}}$"
    return CheckConstraint(condition=Q(public_id__regex=pattern), name=f"people_{table}_public_id_shape")


def one_of(field: str, values: Iterable[str], *, table: str) -> CheckConstraint:
    """The column holds a word of a closed list."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": sorted(values)}), name=f"people_{table}_{field}_known"
    )
