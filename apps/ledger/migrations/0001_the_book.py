"""The book: its schema, guards and verbs, as SQL files beside this one.

The files are part of this migration and never change after a release; a later migration replaces a function whole.
Not reversible: dropping the book is not a thing that a migration should be able to do.
"""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

FOLDER = Path(__file__).parent / "sql"
PARTS = ("tables", "guards", "posting", "holding", "pools")


class Migration(migrations.Migration):
    """Everything that the rest of the house trusts."""

    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL((FOLDER / f"{part}.sql").read_text()) for part in PARTS
    ]
