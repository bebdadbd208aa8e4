"""Attacks on what the book has promised somebody: holds, pools and their members, top-ups, audits."""

from tests.ledger.attacks import Attack, whole_journal

HOLD = "hld_00000000000000000000000000"
POOL = "pol_00000000000000000000000000"


def hold(**changed: str) -> str:
    """INSERT of a hold by hand. What is not given is copied from the pending one."""
    columns = {
        name: name
        for name in (
            "account_id",
            "journal_id",
            "amount",
            "opened_at",
            "expires_at",
            "state",
            "sources",
            "amounts",
        )
    } | {"public_id": f"'{HOLD}'"}
    columns |= changed
    return (
        f"INSERT INTO ledger.hold ({', '.join(columns)}) SELECT {', '.join(columns.values())} "
        "FROM ledger.hold WHERE id = {h_pending}"
    )


def filled_hold(*entries: str, journal_key: str = "by hand", **changed: str) -> str:
    """A journal by hand that takes money aside, and the hold that it fills."""
    columns = {
        "account_id": "{p1_held}",
        "journal_id": f"(SELECT id FROM ledger.journal WHERE key = '{journal_key}')",
        "amount": "10",
        "sources": "ARRAY[{p1_available}]",
        "amounts": "ARRAY[10]",
    } | changed
    money = whole_journal(*(entries or ("{p1_available}, -10", "{p1_held}, 10")))
    return f"{money}; {hold(**columns)}"


def settled(hold_name: str = "h_pending", **changed: str) -> str:
    """A journal by hand that empties the pending hold, and the row that says so."""
    columns = {
        "state": "'charged'",
        "settled_by": "(SELECT id FROM ledger.journal WHERE key = 'by hand')",
        "settled_at": "now()",
    } | changed
    money = whole_journal("{p1_held}, -8", "{treasury}, 8")
    changes = ", ".join(f"{column} = {value}" for column, value in columns.items())
    return f"{money}; UPDATE ledger.hold SET {changes} WHERE id = {{{hold_name}}}"


def _holds() -> list[Attack]:
    filled = ("hold_is_filled",)
    return [
        Attack("have a second hold on the money of another", hold(), ("hold_journal_unique",)),
        Attack("hold money that was not taken", filled_hold(amount="11", amounts="ARRAY[11]"), filled),
        Attack("hold money in a purse that can be spent",
               filled_hold("{p1_available}, -10", "{p2_available}, 10", account_id="{p2_available}"), filled),
        Attack("hold money in an account that is not there", filled_hold(account_id="999999"),
               (*filled, "hold_account_id_fkey")),
        Attack("hold money by a journal that is not there", filled_hold(journal_id="999999"),
               (*filled, "hold_journal_id_fkey")),
        Attack("have a hold return its money to somebody else", filled_hold(sources="ARRAY[{p2_available}]"), filled),
        Attack("have a hold return more than was taken", filled_hold(amounts="ARRAY[11]"),
               (*filled, "hold_parts_sum")),
        Attack("have a hold return all to one of two sources",
               filled_hold("{p1_available}, -5", "{p2_available}, -5", "{p1_held}, 10",
                           sources="ARRAY[{p1_available}, {p1_available}]", amounts="ARRAY[5, 5]"), filled),
        Attack("have a hold without a source for each part", filled_hold(sources="ARRAY[{p1_available}, NULL]"),
               (*filled, "hold_parts_sum")),
        Attack("open a hold that is settled already",
               filled_hold(state="'charged'", settled_by="{j_charge}", settled_at="now()"),
               (*filled, "hold_settled_once")),
        Attack("open a hold that ended before it began", filled_hold(expires_at="opened_at"), ("hold_expires_later",)),
        Attack("give a hold an id of another kind", filled_hold(public_id="'acc_00000000000000000000000000'"),
               ("hold_public_id_shape",)),
        Attack("give two holds one id", filled_hold(public_id="public_id"), ("hold_public_id_unique",)),
        Attack("use the number of a hold again",
               filled_hold(id="id").replace(") SELECT {p1_held}", ") OVERRIDING SYSTEM VALUE SELECT {p1_held}"),
               ("hold_pkey",)),
    ]  # fmt: skip


