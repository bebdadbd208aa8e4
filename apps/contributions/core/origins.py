"""Where the words of a contribution come from, by the word of whoever gives them."""

from typing import Final

OWN: Final = "own"
THIRD_PARTY: Final = "third_party"
PUBLIC_DOMAIN: Final = "public_domain"
#: Made from other items or works: a translation, a summary.
DERIVED: Final = "derived"
#: Written by a model, which is named.
SYNTHETIC: Final = "synthetic"
#: What a model of this host answered in a call, which is named, so that its trace leads on.
CALL_OUTPUT: Final = "call_output"
ALL: Final = (OWN, THIRD_PARTY, PUBLIC_DOMAIN, DERIVED, SYNTHETIC, CALL_OUTPUT)
