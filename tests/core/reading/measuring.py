"""`python -m tests.core.reading.measuring FORM MEGABYTES` reads a generated file of that size.

Prints how many rows there were, how many a second, and by how many megabytes memory grew at its peak.
"""

import json
import resource
import sys
import time

from apps.contributions.core import reading
from apps.contributions.core.reading import Form, Row

_MIB = 1024 * 1024
OPENINGS = {Form.CSV: b"question,answer,language,score\n", Form.JSONL: b"", Form.JSON: b'{"rows": ['}
ENDS = {Form.CSV: b"", Form.JSONL: b"", Form.JSON: b'{"question": "the last"}]}'}
ROWS = {
    Form.CSV: b'What is word %07d?,"It is a word, as others are",en,12\n',
    Form.JSONL: b'{"question": "What is word %07d?", "answer": "It is a word, as others are", "score": 12}\n',
    Form.JSON: b'{"question": "What is word %07d?", "answer": "It is a word, as others are", "score": 12},\n',
}


class Generated:
    """Rows that are made while they are read: the file is never anywhere."""

    def __init__(self, form: Form, size: int) -> None:
        self._rest = OPENINGS[form]
        self._rows, self._left, self._end, self._next = ROWS[form], size, ENDS[form], 0

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and self._left > 0:
            some = b"".join(self._rows % number for number in range(self._next, self._next + 1000))
            self._next += 1000
            self._left -= len(some)
            self._rest += some + (self._end if self._left <= 0 else b"")
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


def main(form: Form, megabytes: int) -> None:
    list(reading.read_rows(Generated(form, 10_000), form))  # type: ignore[arg-type]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, rows = time.process_time(), 0
    bounds = reading.Bounds(rows=100_000_000)
    for row in reading.read_rows(Generated(form, megabytes * _MIB), form, bounds=bounds):  # type: ignore[arg-type]
        rows += type(row) is Row
    took = time.process_time() - begun
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    sys.stdout.write(json.dumps({"rows": rows, "a_second": int(rows / took), "grown": grown}) + "\n")


if __name__ == "__main__":
    main(Form(sys.argv[1]), int(sys.argv[2]))
