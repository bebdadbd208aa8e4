"""Where the words of a contribution come from, by the word of whoever gives them."""

from typing import Final

OWN: Final = "own"
THIRD_PARTY: Final = "third_party"
PUBLIC_DOMAIN: Final = "public_domain"
ALL: Final = (OWN, THIRD_PARTY, PUBLIC_DOMAIN)
