"""What somebody might try on the book, and every guard that stands in the way, in the order in which they bite.

An attack succeeds when all of its guards are taken away, and is refused by the next one when only the first of them
are: so each guard that is named here is shown to be needed.
"""

from dataclasses import dataclass

from openledger.supervisor import postgres


@dataclass(frozen=True, slots=True)
class Attack:
    """A statement with names of the scene in braces, by the role that might try it.

    `stopped_by` is the SQLSTATE of an accident that ends it even without guards: a NULL where no NULL can be.
    """

    what: str
    statement: str
    guards: tuple[str, ...]
    role: str = postgres.OWNER
    stopped_by: str = ""


HASH = r"'\x0000000000000000000000000000000000000000000000000000000000000000'"


def journal(**changed: str) -> str:
    """INSERT of a journal by hand, with some of its columns changed."""
    columns = {
        "key": "'by hand'", "request_hash": HASH, "kind": "'payment'", "about": "''",
        "public_id": "'txn_00000000000000000000000000'", "reverses": "NULL", "entries": "2",
        "posted_at": "now()", "fingerprint": HASH,
    } | changed  # fmt: skip
    return f"INSERT INTO ledger.journal ({', '.join(columns)}) VALUES ({', '.join(columns.values())})"


def whole_journal(*entries: str, journal_id: str = "", **changed: str) -> str:
    """What the owner has to write to move money by hand: journal, entries and accounts in one statement.

    Entries are `account, amount`. A `journal_id` adds them to a journal that is there.
    """
    new = f"{journal(**{'entries': str(len(entries))} | changed)} RETURNING id"
    return f"""
        WITH journal AS ({f"SELECT {journal_id}::bigint AS id" if journal_id else new}), line AS (
          SELECT account.id, account.seq + 1 AS seq, account.balance + given.amount AS balance, given.amount
            FROM (VALUES ({"), (".join(entries)})) AS given(account, amount)
            JOIN ledger.account ON account.id = given.account
        ), entered AS (
          INSERT INTO ledger.entry (account_id, seq, journal_id, amount, balance_after)
          SELECT line.id, line.seq, journal.id, line.amount, line.balance FROM line, journal)
        UPDATE ledger.account SET balance = line.balance, seq = line.seq FROM line WHERE account.id = line.id
    """


def account(**changed: str) -> str:
    """INSERT of an account by hand."""
    columns = {
        "code": "'fees:new'", "public_id": "'acc_00000000000000000000000000'",
        "opened_at": "now()", "fingerprint": HASH,
    } | changed  # fmt: skip
    return f"INSERT INTO ledger.account ({', '.join(columns)}) VALUES ({', '.join(columns.values())})"


#: Tomorrow's lunch is on Juma: the smallest whole journal.
MOVE = ("{p1_available}, -10", "{p2_available}, 10")


def _accounts() -> list[Attack]:
    changes = {
        "renumber an account": "id = DEFAULT",
        "rename an account": "code = 'fees:other'",
        "give an account another public id": "public_id = 'acc_00000000000000000000000000'",
        "make a purse an issuance": "kind = 'issuance'",
        "open an account earlier": "opened_at = opened_at - interval '1 day'",
        "change what an account is recognised by": f"fingerprint = {HASH}",
        "give money without an entry": "balance = balance + 1",
        "take money without an entry": "balance = balance - 1",
        "raise an account's number alone": "seq = seq + 1",
        "lower an account's number alone": "seq = seq - 1",
        "set an account back to an earlier entry": "seq = 1, balance = 100000000",
    }
    moved = ("account_matches_entries",)
    return [
        *(Attack(what, f"UPDATE ledger.account SET {change} WHERE id = {{p1_available}}", moved)
          for what, change in changes.items()),
        Attack("take more than is there", whole_journal("{p1_available}, -200000000", "{p2_available}, 200000000"),
               ("account_floor",)),
        Attack("own more than an amount can say",
               whole_journal("{issuance_paid}, -900000000000000000", "{p1_available}, 900000000000000000"),
               ("account_bounds",)),
        Attack("number entries below zero", "UPDATE ledger.account SET seq = -1 WHERE id = {p1_pending}",
               ("account_seq_counts", *moved)),
        Attack("open an account with money", account(balance="5"), ("account_opens_empty",)),
        Attack("open an account with a past", account(seq="1"), ("account_opens_empty",)),
        Attack("open an account twice", account(code="'treasury'"), ("account_code_unique",)),
        Attack("call two accounts by one public id",
               "INSERT INTO ledger.account (code, public_id, opened_at, fingerprint) "
               "SELECT 'fees:new', public_id, opened_at, fingerprint FROM ledger.account WHERE code = 'treasury'",
               ("account_public_id_unique",)),
        Attack("use the number of an account again",
               account(id="{p1_available}").replace("VALUES", "OVERRIDING SYSTEM VALUE VALUES"), ("account_pkey",)),
        *(Attack(f"call an account {code}", account(code=code), ("account_code_shape",))
          for code in ("''", "'Fees:a'", "'fees:a b'", "'fees:'", "'fees:a:b:c:d:e'", r"E'fees:a\n'", "'fees:a|b'",
                       "'fees:' || repeat('a', 65)", "'fees' || repeat(':' || repeat('a', 60), 4)")),
        *(Attack(f"give an account the id {given}", account(public_id=given), ("account_public_id_shape",))
          for given in ("'acc_1'", "'usr_00000000000000000000000000'", "'acc_0000000000000000000000000U'")),
        Attack("delete an account", "DELETE FROM ledger.account WHERE id = {p1_pending}", ("account_kept",)),
        Attack("empty the accounts", "TRUNCATE ledger.account CASCADE",
               ("account_kept", "hold_kept", "pool_kept", "member_kept")),
    ]  # fmt: skip


