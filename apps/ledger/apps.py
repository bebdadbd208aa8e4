"""The ledger floor, as Django knows it."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Floor 1, beside the people and a stranger to them."""

    name = "apps.ledger"
    verbose_name = "Ledger"
