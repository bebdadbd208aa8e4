"""The contributions floor, as Django knows it."""

from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    """Floor 3."""

    name = "apps.contributions"
    verbose_name = "Contributions"