def _journals() -> list[Attack]:
    shapes = {
        "journal_kind_shape": ("kind", ("''", "'a'", "'Payment'", "'pay ment'", "repeat('a', 41)")),
        "journal_public_id_shape": ("public_id", ("'txn_1'", "'acc_00000000000000000000000000'")),
        "journal_key_length": ("key", ("''", "repeat('k', 301)")),
        "journal_hash_length": ("request_hash", ("''", r"'\x00'")),
        "journal_about_length": ("about", ("repeat('a', 81)",)),
    }
    used = "(SELECT {column} FROM ledger.journal WHERE id = {{j_old}})"
    only = ("journal_append_only",)
    return [
        *(Attack(f"write a journal with the {column} {given}", whole_journal(*MOVE, **{column: given}), (guard,))
          for guard, (column, givens) in shapes.items() for given in givens),
        *(Attack(f"use the {column} of a journal again", whole_journal(*MOVE, **{column: used.format(column=column)}),
                 (guard,))
          for column, guard in (("key", "journal_key_unique"), ("public_id", "journal_public_id_unique"))),
        Attack("use the number of a journal again",
               journal(id="{j_old}").replace("VALUES", "OVERRIDING SYSTEM VALUE VALUES"), ("journal_pkey",)),
        Attack("reverse a journal that is not there", whole_journal(*MOVE, reverses="999999"),
               ("journal_reverses_journal", "journal_mirrors_another")),
        Attack("reverse a journal by something else", whole_journal(*MOVE, reverses="{j_old}"),
               ("journal_mirrors_another",)),
        Attack("reverse a journal by a part of it",
               whole_journal("{p1_available}, 9", "{p2_available}, -9", reverses="{j_old}"),
               ("journal_mirrors_another",)),
        Attack("reverse a journal twice",
               whole_journal("{p1_available}, 5", "{p2_available}, -5", reverses="{j_mistake}"),
               ("journal_reversed_once",)),
        Attack("write a journal that nothing follows", journal(), ("journal_has_entries",)),
        Attack("write a journal with one side", whole_journal("{p1_available}, 5"),
               ("journal_has_two_sides", "entry_journal_balances")),
        *(Attack(f"change the {column} of a journal",
                 f"UPDATE ledger.journal SET {column} = {given} WHERE id = {{j_old}}", only)
          for column, given in (("key", "'k'"), ("about", "'inf_2'"), ("kind", "'gift'"), ("entries", "3"),
                                ("posted_at", "now()"), ("request_hash", HASH), ("fingerprint", HASH))),
        Attack("delete a journal", "DELETE FROM ledger.journal WHERE id = {j_old}", only),
        Attack("empty the journals", "TRUNCATE ledger.journal CASCADE",
               ("journal_append_only", "hold_kept")),
    ]  # fmt: skip


MOVED = whole_journal(*MOVE)
#: Amina pays in two parts, so that one of them stands in the middle of her chain.
IN_TWO_PARTS = """
    WITH journal AS ({journal} RETURNING id), entered AS (
      INSERT INTO ledger.entry (account_id, seq, journal_id, amount, balance_after)
      SELECT given.account, account.seq + given.step, journal.id, given.amount, account.balance + given.after
        FROM journal, (VALUES ({{p1_available}}, 1, -10, {first}), ({{p1_available}}, {second}, -10, -20),
                              ({{p2_available}}, 1, 20, 20)) AS given(account, step, amount, after)
        JOIN ledger.account ON account.id = given.account)
    UPDATE ledger.account SET balance = balance + given.amount, seq = seq + given.steps
      FROM (VALUES ({{p1_available}}, {second}, -20), ({{p2_available}}, 1, 20)) AS given(account, steps, amount)
     WHERE account.id = given.account
"""


