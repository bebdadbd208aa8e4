"""Where the fee of one call went, and why: the call, its trace, and every share, line by line to zero.

No prompt and no answer is in here: only what a call cost, which items explain how much of it, and who got what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from apps.attribution.models import Trace
from apps.datanets.reports import seeing
from apps.foundation.money import Amount
from apps.inference.models import Call
from apps.ledger.core import codes
from apps.people import permissions as people
from apps.people.models import User
from apps.people.reports import public_names
from apps.people.reports.persons import Shown
from apps.rewards.core import roles
from apps.rewards.models import Payable, Settlement, Share

MILLION = 1_000_000
WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One share: for what, to whom, and by which part of what. The part of an author is in words of the answer.

    An item of a datanet that is private to others has no address here.
    """

    role: str
    account: str
    person: Shown | None
    item: str
    item_address: tuple[str, str]
    amount: Amount
    pot: Amount
    part: int
    whole: int

    def is_of(self, reader: str) -> bool:
        """Whether it is the reader who got it."""
        return self.person is not None and self.person.public_id == reader

    @property
    def percent(self) -> str:
        """`54.32`: the part of the pot, as it is shown and never as it is computed."""
        return _percent(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Equation:
    """How one line came about: fee x what is for the data x what the trace explains x the part of the item."""

    line: Line
    fee: Amount
    for_data_percent: str
    coverage_percent: str


@dataclass(frozen=True, slots=True)
class Why:
    """Everything that a reader is told about the fee of a call."""

    call: Call
    trace: Trace | None
    settlement: Settlement | None
    lines: Sequence[Line]
    equation: Equation | None

    @property
    def fee(self) -> Amount:
        return Amount(self.call.fee or 0)

    @property
    def paid(self) -> Amount:
        """What the caller's side of the account says: the fee, with a minus."""
        return -self.fee

    @property
    def sum(self) -> Amount:
        """What the shares and the fee come to: zero."""
        return Amount(sum(line.amount.micro for line in self.lines) - self.fee.micro)

    @property
    def quoted(self) -> Sequence[Line]:
        """The lines of what the answer quotes."""
        return [line for line in self.lines if line.role == roles.CONTRIBUTOR]

    @property
    def coverage_percent(self) -> str:
        return _percent(self.trace.coverage or 0, MILLION) if self.trace is not None else ""


def why(call_id: str, *, reader: people.Actor) -> Why | None:
    """The whole story of one call, told to somebody: the equation is theirs if they earned by it."""
    rows = Call.objects.select_related(
        "release__model__community", "trace__payable__settlement__stream__split"
    )
    call = rows.filter(public_id=call_id).first()
    if call is None:
        return None
    trace: Trace | None = getattr(call, "trace", None)
    payable: Payable | None = getattr(trace, "payable", None)
    settlement = payable.settlement if payable is not None else None
    lines = _lines(payable, reader) if payable is not None and settlement is not None else []
    return Why(
        call=call,
        trace=trace,
        settlement=settlement,
        lines=lines,
        equation=_equation(call, settlement, lines, _id_of(reader)) if settlement is not None else None,
    )


def _id_of(reader: people.Actor) -> str:
    return reader.public_id if isinstance(reader, User) else ""


def _lines(payable: Payable, reader: people.Actor) -> list[Line]:
    seen = seeing.visible(reader).filter(pk=OuterRef("item__datanet"))
    rows = Share.objects.filter(payable=payable).annotate(is_seen=Exists(seen))
    rows = rows.select_related("item__datanet__community")
    shares = [share for share in rows.order_by("place") if share.amount or share.item_id]
    people = public_names.public_people(codes.person_of(share.account) or "" for share in shares)
    return [_line(share, people) for share in shares]


def _line(share: Share, people: Mapping[str, Shown]) -> Line:
    item = share.item
    is_seen = item is not None and getattr(share, "is_seen", False)
    return Line(
        role=share.role,
        account=share.account,
        person=people.get(codes.person_of(share.account) or ""),
        item=item.public_id if item is not None else "",
        item_address=(item.datanet.community.slug, item.datanet.slug) if item and is_seen else ("", ""),
        amount=Amount(share.amount),
        pot=Amount(share.pot),
        part=share.part,
        whole=share.whole,
    )


def _equation(call: Call, settlement: Settlement, lines: Sequence[Line], reader: str) -> Equation | None:
    """Of the reader's largest line for an item, or of the largest of all."""
    direct = [line for line in lines if line.role == roles.CONTRIBUTOR]
    if not direct:
        return None
    mine = [line for line in direct if line.is_of(reader)]
    fee, split, trace = call.fee or 0, settlement.stream.split, call.trace
    rest = fee - sum(line.amount.micro for line in lines if line.role in roles.OF_THE_GROSS)
    return Equation(
        line=max(mine or direct, key=lambda line: (line.amount.micro, line.item)),
        fee=Amount(fee),
        for_data_percent=_percent(rest * split.contributors, fee * WHOLE),
        coverage_percent=_percent(trace.coverage or 0, MILLION),
    )


def _percent(part: int, whole: int) -> str:
    """Two decimals, rounded down, without trailing zeros; the sign of percent is the page's."""
    hundredths = part * 10_000 // whole if whole else 0
    text = f"{hundredths // 100}.{hundredths % 100:02d}"
    return text.rstrip("0").rstrip(".")