def _settlements() -> list[Attack]:
    emptied, kept = ("hold_is_emptied_once",), ("hold_kept",)
    pending = "UPDATE ledger.hold SET {change} WHERE id = {{h_pending}}"
    old_hold = "(SELECT {column} FROM ledger.hold WHERE id = {{h_charged}})"
    return [
        Attack("settle a hold with a journal that has nothing to do with it", pending.format(
                   change="state = 'voided', settled_by = {j_old}, settled_at = now()"), emptied),
        Attack("settle a hold with a journal that is not there", settled(settled_by="999999"),
               (*emptied, "hold_settled_by_fkey")),
        Attack("settle a hold with a part of it", settled().replace("-8", "-7").replace("{treasury}, 8", "{treasury}, 7"),
               emptied),
        Attack("settle a hold without a journal", pending.format(change="state = 'voided', settled_at = now()"),
               (*emptied, "hold_settled_has_journal")),
        Attack("settle a hold at no time", settled(settled_at="NULL"), ("hold_settled_has_journal",)),
        Attack("settle a hold in a way that there is not", settled(state="'lost'"), ("hold_state_known",)),
        Attack("settle two holds with one journal", settled(settled_by=old_hold.format(column="settled_by")),
               (*emptied, "hold_settled_once")),
        Attack("settle a hold again", settled("h_voided", state="'charged'"), emptied),
        Attack("unsettle a hold", "UPDATE ledger.hold SET state = 'pending', settled_by = NULL, settled_at = NULL "
               "WHERE id = {h_charged}", emptied),
        Attack("say that a charge was a void", "UPDATE ledger.hold SET state = 'voided' WHERE id = {h_charged}", emptied),
        *(Attack(f"change the {column} of a hold while settling it", settled(**{column: value}), emptied)
          for column, value in (("expires_at", "now() + interval '1 day'"), ("opened_at", "opened_at - interval '1 s'"),
                                ("public_id", f"'{HOLD}'"), ("sources", "ARRAY[{p2_available}]"))),
        Attack("let a hold keep for longer", pending.format(change="expires_at = now() + interval '1 day'"), emptied),
        Attack("delete a hold", "DELETE FROM ledger.hold WHERE id = {h_charged}", kept),
        Attack("empty the holds", "TRUNCATE ledger.hold", kept),
    ]  # fmt: skip


def pool(**changed: str) -> str:
    """INSERT of a pool by hand, on an account that is opened for it."""
    columns = {
        "account_id": "(SELECT id FROM ledger.account WHERE code = 'pool:new')", "public_id": f"'{POOL}'",
    } | changed  # fmt: skip
    return f"""
        INSERT INTO ledger.account (code, public_id, opened_at, fingerprint)
        VALUES ('pool:new', 'acc_00000000000000000000000000', now(), '');
        INSERT INTO ledger.pool ({", ".join(columns)}) VALUES ({", ".join(columns.values())})
    """


SEALED = "state = 'open', sealed_at = now(), members = 1, total_weight = 1, seal = ''"
SEAL = "UPDATE ledger.pool SET state = 'open', sealed_at = now(), seal = ledger.seal_of(id){more} WHERE id = {{pool_is_filling}}"
#: The pool's account pays member 1 by hand, as a claim would.
CLAIM = whole_journal("{pool_commons_snp_1}, -1", "{m1_available}, 1")


CHANGE = "UPDATE ledger.pool SET {change} WHERE id = {{pool_is_{state}}}"


