"""One child, the crew that looks after it, and the guard: with `sleep` and small scripts in place of servers."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from openledger.supervisor import children, crew, guard, roll
from openledger.supervisor.children import Program
from openledger.supervisor.failures import CannotStart
from openledger.supervisor.places import Places, make_var
from tests.cluster import ROOT
from tests.supervisor.house import are_gone, wait_for

SLEEPER = (sys.executable, "-c", "import time; time.sleep(600)")
#: Ignores a polite request, and has a child of its own that does too.
_REFUSING = """
import signal, subprocess, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen(["sleep", "600"])
time.sleep(600)
"""
STUBBORN = (sys.executable, "-c", _REFUSING)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(home=tmp_path)
    make_var(made)
    return made


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def team(places: Places, said: list[str]) -> Iterator[crew.Crew]:
    made = crew.Crew(
        places.var / "children.json", lambda name, text: said.append(f"{name} {text}"), logs=places.logs
    )
    yield made
    made.stop()


def quiet(_name: str, _text: str) -> None:
    """Nobody listens."""


def a_team(places: Places) -> crew.Crew:
    return crew.Crew(places.var / "children.json", quiet, logs=places.logs)


def entries(places: Places) -> dict[str, roll.Entry]:
    return {entry.name: entry for entry in roll.read(places.var / "children.json")}


def look_after(team: crew.Crew, done: Callable[[], bool]) -> None:
    team.wait_until(done, name="sleeper", seconds=20)


def test_the_pause_doubles_up_to_half_a_minute() -> None:
    assert [children.pause(failures) for failures in (1, 2, 3, 4)] == [0.25, 0.5, 1.0, 2.0]
    assert children.pause(50) == children.LONGEST_PAUSE == 30.0


def test_a_child_that_fails_waits_longer_each_time_and_is_forgiven_when_it_holds(places: Places) -> None:
    child = children.Child(Program(name="sleeper", command=SLEEPER), places.logs)
    assert [child.bury(now=1.0), child.bury(now=2.0), child.bury(now=3.0)] == [0.25, 0.5, 1.0]
    assert not child.is_due(now=3.9)
    assert child.is_due(now=4.0)
    assert child.bury(now=3.0 + children.STEADY + 1) == 0.25


def test_what_dies_is_started_again_and_said(team: crew.Crew, places: Places, said: list[str]) -> None:
    team.start(Program(name="sleeper", command=SLEEPER))
    first = entries(places)["sleeper"].pid
    os.kill(first, signal.SIGKILL)
    look_after(
        team, lambda: entries(places).get("sleeper") is not None and entries(places)["sleeper"].pid != first
    )
    assert said == ["sleeper ended (killed by SIGKILL); starts again in 0.25 s"]


def test_stopping_ends_the_stubborn_and_their_children(places: Places) -> None:
    team = a_team(places)
    team.start(Program(name="stubborn", command=STUBBORN, patience=0.3))
    top = psutil.Process(entries(places)["stubborn"].pid)
    wait_for(top.children)
    everybody = [top, *top.children()]
    team.stop()
    assert are_gone(everybody)


def test_the_highest_rank_stops_first(places: Places, tmp_path: Path) -> None:
    note = tmp_path / "order"
    team = a_team(places)
    for rank, name in enumerate(("database", "worker", "web")):
        team.start(Program(name=name, rank=rank, command=(sys.executable, "-c", _notes_its_end(note, name))))
    wait_for(lambda: all((tmp_path / f"{name}.ready").exists() for name in ("database", "worker", "web")))
    team.stop()
    assert note.read_text().split() == ["web", "worker", "database"]


def test_a_job_that_fails_ends_the_start_with_the_end_of_its_log(team: crew.Crew) -> None:
    team.start_job(
        Program(name="migrate", command=(sys.executable, "-c", "raise SystemExit('no such table')"))
    )
    with pytest.raises(CannotStart, match=r"(?s)migrate failed with code 1\..*no such table"):
        team.finish_job("migrate")


def test_what_never_answers_ends_the_start_with_a_sentence(team: crew.Crew) -> None:
    team.start(Program(name="sleeper", command=SLEEPER))
    with pytest.raises(CannotStart, match="sleeper did not answer within 0 s"):
        team.wait_until(lambda: False, name="sleeper", seconds=0.3)


def test_important_lines_reach_the_console_and_others_do_not(team: crew.Crew, said: list[str]) -> None:
    speech = "import time; print('all is well'); print('[error    ] the roof is on fire'); time.sleep(600)"
    team.start(Program(name="sleeper", command=(sys.executable, "-u", "-c", speech)))
    look_after(team, lambda: bool(said))
    assert said == ["sleeper [error    ] the roof is on fire"]


def test_a_guard_that_was_killed_is_replaced(team: crew.Crew, places: Places) -> None:
    team.start(Program(name="sleeper", command=SLEEPER))
    (first,) = _guards(places)
    first.kill()
    look_after(team, lambda: bool(_guards(places)) and _guards(places) != [first])


def test_the_guard_stops_everybody_when_the_supervisor_is_gone(places: Places) -> None:
    """The supervisor here is a script that is killed as hard as can be."""
    code = f"""
        import time
        from pathlib import Path
        from openledger.supervisor import crew
        from openledger.supervisor.children import Program
        from openledger.supervisor.places import Places
        places = Places(home=Path({str(places.home)!r}))
        team = crew.Crew(places.var / "children.json", print, logs=places.logs)
        team.start(Program(name="stubborn", command={STUBBORN!r}, patience=0.3))
        time.sleep(600)
    """
    supervisor = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT)
    wait_for(lambda: "stubborn" in entries(places))
    top = psutil.Process(entries(places)["stubborn"].pid)
    wait_for(top.children)
    everybody = [top, *top.children()]
    supervisor.kill()
    supervisor.wait()
    wait_for(lambda: are_gone(everybody), seconds=20)
    wait_for(lambda: not (places.var / "children.json").exists(), seconds=20)


def test_who_was_left_by_a_killed_guard_is_ended_at_the_next_start(places: Places) -> None:
    left = subprocess.Popen(SLEEPER, start_new_session=True)
    entry = roll.Entry("sleeper", left.pid, roll.born(left.pid), 0, signal.SIGTERM, 5.0)
    roll.write(places.var / "children.json", [entry])
    a_team(places).stop()
    assert left.wait(timeout=5) == -signal.SIGTERM


def test_an_id_that_means_another_process_by_now_is_left_alone(places: Places) -> None:
    bystander = subprocess.Popen(SLEEPER, start_new_session=True)
    entry = roll.Entry("sleeper", bystander.pid, roll.born(bystander.pid) - 1000, 0, signal.SIGTERM, 5.0)
    roll.write(places.var / "children.json", [entry])
    a_team(places).stop()
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_a_roll_that_cannot_be_read_is_an_empty_one(places: Places) -> None:
    note = places.var / "children.json"
    note.write_text('[{"name": "half')
    assert roll.read(note) == []


def _notes_its_end(note: Path, name: str) -> str:
    return (
        "import signal, sys, time, pathlib\n"
        f"def end(*_):\n    pathlib.Path({str(note)!r}).open('a').write({name!r} + ' ')\n    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        f"pathlib.Path({str(note.with_name(name + '.ready'))!r}).touch()\n"
        "time.sleep(600)\n"
    )


def _guards(places: Places) -> list[psutil.Process]:
    found = []
    for process in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            if guard.__name__ in process.cmdline() and str(places.var / "children.json") in process.cmdline():
                found.append(process)
    return found


def test_a_signal_is_heard_at_once(places: Places) -> None:
    """What waits for a server to answer ends when somebody asks to stop."""
    team = a_team(places)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        team.listen_to_signals()
        team.start(Program(name="sleeper", command=SLEEPER))
        os.kill(os.getpid(), signal.SIGTERM)
        begun = time.monotonic()
        with pytest.raises(crew.Stopped):
            team.wait_until(lambda: False, name="sleeper", seconds=60)
        assert time.monotonic() - begun < 5
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        team.stop()
