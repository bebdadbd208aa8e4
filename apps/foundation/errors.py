"""The one root of everything that can be refused, and the six families of refusal.

A service raises a subclass defined beside it, with a code and a sentence that says what to do. There is no HTTP
in here: `openledger/errors.py` is the only place that turns a family into a page or a problem document.
"""

from collections.abc import Mapping


class DomainError(Exception):
    """Something that a person asked for and cannot have, with the reason in one sentence."""

    code = "refused"

    def __init__(self, sentence: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = dict(fields or {})


class Invalid(DomainError):
    """What was sent cannot be right, whoever sends it. `fields` names the places by JSON pointer."""

    code = "invalid"


class Missing(DomainError):
    """There is no such thing, or it is not for this reader to know that there is."""

    code = "missing"


class NotAllowed(DomainError):
    """The thing is there and this actor may not do that to it."""

    code = "not_allowed"


class Conflict(DomainError):
    """It was possible once, or with another key, but not in the state that things are in now."""

    code = "conflict"


class Unaffordable(DomainError):
    """The balance, the mandate or the allowance does not reach."""

    code = "unaffordable"


class Unavailable(DomainError):
    """Not now: something that this act needs is out of reach. Trying again later may work."""

    code = "unavailable"
