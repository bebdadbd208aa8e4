"""The licences that data can be given under, as expressions of SPDX. A datanet has one, and may take others."""

import functools
from typing import Final

from license_expression import ExpressionError, Licensing, get_spdx_licensing

from apps.datanets.core import limits

#: Those that most people choose among; any other that SPDX knows can be typed.
USUAL: Final = ("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "ODbL-1.0", "PSF-2.0")


class UnknownLicence(ValueError):
    """Nothing that SPDX knows."""


def read(text: str) -> str:
    """The expression as SPDX writes it: `mit or cc-by-4.0` is `MIT OR CC-BY-4.0`."""
    asked = " ".join(text.split())
    if not asked or len(asked) > limits.LICENCE_MOST:
        raise UnknownLicence(asked)
    try:
        parsed = _licensing().parse(asked, validate=True, strict=True)
    except (
        ExpressionError,
        AttributeError,
        TypeError,
        ValueError,
    ) as error:  # what it raises on broken brackets
        raise UnknownLicence(asked) from error
    spelled = str(parsed.render()) if parsed is not None else ""
    if not spelled or len(spelled) > limits.LICENCE_MOST:
        raise UnknownLicence(asked)
    return spelled


@functools.cache
def _licensing() -> Licensing:
    """The list of SPDX, read once."""
    return get_spdx_licensing()
