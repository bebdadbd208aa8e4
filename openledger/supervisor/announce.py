"""What the console shows: a line for each event, and a block with the address and the logins."""

import contextlib
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from openledger.supervisor.plan import Plan

RULE = "─" * 78


def say(name: str, text: str) -> None:
    """One line. A terminal that was closed is no reason to stop."""
    _write(f"{datetime.now(UTC):%H:%M:%S}  {name:<9} {text}\n")  # noqa: TID251 - the console is a door


def announce(plan: Plan) -> None:
    """Where the site is and who can sign in."""
    lines = ["", RULE, f"  OpenLedger is up at {plan.address}", ""]
    if plan.demo:
        lines += _logins(json.loads(plan.places.demo.read_text())["people"])
        lines += ["", f"  API keys and the same for scripts: {plan.places.demo}"]
    lines += [f"  Logs: {plan.places.logs}   Stop with Ctrl-C.", RULE, ""]
    _write("\n".join(lines) + "\n")


def _logins(people: Mapping[str, Mapping[str, str]]) -> list[str]:
    rows = [("who", "email", "password")]
    rows += [(who, person["email"], person["password"]) for who, person in people.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
    ]


def _write(text: str) -> None:
    with contextlib.suppress(OSError):
        sys.stdout.write(text)
        sys.stdout.flush()
