"""The whole book in plain Python, as slow and simple as it can be: what the real one is compared with."""

from copy import deepcopy
from dataclasses import dataclass, field

Moves = list[tuple[str, str, int]]


class Refused(Exception):
    """With the code of the refusal by the real book."""


@dataclass
class Hold:
    parts: list[tuple[str, int]]
    held: str
    ends: int
    state: str = "pending"

    @property
    def micro(self) -> int:
        return sum(part for _, part in self.parts)


@dataclass
class Pool:
    members: list[tuple[str, int]]
    claimed: dict[str, int]
    paid_in: int = 0
    state: str = "open"

    def due(self, account: str) -> int:
        whole, before = sum(weight for _, weight in self.members), 0
        for code, weight in self.members:
            if code == account:
                total = weight * self.paid_in // whole
                if self.state != "open":
                    total = (before + weight) * self.paid_in // whole - before * self.paid_in // whole
                return total - self.claimed[code]
            before += weight
        raise Refused("unknown_account")


@dataclass
class Book:
    balances: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    requests: dict[str, object] = field(default_factory=dict)
    journals: dict[str, dict[str, int]] = field(default_factory=dict)
    reversed_by: dict[str, str] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    pools: dict[str, Pool] = field(default_factory=dict)

    def write(self, key: str, request: object, net: dict[str, int]) -> None:
        """One journal: the entries of an account are numbered, and no balance but an issuance's goes below zero."""
        entries = {code: micro for code, micro in net.items() if micro}
        for code, micro in entries.items():
            self.balances[code] += micro
            self.numbers[code] += 1
            if self.balances[code] < 0 and not code.startswith("issuance:"):
                raise Refused("insufficient_funds")
        self.requests[key], self.journals[key] = request, entries

    def is_replay(self, key: str, request: object) -> bool:
        if key in self.requests and self.requests[key] != request:
            raise Refused("idempotency_key_reused")
        return key in self.requests

    def post(self, postings: list[tuple[str, Moves]]) -> list[bool]:
        """A batch is written in the order of its keys, whole or not at all. Answers who was there before."""
        if any(micro <= 0 or source == target for _, moves in postings for source, target, micro in moves):
            raise Refused("wrong_amount")
        self.require_named(postings)
        new: dict[str, Moves] = {}
        replayed = []
        for key, moves in postings:
            replayed.append(key in self.requests or key in new)
            new |= {} if replayed[-1] else {key: moves}
        for moves in new.values():
            if not any(netted(moves).values()):
                raise Refused("nothing_moves")
        self.write_all(sorted(new.items()))
        if any(self.requests[key] != moves for key, moves in postings):
            raise Refused("idempotency_key_reused")
        return replayed

    def write_all(self, postings: list[tuple[str, Moves]]) -> None:
        nets = {key: netted(moves) for key, moves in postings}
        drawn, paid = (
            {code for net in nets.values() for code, micro in net.items() if micro * sign > 0}
            for sign in (-1, 1)
        )
        if any(kind(code) != "plain" for code in drawn) or any(
            kind(code) not in {"plain", "pool"} for code in paid
        ):
            raise Refused("wrong_verb")
        for key, moves in postings:
            self.write(key, moves, nets[key])
        if any(self.pools[code].state != "open" for code in paid if code in self.pools):
            raise Refused("pool_shut")
        for net in nets.values():
            self.count_payments(net)

    def count_payments(self, net: dict[str, int]) -> None:
        for code, micro in net.items():
            if code in self.pools and micro > 0:
                self.pools[code].paid_in += micro

    def require_named(self, postings: list[tuple[str, Moves]]) -> None:
        """Every account that is named has to be there, also where what it gets and gives cancel each other. A key
        that was used before for something else is the better reason to refuse.
        """
        try:
            self.require({code for _, moves in postings for move in moves for code in move[:2]})
        except Refused:
            for key, moves in postings:
                self.is_replay(key, moves)
            raise

    def require(self, codes: set[str]) -> None:
        if codes - self.balances.keys():
            raise Refused("unknown_account")

    def issue(self, key: str, source: str, target: str, micro: int) -> None:
        if not self.is_replay(key, (source, target, micro)):
            self.write(key, (source, target, micro), {source: -micro, target: micro})

    def reverse(self, key: str, original: str) -> None:
        if original not in self.journals:
            raise Refused("unknown_account")
        if self.reversed_by.get(original, key) != key:
            raise Refused("done_before")
        if self.is_replay(key, ("reverse", original)):
            return
        mirrored = {code: -micro for code, micro in self.journals[original].items()}
        if any(
            kind(code) not in {"plain", "promotional"} for code, micro in mirrored.items() if micro < 0
        ) or any(kind(code) in {"held", "pool"} for code in mirrored):
            raise Refused("wrong_verb")
        self.write(key, ("reverse", original), mirrored)
        self.reversed_by[original] = key

    def hold(self, key: str, sources: list[str], held: str, micro: int, ends: int) -> None:
        if micro <= 0:
            raise Refused("wrong_amount")
        if self.is_replay(key, ("hold", held, micro)):
            return
        parts, missing = [], micro
        for code in sources:
            parts += [(code, min(missing, self.balances[code]))]
            missing -= parts[-1][1]
        if missing:
            raise Refused("insufficient_funds")
        parts = [(code, part) for code, part in parts if part]
        self.write(key, ("hold", held, micro), {held: micro} | {code: -part for code, part in parts})
        self.holds[key] = Hold(parts, held, ends)

    def settle(self, name: str, outcome: str, key: str, payees: list[tuple[str, int]]) -> None:
        """What is spent is taken from the first part on; the rest goes back."""
        if (outcome == "charged") != bool(payees) or any(micro <= 0 for _, micro in payees):
            raise Refused("wrong_amount")
        hold, spent = self.holds[name], sum(micro for _, micro in payees)
        if self.is_replay(key, (name, outcome, payees)):
            return
        if hold.state != "pending":
            raise Refused("done_before")
        if spent > hold.micro:
            raise Refused("insufficient_funds")
        if any(self.pools[code].state != "open" for code, _ in payees if code in self.pools):
            raise Refused("pool_shut")
        net = {hold.held: -hold.micro}
        for code, part in [*payees, *rest(hold.parts, spent)]:
            net[code] = net.get(code, 0) + part
        self.write(key, (name, outcome, payees), net)
        for payee in payees:
            self.count_payments(dict([payee]))
        hold.state = outcome

    def expire(self, now: int) -> int:
        due = [name for name, hold in self.holds.items() if hold.state == "pending" and hold.ends <= now]
        for name in due:
            self.settle(name, "expired", f"{name} is over", [])
        return len(due)

    def seal(self, code: str, members: list[tuple[str, int]]) -> None:
        if code in self.pools:
            if self.pools[code].members != members:
                raise Refused("idempotency_key_reused")
            return
        self.pools[code] = Pool(members, {account: 0 for account, _ in members})
        self.balances[code] = self.numbers[code] = 0

    def pay_members(self, code: str, accounts: list[str]) -> int:
        pool = self.pools[code]
        owed = {account: pool.due(account) for account in accounts}
        if total := sum(owed.values()):
            self.write(f"{code} pays {len(self.journals)}", None, {code: -total} | owed)
            for account, micro in owed.items():
                pool.claimed[account] += micro
        return total

    def close(self, code: str) -> int:
        pool = self.pools[code]
        pool.state = "closing" if pool.state == "open" else pool.state
        paid = self.pay_members(code, [account for account, _ in pool.members])
        pool.state = "closed"
        return paid

    def copy(self) -> "Book":
        return deepcopy(self)


def netted(moves: Moves) -> dict[str, int]:
    net: dict[str, int] = {}
    for source, target, micro in moves:
        net[source] = net.get(source, 0) - micro
        net[target] = net.get(target, 0) + micro
    return net


def rest(parts: list[tuple[str, int]], spent: int) -> list[tuple[str, int]]:
    """What is left of each part when that much is spent from the first part on."""
    left = []
    for code, part in parts:
        taken = min(part, spent)
        spent -= taken
        left += [(code, part - taken)]
    return left


def kind(code: str) -> str:
    head, tail = code.partition(":")[0], code.rpartition(":")[2]
    if head in {"issuance", "pool"}:
        return head
    return tail if head == "user" and tail in {"held", "promotional"} else "plain"
