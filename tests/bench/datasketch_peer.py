"""datasketch as a peer: a process of its own environment that reads one request a line and answers with seconds.

It is started by `peers.py` with the interpreter of that environment, so it imports nothing of this project. The clock
is that of its processor, around shingling, hashing and searching, so that the pipe costs nobody anything.
"""

import importlib
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

PERMUTATIONS, BANDS, ROWS = 64, 16, 4
datasketch = importlib.import_module("datasketch")
WORD = re.compile(r"[a-z0-9_]+(?:[.'][a-z0-9_]+)*")


def main() -> None:
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        documents = json.loads(Path(request["file"]).read_text(encoding="utf-8"))
        print(json.dumps(VERBS[request["verb"]](documents)), flush=True)


def sketch(documents: list[str]) -> dict[str, Any]:
    """What ours does: words, shingles of three, 64 permutations, an index of sixteen bands of four."""
    started = time.process_time()
    _indexed(documents)
    return {"seconds": time.process_time() - started}


def pairs(documents: list[str]) -> dict[str, Any]:
    """Which candidates are found for each of the second half among the first."""
    half = len(documents) // 2
    started = time.process_time()
    index = _indexed(documents[:half])
    found = [index.query(sketched) for sketched in _sketched(documents[half:])]
    return {"seconds": time.process_time() - started, "found": found}


def _indexed(documents: list[str]) -> Any:
    index = datasketch.MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    with index.insertion_session() as session:
        for number, sketched in enumerate(_sketched(documents)):
            session.insert(number, sketched)
    return index


def _sketched(documents: list[str]) -> list[Any]:
    shingles = []
    for document in documents:
        words = WORD.findall(document.lower())
        shingles.append(
            {" ".join(three).encode() for three in zip(words, words[1:], words[2:], strict=False)}
        )
    return list(datasketch.MinHash.bulk(shingles, num_perm=PERMUTATIONS))


VERBS = {"sketch": sketch, "pairs": pairs}

if __name__ == "__main__":
    main()