def _beginnings() -> list[Attack]:
    begins = ("pool_begins_empty",)
    return [
        *(Attack(f"begin a pool with {column} {value}", pool(**{column: value}), begins)
          for column, value in (("members", "1"), ("total_weight", "1"), ("claimed", "1"), ("claim_seq", "1"))),
        Attack("begin a pool that is sealed already",
               pool(state="'open'", members="1", total_weight="1", seal="''", sealed_at="now()"), begins),
        Attack("begin a pool that is open to everybody",
               pool(state="'open'", seal="''", sealed_at="now()"), (*begins, "pool_sealed_has_members")),
        Attack("renumber a pool", f"{pool()}; UPDATE ledger.pool SET id = DEFAULT WHERE public_id = '{POOL}'",
               ("pool_is_sealed",)),
        Attack("begin a pool on a purse", pool(account_id="{p1_pending}"), begins),
        Attack("begin a pool on an account that is not there", pool(account_id="999999"),
               (*begins, "pool_account_id_fkey")),
        Attack("begin a second pool on an account", pool(account_id="{pool_closed}"), ("pool_account_unique",)),
        Attack("give a pool an id of another kind", pool(public_id="'acc_00000000000000000000000000'"),
               ("pool_public_id_shape",)),
        Attack("give two pools one id", pool(public_id="(SELECT public_id FROM ledger.pool LIMIT 1)"),
               ("pool_public_id_unique",)),
        Attack("use the number of a pool again",
               pool(id="{pool_is_open}").replace(") VALUES ((SELECT", ") OVERRIDING SYSTEM VALUE VALUES ((SELECT"),
               ("pool_pkey",)),
    ]  # fmt: skip


def _lives() -> list[Attack]:
    sealed, seals, change = ("pool_is_sealed",), ("pool_seals_its_members",), CHANGE
    return [
        *(Attack(f"change the {what} of a sealed pool", change.format(change=f"{what} = {value}", state="open"), sealed)
          for what, value in (("members", "members + 1"), ("total_weight", "total_weight + 1"), ("seal", "''"),
                              ("sealed_at", "now() + interval '1 s'"), ("public_id", f"'{POOL}'"))),
        Attack("move a pool to another account", change.format(change="account_id = {p1_pending}", state="open"), sealed),
        Attack("open a closed pool", change.format(change="state = 'open', closed_at = NULL", state="closed"), sealed),
        Attack("unseal a pool", change.format(change="state = 'filling', seal = NULL, sealed_at = NULL", state="open"),
               sealed),
        Attack("close a pool without closing it", change.format(change="state = 'closed', closed_at = now()", state="open"),
               (*sealed, "pool_closes_empty")),
        Attack("close a pool that still has money",
               change.format(change="state = 'closing'", state="open") + "; "
               + change.format(change="state = 'closed', closed_at = now()", state="open"), ("pool_closes_empty",)),
        Attack("close a pool at another time", change.format(change="closed_at = now()", state="closed"), sealed),
        Attack("close a pool at no time",
               change.format(change="state = 'closed'", state="open"), (*sealed, "pool_closes_empty", "pool_closed_has_date")),
        Attack("have a pool in a state that there is not", change.format(change="state = 'lost'", state="filling"),
               (*seals, "pool_sealed_has_members", "pool_state_known")),
        Attack("seal a pool with nobody in it",
               pool() + "; UPDATE ledger.pool SET state = 'open', sealed_at = now(), seal = ''"
               f" WHERE public_id = '{POOL}'", (*seals, "pool_sealed_has_members")),
        Attack("seal a pool at no time", SEAL.format(more="").replace("sealed_at = now(), ", ""),
               ("pool_sealed_has_members",)),
        *(Attack(f"seal a pool with other {what} than it has", SEAL.format(more=f", {what} = {what} + 1"), seals)
          for what in ("members", "total_weight")),
        Attack("seal a pool with another seal", SEAL.format(more="").replace("ledger.seal_of(id)", "'forged'"), seals),
    ]  # fmt: skip


def _claims() -> list[Attack]:
    paid, kept, change = ("pool_claims_are_paid",), ("pool_kept",), CHANGE
    return [
        Attack("raise what a pool paid without paying", change.format(change="claimed = claimed + 1", state="open"), paid),
        Attack("lower what a pool paid", change.format(change="claimed = claimed - 1", state="open"), paid),
        Attack("lower what a pool paid below nothing", change.format(change="claimed = -1", state="filling"),
               ("pool_claims_are_paid", "pool_claimed_counts")),
        Attack("point at another claim", change.format(change="claim_seq = claim_seq - 1", state="open"), paid),
        Attack("raise what a pool paid beside its members",
               f"{CLAIM}; " + change.format(change="claimed = claimed + 1, claim_seq = claim_seq + 1", state="open"), paid),
        Attack("delete a pool", "DELETE FROM ledger.member WHERE pool_id = {pool_is_filling};"
               "DELETE FROM ledger.pool WHERE id = {pool_is_filling}", ("member_kept", *kept)),
        Attack("empty the pools", "TRUNCATE ledger.pool CASCADE", (*kept, "member_kept")),
    ]  # fmt: skip


