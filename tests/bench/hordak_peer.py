"""django-hordak as a peer: a process of its own environment that reads one request a line and answers with seconds.

It is started by `peers.py` with the interpreter of that environment, so it imports nothing of this project. The
clock runs in here, around what hordak does, so that the pipe costs nobody anything.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

ACCOUNTS = 4001
BACKEND = "django.db.backends.postgresql"


def main(database: str, socket: str, role: str) -> None:
    """Make the tables and accounts, say so, then do what each line asks for."""
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "djmoney", "mptt", "hordak"],
        DATABASES={"default": {"ENGINE": BACKEND, "NAME": database, "USER": role, "HOST": socket}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DEFAULT_CURRENCY="EUR",
        CURRENCIES=("EUR",),
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)
    book = Book()
    print(json.dumps({"ready": len(book.accounts)}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        verb: Callable[..., float] = getattr(book, request.pop("verb"))
        print(json.dumps({"seconds": verb(**request)}), flush=True)


class Book:
    """Accounts of hordak, and the three things that are asked of them."""

    def __init__(self) -> None:
        self.models = importlib.import_module("hordak.models")
        self.money = importlib.import_module("djmoney.money").Money
        # Each its own tree, which is what mptt would write, without its update of all trees for every account.
        fixed = {"type": "AS", "currencies": ["EUR"], "lft": 1, "rght": 2, "level": 0}
        names = [f"a{number}" for number in range(ACCOUNTS)]
        self.models.Account.objects.bulk_create(
            self.models.Account(name=name, code=name, full_code=name, tree_id=place, **fixed)
            for place, name in enumerate(names)
        )
        self.accounts: list[Any] = list(self.models.Account.objects.order_by("id"))
        self.made = 0
        for start in range(1, ACCOUNTS, 100):
            self._pay_all(self.accounts[start : start + 100], each=10**6)

    def commit(self, *, synchronously: bool) -> float:
        """Whether this session waits for the disk at each commit."""
        with connection.cursor() as cursor:
            cursor.execute(f"SET synchronous_commit = {'on' if synchronously else 'off'}")
        return 0.0

    def transfers(self, *, count: int) -> float:
        """So many transfers, each a transaction, between accounts that change."""
        amount = self.money(5, "EUR")
        started = time.perf_counter()
        for _ in range(count):
            self.made += 1
            payer, payee = (self.accounts[self.made * step % ACCOUNTS] for step in (7, 11))
            payer.transfer_to(payee, amount)
        return time.perf_counter() - started

    def payments(self, *, count: int) -> float:
        """So many payments as a site makes them: accounts found by code, the payer locked, its balance looked at."""
        amount = self.money(5, "EUR")
        account = self.models.Account
        started = time.perf_counter()
        for _ in range(count):
            self.made += 1
            payer_code, payee_code = (f"a{self.made * step % ACCOUNTS}" for step in (7, 11))
            with transaction.atomic():
                payer = account.objects.select_for_update().get(full_code=payer_code)
                if payer.get_simple_balance() < amount:
                    raise ValueError("overdraft")
                payer.transfer_to(account.objects.get(full_code=payee_code), amount)
        return time.perf_counter() - started

    def fan_out(self, *, receivers: int) -> float:
        """One transaction from one account to so many others."""
        started = time.perf_counter()
        self._pay_all(self.accounts[1 : receivers + 1], each=1)
        return time.perf_counter() - started

    def _pay_all(self, payees: list[Any], *, each: int) -> None:
        leg, part, total = self.models.Leg, self.money(each, "EUR"), self.money(each * len(payees), "EUR")
        with transaction.atomic():
            made = self.models.Transaction.objects.create()
            legs = [leg(transaction=made, account=payee, debit=part) for payee in payees]
            leg.objects.bulk_create([leg(transaction=made, account=self.accounts[0], credit=total), *legs])


if __name__ == "__main__":
    main(*sys.argv[1:])
