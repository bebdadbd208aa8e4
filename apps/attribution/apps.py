"""The attribution floor, as Django knows it."""

from django.apps import AppConfig


class AttributionConfig(AppConfig):
    """Floor 8."""

    name = "apps.attribution"
    verbose_name = "Attribution"
