"""The people floor for programs, under `/api/v1/`. Each view says by `scopes` what a key needs for each
method.
"""

from apps.people.api import scheme

__all__ = ["scheme"]