def member(pool_name: str = "pool_is_filling", **changed: str) -> str:
    """INSERT of a member by hand."""
    columns = {
        "pool_id": f"{{{pool_name}}}", "position": "9", "account_id": "{m1_available}", "weight": "1",
        "weight_before": "8",
    } | changed  # fmt: skip
    return f"INSERT INTO ledger.member ({', '.join(columns)}) VALUES ({', '.join(columns.values())})"


def sealed_with(**changed: str) -> str:
    """A third member by hand, counted, and the seal."""
    third = member(**{"position": "3"} | changed)
    return f"{third}; {SEAL.format(more=', members = 3, total_weight = 9')}"


def _members() -> list[Attack]:
    comes, is_sealed, paid = ("member_comes_before_seal",), ("member_is_sealed",), ("pool_claims_are_paid",)
    seals = ("pool_seals_its_members",)
    change = "UPDATE ledger.member SET {change} WHERE pool_id = {{pool_is_open}} AND position = {position}"
    return [
        *(Attack(f"add a member to a pool that is {state}", member(f"pool_is_{state}", account_id="{treasury}"), comes)
          for state in ("open", "closed")),
        Attack("add a member that has claimed already", member(claimed="1"), comes),
        Attack("add a member to a pool that is not there", member(pool_id="999999"), ("member_pool_id_fkey",)),
        Attack("add a member twice", member(account_id="{p1_available}"), ("member_once",)),
        Attack("have two members at one place", member(position="1"), ("member_pkey",)),
        Attack("have a member before the first", member(position="0"), ("member_position_counts",)),
        Attack("have a member without weight", member(weight="0"), ("member_weighs",)),
        Attack("have a member begin below nothing", member(weight_before="-1"), ("member_weighs",)),
        Attack("seal a pool with a gap between its members", sealed_with(position="4"), seals),
        Attack("seal a pool whose members overlap", sealed_with(weight_before="7"), seals),
        Attack("seal a pool with a member that has no account", sealed_with(account_id="999999"), seals),
        Attack("seal a pool with a member that cannot be paid", sealed_with(account_id="{p1_held}"), seals),
        *(Attack(f"change the {column} of a member", change.format(change=f"{column} = {column} + 100", position=1),
                 is_sealed)
          for column in ("weight", "weight_before", "account_id", "position")),
        Attack("have a member of another pool", change.format(change="pool_id = {pool_is_closed}", position=4),
               is_sealed + paid),
        Attack("take back what a member claimed", change.format(change="claimed = claimed - 1", position=4), is_sealed + paid),
        Attack("take back more than a member claimed", change.format(change="claimed = -1", position=4),
               ("member_claimed_counts", *is_sealed, *paid)),
        Attack("say that a member claimed what nobody paid", change.format(change="claimed = claimed + 1", position=1), paid),
        Attack("let a member claim for another",
               "UPDATE ledger.member SET claimed = claimed + CASE position WHEN 1 THEN 1 ELSE -1 END "
               "WHERE pool_id = {pool_is_open} AND position IN (1, 4)", is_sealed),
        Attack("say that a member claimed more than was paid",
               f"{CLAIM}; {change.format(change='claimed = claimed + 2', position=1)}", paid),
        Attack("say twice that a member was paid",
               f"{CLAIM}; {change.format(change='claimed = claimed + 1', position=1)};"
               f"{change.format(change='claimed = claimed + 1', position=2)}", paid),
        Attack("delete a member", "DELETE FROM ledger.member WHERE pool_id = {pool_is_filling} AND position = 2",
               ("member_kept",)),
        Attack("empty the members", "TRUNCATE ledger.member", ("member_kept",)),
    ]  # fmt: skip


