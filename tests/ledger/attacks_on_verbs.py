"""Attacks by the application's role, which may do nothing with the book but call its verbs."""

from openledger.supervisor import postgres
from tests.ledger.attacks import HASH, Attack

TXN = "'txn_00000000000000000000000000'"
BROKEN = ("entry_journal_balances",)  # what stops a verb whose own refusals were taken away


def post(*transfers: str, key: str = "'by the app'", hashed: str = HASH) -> str:
    """`ledger.post` of one journal. Transfers are `source, target, amount`."""
    sources, targets, amounts = zip(*(transfer.split(", ") for transfer in transfers), strict=True)
    return f"""
        SELECT * FROM ledger.post(ARRAY[{key}], ARRAY[{hashed}::bytea], ARRAY['payment'], ARRAY[''], ARRAY[{TXN}], now(),
          ARRAY[{", ".join("1" for _ in transfers)}], ARRAY[{", ".join(sources)}]::text[],
          ARRAY[{", ".join(targets)}]::text[], ARRAY[{", ".join(amounts)}]::bigint[])
    """


def issue(source: str, target: str, amount: str = "5") -> str:
    return f"SELECT * FROM ledger.issue('by the app', {HASH}, 'top_up', '', {TXN}, now(), '{source}', '{target}', {amount})"


def reverse(original: str, key: str = "'by the app'") -> str:
    return f"SELECT * FROM ledger.reverse({key}, {HASH}, '', {TXN}, now(), {original})"


def hold(amount: str, source: str = "'{amina}'", key: str = "'by the app'") -> str:
    return f"""
        SELECT * FROM ledger.hold({key}, {HASH}, '', {TXN}, 'hld_00000000000000000000000000', now(), ARRAY[{source}],
          '{{amina_held}}', {amount}, now() + interval '1 hour')
    """


def settle(
    which: str,
    outcome: str,
    targets: str = "",
    amounts: str = "",
    *,
    key: str = "'by the app'",
    hold_id: str = "",
) -> str:
    found = hold_id or f"(SELECT public_id FROM ledger.hold WHERE id = {{h_{which}}})"
    return f"""
        SELECT * FROM ledger.settle_hold({key}, {HASH}, '', {TXN}, now(), {found}, '{outcome}',
          ARRAY[{targets}]::text[], ARRAY[{amounts}]::bigint[])
    """


def _transfers() -> list[Attack]:
    draws, pays = (
        "write: This kind of posting may not draw from %.",
        "write: This kind of posting may not pay into %.",
    )
    reaches, unknown = "write: The balance of % does not reach.", "ids_of: There is no account %."
    positive = "check_transfers: A transfer moves a positive amount from one account to another."
    sides = "check_transfers: Every transfer has a source, a target and an amount."
    shut = "require_open_pools: The pool % is % and takes no more money."
    reused = "answer_replays: The key % was used before for another request."
    amina, juma = "'{amina}'", "'{juma}'"
    return [
        _app("take from another by a negative transfer", post(f"{amina}, {juma}, -5"), positive),
        _app("transfer nothing", post(f"{amina}, {juma}, 0", f"{amina}, {juma}, 5"), positive),
        _app("transfer to oneself", post(f"{amina}, {amina}, 5", f"{amina}, {juma}, 5"), positive),
        _app("transfer more than an amount can say", post(f"{amina}, {juma}, 900000000000000001"),
             positive, reaches, "account_floor", "account_bounds"),
        _app("leave out a target", post(f"{amina}, {juma}, 5").replace("ARRAY['{juma}']", "ARRAY[]"),
             sides, positive, *BROKEN),
        _app("spend more than is there", post(f"{amina}, {juma}, 200000000"), reaches, "account_floor"),
        _app("pay an account that is not there", post(f"{amina}, 'fees:nowhere', 5"), unknown, *BROKEN),
        *(_app(f"spend {what}", post(f"'{code}', {juma}, 1"), draws)
          for what, code in (("what is held", "{amina_held}"), ("what a pool owes its members", "pool:commons:snp_1"))),
        _app("spend what was never issued", post(f"'issuance:paid', {juma}, 1"), draws),
        _app("spend a gift on whatever one likes", post("'{juma_promotional}', '{amina}', 1"), draws, "account_floor"),
        *(_app(f"pay into {code}", post(f"{amina}, '{code}', 1"), pays)
          for code in ("{juma_held}", "{juma_promotional}", "issuance:paid")),
        _app("pay into a pool that is filling", post(f"{amina}, 'pool:filling', 1"), shut),
        _app("pay into a pool that is closed", post(f"{amina}, 'pool:closed', 1"), shut),
        _app("use a key again for something else", post(f"{amina}, {juma}, 1", key="'old'"), reused),
        _app("have credit from a purse", issue("{amina}", "{juma}"), draws),
        _app("have credit in a pool", issue("issuance:paid", "pool:commons:snp_1"), pays),
        _app("have credit in what is held", issue("issuance:paid", "{amina_held}"), pays),
        _app("have credit taken back by a negative one", issue("issuance:paid", "{amina}", "-5"), positive, draws),
        _app("open the account of a pool", "SELECT ledger.open_accounts(ARRAY['pool:new'], "
             "ARRAY['acc_00000000000000000000000000'], now())", "open_accounts: A pool account is opened by its pool."),
    ]  # fmt: skip


