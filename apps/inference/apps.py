"""The inference floor, as Django knows it."""

from django.apps import AppConfig


class InferenceConfig(AppConfig):
    """Floor 7."""

    name = "apps.inference"
    verbose_name = "Inference"
