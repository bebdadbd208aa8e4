"""The factory floor, as Django knows it."""

from django.apps import AppConfig


class FactoryConfig(AppConfig):
    """Floor 6."""

    name = "apps.factory"
    verbose_name = "Factory"
