"""What every bench writes down, so that figures of one run can be laid beside those of another."""

import io
import json
from pathlib import Path

import pytest

from tests.bench import clock, report
from tests.bench.report import Figure, Report


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(report, "folder", lambda: tmp_path)
    return tmp_path


def test_a_figure_beside_a_peer_is_judged_by_the_ratio() -> None:
    assert Figure("posts", ours=400.0, peer=100.0, goal=4).met is True
    assert Figure("posts", ours=399.0, peer=100.0, goal=4).met is False
    assert Figure("cost", ours=1.3, peer=1.0, goal=1.2, better="lower").met is False


def test_a_figure_alone_is_judged_by_itself() -> None:
    assert Figure("audit, s", ours=9.9, goal=10, better="lower").met is True
    assert Figure("lost", ours=1, goal=0, better="lower").met is False


def test_a_figure_without_a_goal_is_shown_and_not_judged() -> None:
    assert Figure("accounts/s", ours=7.0).met is None


def test_a_bench_writes_the_rows_that_it_prints(folder: Path) -> None:
    out = io.StringIO()
    bench = Report("posting", out=out)
    bench.add(Figure("posts/s", ours=1234.5, peer=100.0, goal=4))
    bench.add(Figure("audit, s", ours=11.25, goal=10, better="lower"))
    assert bench.finish() == 1
    rows = json.loads((folder / "posting.json").read_text())
    assert rows[0] == {
        "name": "posts/s", "ours": 1234.5, "peer": 100.0, "ratio": 12.345, "goal": 4, "better": "higher", "met": True,
    }  # fmt: skip
    assert (rows[1]["peer"], rows[1]["ratio"], rows[1]["met"]) == (None, None, False)
    first, second, last = out.getvalue().splitlines()
    assert first.split() == [
        "met",
        "posts/s",
        "ours",
        "1,234",
        "peer",
        "100",
        "ratio",
        "12.35",
        "goal",
        "≥",
        "4",
    ]
    assert second.split() == ["MISSED", "audit,", "s", "ours", "11.25", "goal", "≤", "10"]
    assert last.startswith("1 of 2 figures missed their goal")


def test_contestants_take_turns_and_the_first_round_is_not_counted() -> None:
    order: list[str] = []
    times = {"a": iter([9.0, 1.0, 2.0, 3.0]), "b": iter([9.0, 4.0, 5.0, 6.0])}

    def contestant(name: str) -> clock.Contestant:
        def take_turn() -> float:
            order.append(name)
            return next(times[name])

        return take_turn

    assert clock.in_turns(contestant("a"), contestant("b"), rounds=3) == (2.0, 5.0)
    assert order == ["a", "b"] * 4
