"""What programs can find about a revision, and how much it weighs."""

from typing import Final

SCHEMA: Final = "schema"
#: The very same words, and nearly the same.
DUPLICATE: Final = "duplicate"
NEAR_DUPLICATE: Final = "near_duplicate"
SECRETS: Final = "secrets"
PERSONAL: Final = "personal"
LANGUAGE: Final = "language"
CONTAMINATION: Final = "contamination"
MEDIA: Final = "media"
#: How a text is written: all in capitals, one word over and over, more marks than words.
SHAPE: Final = "shape"
KINDS: Final = (
    SCHEMA, DUPLICATE, NEAR_DUPLICATE, SECRETS, PERSONAL, LANGUAGE, CONTAMINATION, MEDIA, SHAPE,
)  # fmt: skip

CLEAN: Final = "clean"
WARN: Final = "warn"
BLOCK: Final = "block"
SEVERITIES: Final = (CLEAN, WARN, BLOCK)

CHECKER: Final = "form-checks:1"
MILLION: Final = 1_000_000
