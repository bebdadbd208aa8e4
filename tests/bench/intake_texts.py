"""Texts as short as answers are, with words that follow each other as in prose, the same in every run."""

import pydoc_data.topics
import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

SHORTEST, LONGEST = 30, 100
SEED: Final = 20_261_124


def texts(count: int, *, seed: int = SEED) -> Iterator[str]:
    """Each word was seen to follow the one before it, in the manual of the language that this is written in."""
    chance, following = random.Random(seed), _following()
    words = sorted(following)
    for _ in range(count):
        said = [chance.choice(words)]
        for _ in range(chance.randint(SHORTEST, LONGEST) - 1):
            said.append(chance.choice(following.get(said[-1]) or words))
        yield " ".join(said)


def edited(text: str, part: float, *, chance: random.Random, each: bool = False) -> str:
    """So many of the words are replaced, left out or joined by another: exactly so many, or `each` with that chance."""
    words = text.split()
    exact = chance.sample(range(len(words)), max(1, round(part * len(words))))
    for at in [at for at in range(len(words)) if chance.random() < part] if each else exact:
        other = f"w{chance.randrange(10**6)}"
        words[at] = chance.choice([other, "", f"{words[at]} {other}"])
    return " ".join(word for word in words if word)


def _following() -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for topic in sorted(pydoc_data.topics.topics.values()):
        for one, other in pairwise(topic.split()):
            found[one].append(other)
    return found
