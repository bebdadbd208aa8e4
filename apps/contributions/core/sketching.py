"""What near copies are found by without reading everything: a text becomes sixteen numbers, its bands.

MinHash over the shingles of `features`, in bands of four: two texts share a band with the probability s**4, where s is
their similarity. Who shares one is a candidate and no more; `similarity` of the shingles decides. A text of a few words
is found by exactly these words, and an image by the quarters of its look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from apps.contributions.core import features

#: Whatever changes a band changes this name, and sketches under another name are not compared.
SKETCHES: Final = f"{features.FEATURES}+minhash-16x4:1"
BANDS: Final = 16
ROWS: Final = 4
SEED: Final = 20_261_124
#: Fewer words than these have too few shingles for a similarity to mean anything.
WORDS_LEAST: Final = 8
#: In parts per million of similarity: from here on a text is a near copy, and people are told how near.
NEAR: Final = 500_000
MILLION: Final = 1_000_000

#: Two looks that differ in at most so many of their 64 bits are of one picture: then a quarter is the same in both.
LOOK_BITS: Final = 3
LOOK_QUARTERS: Final = 4

Numbers = NDArray[np.uint64]
_MASK: Final = 2**64 - 1
_SHORT, _QUARTERS, _BYTES = 1_000, 2_000, 3_000  # places beyond those of the bands of long texts


@dataclass(frozen=True, slots=True)
class Subject:
    """What of a record is compared: its media where it names any, by bytes and by look, and its texts otherwise.

    Two pictures with one caption are no copies, and one picture with two captions is.
    """

    text: str = ""
    media: tuple[str, ...] = ()
    #: The look of each of the media, in their order; None for a sound, a document and what is not stored here.
    looks: tuple[int | None, ...] = ()


def sketches(subjects: Sequence[Subject], *, salt: int) -> list[list[int]]:
    """The bands of each, as signed numbers of 64 bits; none of what says nothing.

    The salt is the datanet's: bands of two datanets never meet.
    """
    found = bands(["" if subject.media else subject.text for subject in subjects], salt=salt)
    for numbers, subject in zip(found, subjects, strict=True):
        for sha256, look in zip(subject.media, subject.looks, strict=True):
            numbers.append(_placed(int(sha256[:16], 16), salt, _BYTES))
            numbers.extend([] if look is None else look_bands(look, salt=salt))
    return found


def likeness(one: Subject, other: Subject) -> int:
    """How much two subjects are alike, in parts per million: of several media, the least alike counts."""
    if not one.media and not other.media:
        return similarity(one.text, other.text)
    if len(one.media) != len(other.media):
        return 0
    pairs = zip(one.media, one.looks, other.media, other.looks, strict=True)
    return min(_alike(*pair) for pair in pairs)


def bands(texts: Sequence[str], *, salt: int) -> list[list[int]]:
    """The bands of each text, as signed numbers of 64 bits; none for a text that says nothing.

    The salt is the datanet's: bands of two datanets never meet.
    """
    said = [features.words(text) for text in texts]
    long = [number for number, words in enumerate(said) if len(words) >= WORDS_LEAST]
    found: list[list[int]] = [_of_few(text, words, salt) for text, words in zip(texts, said, strict=True)]
    for number, of_one in zip(long, _of_many([said[number] for number in long], salt), strict=True):
        found[number] = of_one
    return found


def similarity(one: str, other: str) -> int:
    """How much of their shingles two texts share, in parts per million; few words are the same or they are not."""
    here, there = features.words(one), features.words(other)
    if here == there:
        return MILLION if here or features.normalised(one) == features.normalised(other) else 0
    if min(len(here), len(there)) < WORDS_LEAST:
        return 0
    return features.similarity(_shingles(here), _shingles(there))


def look_bands(look: int, *, salt: int) -> list[int]:
    """The quarters of a perceptual hash, each as a band."""
    bits = look & _MASK
    quarters = [bits >> 16 * place & 0xFFFF for place in range(LOOK_QUARTERS)]
    return [_placed(quarter, salt, _QUARTERS + place) for place, quarter in enumerate(quarters)]


def look_distance(one: int, other: int) -> int:
    """In how many bits two perceptual hashes differ."""
    return ((one ^ other) & _MASK).bit_count()


def look_similarity(one: int, other: int) -> int:
    """How many of the 64 bits are the same, in parts per million."""
    return (64 - look_distance(one, other)) * MILLION // 64


def _alike(one: str, look: int | None, other: str, other_look: int | None) -> int:
    if one == other:
        return MILLION
    if look is None or other_look is None or look_distance(look, other_look) > LOOK_BITS:
        return 0
    return look_similarity(look, other_look)


def _shingles(words: Sequence[str]) -> frozenset[features.Shingle]:
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _of_few(text: str, words: Sequence[str], salt: int) -> list[int]:
    if len(words) >= WORDS_LEAST:
        return []
    spelled = " ".join(words) or features.normalised(text)
    if not spelled:
        return []
    ((number,),) = RMinHash.hash_token_sets([[spelled]])
    return [_placed(number, salt, _SHORT)]


def _of_many(said: Sequence[Sequence[str]], salt: int) -> list[list[int]]:
    if not said:
        return []
    tokens = [list(map(" ".join, zip(words, words[1:], words[2:], strict=False))) for words in said]
    rows = RMinHash.digest_matrix_from_token_sets(tokens, BANDS * ROWS, SEED).to_rows()
    parts = np.array(rows, dtype=np.uint64).reshape(len(said), BANDS, ROWS)
    found = np.array([_seed(salt, place) for place in range(BANDS)], dtype=np.uint64)[None, :]
    for place in range(ROWS):
        found = _mixed(found ^ parts[:, :, place])
    answer: list[list[int]] = found.view(np.int64).tolist()
    return answer


def _mixed(numbers: Numbers) -> Numbers:
    """The finisher of splitmix64: every bit of the number moves every bit of the answer."""
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _mixed_one(number: int) -> int:
    number = (number + 0x9E3779B97F4A7C15) & _MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
    return number ^ (number >> 31)


@lru_cache(maxsize=4096)
def _seed(salt: int, place: int) -> int:
    return _mixed_one(_mixed_one(salt) + place)


def _placed(number: int, salt: int, place: int) -> int:
    return _signed(_mixed_one(_seed(salt, place) ^ number))


def _signed(number: int) -> int:
    return number - 2**64 if number >= 2**63 else number
