"""The short drill, as a process of its own, exactly as `make drill` starts the full one."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.cluster import ROOT


def test_nothing_is_lost_or_doubled_when_payers_and_the_server_are_killed(tmp_path: Path) -> None:
    drilled = subprocess.run(
        [sys.executable, "-m", "tests.drill", "--short"],
        cwd=ROOT, env=os.environ | {"OPENLEDGER_HOME": str(tmp_path)},
        capture_output=True, text=True, check=False, timeout=400,
    )  # fmt: skip
    assert drilled.returncode == 0, drilled.stdout + drilled.stderr[-3000:]
    rows = {row["name"]: row for row in json.loads((tmp_path / "var" / "bench" / "drill.json").read_text())}
    assert all(row["met"] is not False for row in rows.values())
    assert rows["payments intended by 4 payers"]["ours"] >= 300
    for nothing in ("payments lost", "payments doubled", "balances below zero", "faults found by the audit"):
        assert rows[nothing]["ours"] == 0
    assert rows["payments doubled in the control without keys"]["ours"] >= 1
