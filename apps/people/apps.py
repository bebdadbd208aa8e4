"""The people floor, as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Floor 1, beside the ledger and a stranger to it."""

    name = "apps.people"
    verbose_name = "People"
