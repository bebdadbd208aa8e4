"""Texts to bands beside datasketch: how many a core, how many copies are found, and how many of those are copies."""

import json
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from apps.contributions.core import sketching
from tests.bench import clock, intake_texts, peers, report
from tests.bench.report import Figure, Report

PEER: Final = Path(__file__).with_name("datasketch_peer.py")
TEXTS: Final = 6_000
EDITS: Final = 0.05


def run(book: Report) -> None:
    """In turns, each by the clock of its own processor."""
    interpreter = peers.environment("datasketch", ["datasketch==2.0.0"])
    plain = list(intake_texts.texts(TEXTS))
    with peers.started(interpreter, PEER) as datasketch:
        file = _written(plain, "plain")
        ours, theirs = clock.in_turns(
            lambda: _indexing(plain), lambda: datasketch.ask("sketch", file=str(file)), rounds=5
        )
        name = "short texts to shingles, bands and an index in memory, texts/s a core; peer: datasketch"
        book.add(Figure(name, TEXTS / ours, TEXTS / theirs))
        book.add(Figure("the same, ours alone", TEXTS / ours, goal=15_000))
        for each, how in ((False, "exactly 5 % of the words changed"), (True, "each word changed with 5 %")):
            _quality(book, datasketch, plain, how, each=each)


def _quality(book: Report, datasketch: peers.Peer, plain: Sequence[str], how: str, *, each: bool) -> None:
    chance = random.Random(intake_texts.SEED + each)
    half = len(plain) // 2
    originals = plain[:half]
    copies = [intake_texts.edited(text, EDITS, chance=chance, each=each) for text in originals]
    file = _written([*originals, *copies], "pairs")
    datasketch.send({"verb": "pairs", "file": str(file)})
    theirs = [set(found) for found in datasketch.answer()["found"]]
    ours = _pairs(originals, copies)
    verified = [
        {number for number in found if sketching.similarity(originals[number], copy) >= sketching.NEAR}
        for found, copy in zip(ours, copies, strict=True)
    ]
    book.add(Figure(f"recall, {how}; peer: datasketch", _recall(verified), _recall(theirs)))
    book.add(Figure(f"recall, {how}", _recall(verified), goal=0.97))
    book.add(Figure(f"precision after verification, {how}", _precision(verified), goal=0.95))
    book.add(
        Figure(f"precision of candidates, {how}; peer: datasketch", _precision(ours), _precision(theirs))
    )


def _indexing(texts: Sequence[str]) -> float:
    started = time.process_time()
    _index(texts)
    return time.process_time() - started


def _index(texts: Sequence[str]) -> dict[int, list[int]]:
    index: defaultdict[int, list[int]] = defaultdict(list)
    for number, bands in enumerate(sketching.bands(texts, salt=1)):
        for band in bands:
            index[band].append(number)
    return index


def _pairs(originals: Sequence[str], copies: Sequence[str]) -> list[set[int]]:
    index = _index(originals)
    return [
        {number for band in bands for number in index.get(band, ())}
        for bands in sketching.bands(copies, salt=1)
    ]


def _recall(found: Sequence[set[int]]) -> float:
    return sum(number in one for number, one in enumerate(found)) / len(found)


def _precision(found: Sequence[set[int]]) -> float:
    named = sum(map(len, found))
    return sum(number in one for number, one in enumerate(found)) / named if named else 1.0


def _written(texts: Sequence[str], name: str) -> Path:
    place = report.folder() / f"intake-{name}.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(texts), encoding="utf-8")
    return place