def _sums() -> list[Attack]:
    balances = ("entry_journal_balances",)
    return [
        Attack("make a micro-OPEN from nothing", whole_journal("{p1_available}, -10", "{p2_available}, 11"), balances),
        Attack("let a micro-OPEN disappear", whole_journal("{p1_available}, -10", "{p2_available}, 9"), balances),
        Attack("write fewer entries than a journal says", whole_journal(*MOVE, entries="3"), balances),
        Attack("write more entries than a journal says",
               whole_journal("{p1_available}, -10", "{p2_available}, 5", "{treasury}, 5", entries="2"), balances),
        Attack("add to an old journal", whole_journal(*MOVE, journal_id="{j_old}"), balances),
        Attack("add as many entries as an old journal has",
               whole_journal("{m3_available}, -10", "{treasury}, 10", journal_id="{j_old}"), balances),
        Attack("add to a journal of the same transaction",
               f"{MOVED}; " + whole_journal(*MOVE, journal_id="(SELECT id FROM ledger.journal WHERE key = 'by hand')"),
               balances),
        Attack("add to a journal that is not there", whole_journal(*MOVE, journal_id="999999"), balances),
    ]  # fmt: skip


def _chains() -> list[Attack]:
    matches, only = ("entry_matches_account",), ("entry_append_only",)
    move, three = MOVED, journal(entries="3")
    return [
        Attack("write an entry that moves nothing", whole_journal("{p1_available}, 0", "{p2_available}, 0"),
               ("entry_moves_something",)),
        Attack("write entries and leave the accounts alone",
               move.replace("UPDATE ledger.account SET balance = line.balance, seq = line.seq FROM line "
                            "WHERE account.id = line.id", "SELECT"), matches),
        Attack("write an entry beyond the account's number, and leave the account as it is",
               move.replace("account.balance + given.amount", "account.balance + greatest(given.amount, 0)")
               .replace("WHERE account.id = line.id", "WHERE account.id = line.id AND line.amount > 0"), matches),
        Attack("write entries for an account that is not there",
               move.replace("JOIN ledger.account ON", "LEFT JOIN ledger.account ON")
               .replace("account.id, account.seq + 1", "given.account, coalesce(account.seq, 0) + 1")
               .replace("account.balance + given", "coalesce(account.balance, 0) + given")
               .replace("SELECT given.account,", "SELECT given.account AS id,").replace("{p2_available}", "999999"),
               matches),
        Attack("write a balance beside the entry", move.replace("SELECT line.id, line.seq, journal.id, line.amount, line.balance",
               "SELECT line.id, line.seq, journal.id, line.amount, line.balance + 1"),
               ("account_matches_entries", *matches)),
        Attack("write entries of other amounts than the accounts move by",
               move.replace("journal.id, line.amount, line.balance", "journal.id, 2 * line.amount, line.balance"),
               ("account_matches_entries",)),
        Attack("leave a gap in an account's numbers", move.replace("account.seq + 1", "account.seq + 2"),
               ("account_matches_entries",)),
        Attack("write the same number again",
               move.replace("account.seq + 1", "account.seq").replace("account.balance + given.amount", "account.balance")
               .replace("SET balance = line.balance, seq = line.seq", "SET balance = account.balance"), ("entry_pkey",)),
        Attack("lie about a balance half way through a journal", IN_TWO_PARTS.format(journal=three, first="990", second="2"),
               matches),
        Attack("leave a gap half way through a journal", IN_TWO_PARTS.format(journal=three, first="-10", second="3"),
               ("account_matches_entries", "entry_matches_account")),
        *(Attack(f"change the {column} of an entry",
                 f"UPDATE ledger.entry SET {column} = {column} + 1 WHERE account_id = {{p1_available}} AND seq = 7", only)
          for column in ("journal_id", "amount", "balance_after")),
        Attack("delete an entry", "DELETE FROM ledger.entry WHERE account_id = {p1_available} AND seq = 2", only),
        Attack("empty the entries", "TRUNCATE ledger.entry", only),
    ]  # fmt: skip


ON_JOURNALS = [*_accounts(), *_journals(), *_sums(), *_chains()]
