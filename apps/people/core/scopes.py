"""What a key may do: a closed list. A key never does more than its owner may, and an agent's never more than
its mandate.

Scopes that could widen what a key or an agent may do are for people only: no tool may raise its own limit.
"""

from collections.abc import Iterable
from typing import Final

from apps.foundation.errors import Invalid

#: What each of them allows is said in `reports/wording.py`.
SCOPES: Final = (
    "account:read",
    "account:write",
    "communities:write",
    "agents:write",
    "keys:write",
    "ledger:read",
    "ledger:write",
    "payouts:write",
    "data:read",
    "data:write",
    "review:write",
    "models:call",
    "models:write",
)
FOR_PEOPLE_ONLY: Final = frozenset(
    {"account:write", "agents:write", "communities:write", "keys:write", "ledger:write", "payouts:write"}
)
FOR_AGENTS: Final = tuple(scope for scope in SCOPES if scope not in FOR_PEOPLE_ONLY)


class BadScopes(Invalid):
    """A scope that is not on the list, or one that may not be given here."""

    code = "bad_scopes"


def read(scopes: Iterable[str], *, within: Iterable[str]) -> list[str]:
    """The wanted scopes in the order of the list, if each of them is among those that may be given."""
    wanted, allowed = set(scopes), set(within)
    if not wanted:
        raise BadScopes("Choose at least one scope.", fields={"/scopes": "empty"})
    if unknown := wanted.difference(SCOPES):
        raise BadScopes(f"There is no scope {min(unknown)[:40]!r}.", fields={"/scopes": "unknown"})
    if beyond := wanted - allowed:
        raise BadScopes(f"The scope {min(beyond)} cannot be given here.", fields={"/scopes": "beyond"})
    return [scope for scope in SCOPES if scope in wanted]


def granted(of_key: Iterable[str], *, by_mandate: Iterable[str] | None, for_agent: bool) -> frozenset[str]:
    """What a key may do now: an agent's key without a mandate in force may do nothing."""
    if not for_agent:
        return frozenset(of_key)
    return frozenset(of_key) & frozenset(by_mandate or ()) & frozenset(FOR_AGENTS)
