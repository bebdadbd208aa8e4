"""Tables of the factory floor."""

from apps.factory.models.model import Model, Release, ReleaseSnapshot
from apps.factory.models.run import TrainingRun

__all__ = ["Model", "Release", "ReleaseSnapshot", "TrainingRun"]
