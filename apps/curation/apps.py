"""The curation floor, as Django knows it."""

from django.apps import AppConfig


class CurationConfig(AppConfig):
    """Floor 4."""

    name = "apps.curation"
    verbose_name = "Curation"
