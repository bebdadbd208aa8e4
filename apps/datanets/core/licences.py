"""The licences that data can be given under, by SPDX name. A datanet has one, and whoever gives agrees to it."""

from typing import Final

LICENCES: Final = ("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "ODbL-1.0", "PSF-2.0")
