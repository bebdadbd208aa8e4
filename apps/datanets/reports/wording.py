"""What licences are called, and in one sentence what each of them lets others do."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: SPDX name -> as people write it.
LICENCES: Final[Mapping[str, str]] = {
    "CC0-1.0": "CC0 1.0",
    "CC-BY-4.0": "CC BY 4.0",
    "CC-BY-SA-4.0": "CC BY-SA 4.0",
    "ODbL-1.0": "ODbL 1.0",
    "PSF-2.0": "PSF 2.0",
}
#: What each of them lets others do.
ALLOWING: Final[Mapping[str, Promise]] = {
    "CC0-1.0": _("Anybody may use it for anything, and need not name anybody."),
    "CC-BY-4.0": _("Anybody may use it, also for money, and names who wrote it."),
    "CC-BY-SA-4.0": _(
        "Anybody may use it, also for money, names who wrote it, and shares what they make of it alike."
    ),
    "ODbL-1.0": _(
        "Anybody may use the collection, names where it is from, and shares their own version of it alike."
    ),
    "PSF-2.0": _("Anybody may use it as Python itself may be used, and keeps the notice of its licence."),
}


def licence_name(licence: str) -> str:
    """As people write it; a licence that is not offered any more keeps its SPDX name."""
    return LICENCES.get(licence, licence)
