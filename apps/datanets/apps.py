"""The datanets floor, as Django knows it."""

from django.apps import AppConfig


class DatanetsConfig(AppConfig):
    """Floor 2."""

    name = "apps.datanets"
    verbose_name = "Datanets"
