"""`manage.py roles`: the SQL that makes our two roles and the database on a server of the operator's."""

from typing import Any

from django.core.management.base import BaseCommand

from openledger.supervisor import postgres

TEXT = f"""\
-- Run as a superuser of the server, once. Give both roles a password, or another way to sign in.
-- {postgres.OWNER} owns the tables and migrates (DATABASE_OWNER_URL).
-- {postgres.APP} is what the site runs as (DATABASE_URL): it writes to the book through its functions only.
CREATE ROLE {postgres.OWNER} LOGIN;
CREATE ROLE {postgres.APP} LOGIN;
CREATE DATABASE {postgres.DATABASE} OWNER {postgres.OWNER} TEMPLATE template0 ENCODING 'UTF8';
\\connect {postgres.DATABASE}
"""


class Command(BaseCommand):
    """Reads and changes nothing: pipe it into psql."""

    help = "Print the SQL that makes the roles and the database on a PostgreSQL server of your own."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(TEXT + "".join(f"{statement};\n" for statement in postgres.GRANTS))
