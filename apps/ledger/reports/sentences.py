"""Telling a journal in one sentence, before any entry is shown: who gave how much to whom, and what for."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from apps.foundation.money import Amount
from apps.ledger.reports.explorer import JournalDetail, Line

Namer = Callable[[str], str]
MOST_NAMED = 2

KINDS = {
    "top_up": lazy("Top-up"),
    "gift": lazy("Promotional credit"),
    "hold": lazy("Hold"),
    "charge": lazy("Charge"),
    "void": lazy("Void"),
    "expire": lazy("Expiry"),
    "pay_in": lazy("Payment into a pool"),
    "claim": lazy("Claim"),
    "sweep": lazy("Sweep"),
    "reverse": lazy("Reversal"),
    "payment": lazy("Payment"),
    "settlement": lazy("Settlement"),
}


def kind_in_words(kind: str) -> str:
    """`pay_in` as a person says it. A kind that later floors made up is shown with its underscores as spaces."""
    return str(KINDS[kind]) if kind in KINDS else kind.replace("_", " ").capitalize()


def tell(journal: JournalDetail, name: Namer) -> str:
    """The sentence. `name` turns an account's code into whom it belongs to."""
    givers = [line for line in journal.lines if line.amount.micro < 0]
    takers = _others(givers, [line for line in journal.lines if line.amount.micro > 0], name)
    hidden = journal.lines_left_out
    amount = journal.row.moved if hidden else Amount(sum(line.amount.micro for line in takers))
    words = {
        "amount": str(amount),
        "givers": _names(givers, name, 0),
        "takers": _names(takers, name, hidden),
        "original": journal.reverses,
    }
    return _pattern(journal.row.kind).format(**words)


def _pattern(kind: str) -> str:
    patterns = {
        "top_up": _("{takers} was credited with {amount} for a payment."),
        "gift": _("{takers} was given {amount} of promotional credit, to spend and not to pay out."),
        "hold": _("{givers} set {amount} aside for something that is about to be used."),
        "charge": _("{givers} paid {amount}, shared by {takers}."),
        "void": _("{amount} that {givers} had set aside went back: nothing was charged."),
        "expire": _("{amount} that {givers} had set aside went back: its time was over."),
        "pay_in": _("{givers} paid {amount} into {takers}."),
        "claim": _("{takers} claimed {amount} from {givers}."),
        "settlement": _("{givers} were shared out: {amount} to {takers}."),
        "sweep": _("{givers} paid {amount} to its members: {takers}."),
        "reverse": _("{amount} went back from {givers} to {takers}, because {original} was reversed."),
    }
    return patterns.get(kind, _("{amount} moved from {givers} to {takers}."))


def _others(givers: Sequence[Line], takers: Sequence[Line], name: Namer) -> Sequence[Line]:
    """What a charge returns to its payer was not paid to anybody; a void returns everything, and that is its point."""
    back = {name(line.code) for line in givers}
    return [line for line in takers if name(line.code) not in back] or takers


def _names(lines: Sequence[Line], name: Namer, hidden: int) -> str:
    """The largest two by name and the rest by number. Two purses of one person are one person."""
    ordered = sorted(lines, key=lambda line: (-abs(line.amount.micro), line.code))
    everybody = list(dict.fromkeys(name(line.code) for line in ordered))
    named = everybody[:MOST_NAMED]
    others = len(everybody) - len(named) + hidden
    if others:
        named.append(ngettext("{number} other", "{number} others", others).format(number=f"{others:,}"))
    return (
        _(" and ").join(named)
        if len(named) < 3
        else _("{first}, {second} and {rest}").format(first=named[0], second=named[1], rest=named[2])
    )
