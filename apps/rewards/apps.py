"""The rewards floor, as Django knows it."""

from django.apps import AppConfig


class RewardsConfig(AppConfig):
    """Floor 9."""

    name = "apps.rewards"
    verbose_name = "Rewards"