def _reversals() -> list[Attack]:
    of = "(SELECT public_id FROM ledger.journal WHERE id = {{{name}}})"
    draws, pays = (
        "write: This kind of posting may not draw from %.",
        "write: This kind of posting may not pay into %.",
    )
    return [
        _app("reverse a journal that is not there", reverse("'txn_nothing'"), "reverse: There is no journal %.",
             stopped_by="22004"),
        _app("reverse a journal under another key", reverse(of.format(name="j_mistake")),
             "reverse: The journal % is reversed already.", "journal_reversed_once"),
        _app("take a hold back past its life", reverse(of.format(name="j_pending")), draws),
        _app("take a charge back into what is held", reverse(of.format(name="j_charge")), pays),
        _app("take a fee back from a pool", reverse(of.format(name="j_another_fee")), draws,
             "account_floor"),
    ]  # fmt: skip


def _holds() -> list[Attack]:
    says = "settle_hold: A charge sends positive amounts on; a void sends nothing on."
    already, less = "settle_hold: The hold % is % already.", "settle_hold: The hold % keeps less than that."
    reaches, emptied = "write: The balance of % does not reach.", "hold_is_emptied_once"
    positive = "hold: A hold keeps a positive amount."
    short = "hold: The balance of % does not reach."
    unpaid = ("entry_journal_balances", "hold_parts_sum")
    treasury = "'treasury'"
    return [
        _app("hold less than nothing", hold("-5"), positive, stopped_by="22004"),
        _app("hold more than an amount can say", hold("900000000000000001"), positive, short, "account_bounds", *unpaid),
        _app("hold more than is there", hold("200000000"), short, *unpaid),
        _app("hold from an account that is not there", hold("5", source="'user:x:available'"),
             "ids_of: There is no account %.", short, stopped_by="22004"),
        _app("charge nothing", settle("pending", "charged"), says),
        _app("void and pay all the same", settle("pending", "voided", treasury, "5"), says),
        _app("settle in a way that there is not", settle("pending", "lost"), says, "hold_state_known"),
        _app("charge a negative part", settle("pending", "charged", "'treasury', '{amina}'", "-1, 5"), says,
             "write: This kind of posting may not draw from %.", "account_floor"),
        _app("charge without saying whom", settle("pending", "charged", "", "5"), says, *BROKEN),
        _app("charge more than was held", settle("pending", "charged", treasury, "9"), less, *BROKEN),
        _app("charge what was charged", settle("charged", "charged", treasury, "35"), already, reaches, "account_floor", emptied),
        _app("void what was charged", settle("charged", "voided"), already, reaches, "account_floor", emptied),
        _app("settle a hold that is not there", settle("", "voided", hold_id="'hld_nothing'"),
             "settle_hold: There is no hold %.", "journal_has_two_sides", "journal_has_entries"),
    ]  # fmt: skip


def _pools() -> list[Attack]:
    ids = "'acc_00000000000000000000000000', 'pol_00000000000000000000000000', now()"
    key = f"'by the app', {HASH}, 'claim', {TXN}, now()"
    return [
        _app("begin a pool on a purse", f"SELECT ledger.begin_pool('{{amina}}', {ids})",
             "begin_pool: The account of a pool is named pool:…", "pool_begins_empty"),
        _app("begin a pool twice", f"SELECT ledger.begin_pool('pool:closed', {ids})",
             "begin_pool: The pool % is there already."),
        _app("add a member to a sealed pool",
             "SELECT ledger.add_members({pool_is_open}, ARRAY['treasury'], ARRAY[1])",
             "add_members: That pool takes no new members.", "member_comes_before_seal", "pool_is_sealed"),
        _app("add a member of no weight", "SELECT ledger.add_members({pool_is_filling}, ARRAY['treasury'], ARRAY[0])",
             "add_members: The weight of % is not a positive integer.", "member_weighs"),
        _app("add a member that cannot be paid",
             "SELECT ledger.add_members({pool_is_filling}, ARRAY['{amina_held}'], ARRAY[1])",
             "add_members: There is no account % that a pool could pay."),
        _app("seal a pool again", "SELECT ledger.seal_pool({pool_is_open}, now())",
             "seal_pool: Only a filling pool with members can be sealed."),
        _app("claim from a pool that is not sealed", f"SELECT * FROM ledger.pay_members({key}, {{pool_is_filling}}, 1, 2)",
             "pay_members: There is no sealed pool like that.", stopped_by="nothing happens"),
        _app("close a pool that is not sealed", "SELECT ledger.start_closing({pool_is_filling})",
             "start_closing: Only a sealed pool can be closed."),
        _app("have a pool closed at once", "SELECT ledger.finish_closing({pool_is_open}, now())",
             "finish_closing: That pool is not being closed."),
    ]  # fmt: skip


def _app(what: str, statement: str, *guards: str, stopped_by: str = "") -> Attack:
    return Attack(f"{what}, asking a verb", statement, guards, postgres.APP, stopped_by)


ON_VERBS = [*_transfers(), *_reversals(), *_holds(), *_pools()]
