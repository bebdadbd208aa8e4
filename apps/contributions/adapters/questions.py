"""The operator's folder of benchmark questions, `OPENLEDGER_BENCHMARKS`: files of text with one question a line."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

import structlog
from django.conf import settings

from apps.contributions.core.checks import contamination
from apps.contributions.core.checks.contamination import Questions

log = structlog.get_logger(__name__)

FILES_MOST: Final = 200
BYTES_MOST: Final = 50 * 1024 * 1024


def benchmark_questions() -> Questions:
    """All of them, read once in the life of a process; none where the operator names no folder."""
    return _read(str(settings.BENCHMARKS))


@lru_cache(maxsize=4)
def _read(folder: str) -> Questions:
    if not folder:
        return Questions({})
    paths = [path for path in sorted(Path(folder).glob("*.txt")) if path.is_file()]
    if not paths:
        log.warning("benchmarks_not_found", folder=folder)
    return contamination.questions_of((path.stem, _lines(path)) for path in paths[:FILES_MOST])


def _lines(path: Path) -> Iterator[str]:
    if path.stat().st_size > BYTES_MOST:
        log.warning("benchmark_too_large", file=path.name, most=BYTES_MOST)
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        yield from lines
