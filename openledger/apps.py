"""The roof, as Django knows it. The Celery application is named here, so that any process can send a task."""

from django.apps import AppConfig

from openledger.celery import app


class OpenLedgerConfig(AppConfig):
    """Wires the house together."""

    name = "openledger"
    verbose_name = "OpenLedger"
    celery_app = app
