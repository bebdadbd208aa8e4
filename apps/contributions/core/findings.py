"""What programs can find about a revision, and how much it weighs."""

from typing import Final

SCHEMA: Final = "schema"
DUPLICATE: Final = "duplicate"
KINDS: Final = (SCHEMA, DUPLICATE)

CLEAN: Final = "clean"
WARN: Final = "warn"
BLOCK: Final = "block"
SEVERITIES: Final = (CLEAN, WARN, BLOCK)

CHECKER: Final = "form-checks:1"
