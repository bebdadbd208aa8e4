"""The same guards for less: how functions look things up when thousands of accounts move in one journal.

Replaces functions whole; undoing it puts back those that `0001_the_book` made.
"""

import re
from pathlib import Path
from typing import ClassVar

from django.db import migrations

FOLDER = Path(__file__).parent / "sql"
AS_MADE = {
    "ids_of": "posting", "write": "posting", "check_entries": "guards", "check_accounts": "guards",
    "pay_members": "pools",
}  # fmt: skip


def as_made(name: str) -> str:
    """The definition of a function in the file that made it, as a replacement."""
    made = (FOLDER / f"{AS_MADE[name]}.sql").read_text()
    (definition,) = re.findall(
        rf"^CREATE (FUNCTION ledger\.{name}\(.*?^END \$\$;)$", made, re.DOTALL | re.MULTILINE
    )
    return f"CREATE OR REPLACE {definition}"


class Migration(migrations.Migration):
    """What is asked and refused stays; what it costs does not."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("ledger", "0002_top_ups_and_audits")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(
            (FOLDER / "faster_checks.sql").read_text(),
            reverse_sql="\n".join(as_made(name) for name in AS_MADE),
        )
    ]