def top_up(**changed: str) -> str:
    """INSERT of a top-up that waits to be decided."""
    columns = {
        "public_id": "'top_1'", "account_code": "'user:x:available'", "amount": "5", "is_promotional": "false",
        "reason": "''", "requested_by": "'usr_ann'", "requested_at": "now()", "request_key": "'by hand'",
        "request_hash": "''", "state": "'requested'", "decided_by": "''", "decided_at": "NULL", "journal_id": "''",
    } | changed  # fmt: skip
    return f"INSERT INTO ledger_topup ({', '.join(columns)}) VALUES ({', '.join(columns.values())})"


def _top_ups() -> list[Attack]:
    needs = ("top_up_state_has_what_it_needs",)
    issued = {"state": "'issued'", "decided_by": "'usr_bob'", "decided_at": "now()", "journal_id": "'txn_1'"}
    change = "UPDATE ledger_topup SET {change} WHERE state = 'requested'"
    return [
        *(Attack(f"ask for {amount} micro-OPEN", top_up(amount=amount), ("top_up_amount_positive",))
          for amount in ("0", "-5", "900000000000000001")),
        Attack("decide a top-up in a way that there is not", top_up(state="'lost'"), (*needs, "top_up_state_known")),
        Attack("approve one's own top-up", top_up(**issued | {"decided_by": "'usr_ann'"}), ("top_up_needs_second_person",)),
        *(Attack(f"issue a top-up without its {column}", top_up(**issued | {column: nothing}), needs)
          for column, nothing in (("decided_by", "''"), ("decided_at", "NULL"), ("journal_id", "''"))),
        Attack("refuse a top-up and have it all the same", top_up(**issued | {"state": "'refused'"}), needs),
        Attack("have a top-up before anybody decided", top_up(journal_id="'txn_1'"), needs),
        Attack("ask twice under one key", top_up(request_key="'waiting'"), ("ledger_topup_request_key_key",)),
        Attack("give two top-ups one id", top_up(public_id="(SELECT public_id FROM ledger_topup LIMIT 1)"),
               ("ledger_topup_public_id_key",)),
        Attack("use the number of a top-up again", top_up(id="(SELECT min(id) FROM ledger_topup)"), ("ledger_topup_pkey",)),
        *(Attack(f"change the {column} that was asked for", change.format(change=f"{column} = {value}"),
                 ("ledger_topup_is_frozen",))
          for column, value in (("amount", "amount + 1"), ("account_code", "'user:x:available'"),
                                ("requested_by", "'usr_bob'"), ("is_promotional", "true"), ("reason", "'x'"))),
        Attack("delete a top-up", "DELETE FROM ledger_topup WHERE state = 'requested'", ("ledger_topup_is_frozen",)),
        Attack("empty the top-ups", "TRUNCATE ledger_topup", ("ledger_topup_is_kept",)),
    ]  # fmt: skip


def _audits() -> list[Attack]:
    facts = ("ledger_audit_are_facts",)
    insert = (
        "INSERT INTO ledger_audit ({more}started_at, finished_at, journals, entries, faults, first_fault) "
        "{how}VALUES ({number}now(), now(), 0, 0, {faults}, '')"
    )
    return [
        Attack("keep a fault to oneself", insert.format(more="", how="", number="", faults="1"),
               ("audit_names_its_first_fault",)),
        Attack("use the number of an audit again",
               insert.format(more="id, ", how="", number="(SELECT min(id) FROM ledger_audit), ", faults="0"),
               ("ledger_audit_pkey",)),
        Attack("change what an audit found", "UPDATE ledger_audit SET entries = 0", facts),
        Attack("delete an audit", "DELETE FROM ledger_audit", facts),
        Attack("empty the audits", "TRUNCATE ledger_audit", facts),
    ]  # fmt: skip


ON_PROMISES = [
    *_holds(),
    *_settlements(),
    *_beginnings(),
    *_lives(),
    *_claims(),
    *_members(),
    *_top_ups(),
    *_audits(),
]
