"""Bands are found again in any order and version, shared by what is alike, and by nothing else."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.contributions.core import features, sketching
from apps.contributions.core.earlier import WINDOW, Earlier
from apps.contributions.core.sketching import BANDS, MILLION, NEAR, Subject

TEXT = "Top-dress maize when it stands knee high, about four to five weeks after planting, before rain is expected."
TEXTS = st.text(max_size=80) | st.lists(
    st.sampled_from(["maize", "nitrogen", "玉", "ไน", "don't"]), max_size=20
).map(" ".join)


def of(text: str, salt: int = 1) -> list[int]:
    ((*numbers,),) = sketching.bands([text], salt=salt)
    return numbers


def test_bands_are_the_same_in_every_version_of_what_they_are_made_with() -> None:
    """Another value here means another version of `SKETCHES`, and all sketches made anew."""
    assert sketching.SKETCHES == "word-shingles-3:1+minhash-16x4:1"
    assert of(TEXT)[:2] == PINNED
    assert of("Knee high.") == PINNED_SHORT
    assert sketching.look_bands(-81985529216486896, salt=1)[0] == PINNED_LOOK


PINNED = [7492347292027842191, 436497993230279314]
PINNED_SHORT = [7784587273927112185]
PINNED_LOOK = 1946383154424713924


@given(st.lists(TEXTS, max_size=6))
def test_a_batch_has_the_bands_of_each_and_they_fit_into_64_bits(texts: list[str]) -> None:
    many = sketching.bands(texts, salt=7)
    assert many == [of(text, 7) for text in texts]
    assert all(-(2**63) <= number < 2**63 for numbers in many for number in numbers)
    assert {len(numbers) for numbers in many} <= {0, 1, BANDS}


@given(TEXTS)
def test_what_is_normalised_alike_has_the_same_bands(text: str) -> None:
    assert of(features.normalised(text)) == of(text)
    assert bool(of(text)) == bool(features.normalised(text))


def test_two_datanets_share_no_band() -> None:
    assert not set(of(TEXT, 1)) & set(of(TEXT, 2))


def test_few_words_are_the_same_or_they_are_not() -> None:
    assert of("Knee high!") == of("knee HIGH")
    assert not set(of("knee high")) & set(of("knee higher"))
    assert sketching.similarity("knee high now", "knee high then") == 0
    assert sketching.similarity("Knee high!", "knee high") == MILLION
    assert sketching.similarity("?!", "?!") == MILLION
    assert sketching.similarity("", "") == MILLION


def edited(words: list[str], chance: random.Random, part: float) -> str:
    """So many of the words, one at least, are replaced, taken out or joined by another."""
    now = list(words)
    for at in chance.sample(range(len(now)), max(1, round(part * len(now)))):
        other = f"word{chance.randrange(10**6)}"
        now[at] = chance.choice([other, "", f"{now[at]} {other}"])
    return " ".join(word for word in now if word)


def test_of_a_thousand_texts_with_five_in_a_hundred_words_changed_hardly_one_is_missed() -> None:
    chance = random.Random(20_261_124)
    vocabulary = [f"w{number}" for number in range(3_000)]
    texts = [chance.choices(vocabulary, k=chance.randint(30, 100)) for _ in range(1_000)]
    originals = sketching.bands([" ".join(words) for words in texts], salt=1)
    copies = [edited(words, chance, 0.05) for words in texts]
    found = [
        bool(set(one) & set(other)) and sketching.similarity(" ".join(words), copy) >= NEAR
        for words, copy, one, other in zip(
            texts, copies, originals, sketching.bands(copies, salt=1), strict=True
        )
    ]
    assert sum(found) >= 970
    owners: dict[int, int] = {}
    strangers = sum(
        1 for at, numbers in enumerate(originals) for number in numbers if owners.setdefault(number, at) != at
    )
    assert strangers <= 5


def test_pictures_within_three_bits_share_a_quarter_and_captions_do_not_count() -> None:
    chance = random.Random(3)
    for _ in range(200):
        look = chance.getrandbits(64) - 2**63
        near = look
        for bit in chance.sample(range(63), 3):
            near ^= 1 << bit
        assert set(sketching.look_bands(look, salt=1)) & set(sketching.look_bands(near, salt=1))
        one = Subject("a leaf", ("a" * 64,), (look,))
        assert sketching.likeness(one, Subject("another leaf", ("b" * 64,), (near,))) == 61 * MILLION // 64
        assert sketching.likeness(one, Subject("a leaf", ("c" * 64,), (look ^ 0b1111,))) == 0
        assert sketching.likeness(one, Subject("a leaf", ("b" * 64,), (None,))) == 0
        assert sketching.likeness(one, Subject("a leaf")) == 0


def test_the_same_bytes_are_alike_whatever_they_are() -> None:
    sound = Subject("a song", ("a" * 64,), (None,))
    ((band,),) = sketching.sketches([sound], salt=1)
    assert [[band]] == sketching.sketches([Subject("other words", ("a" * 64,), (None,))], salt=1)
    assert sketching.likeness(sound, Subject("other words", ("a" * 64,), (None,))) == MILLION


@pytest.mark.parametrize(
    "text", ["a" * 8_000, "a " * 4_000, "\u200b" * 8_000, "e\u0301" * 4_000, "玉" * 8_000, "a'" * 4_000]
)
def test_a_text_made_to_be_slow_takes_no_longer_than_others(text: str) -> None:
    started = time.process_time()
    of(text)
    sketching.similarity(text, text + "!")
    assert time.process_time() - started < 0.5


def test_unseen_letters_hide_no_copy() -> None:
    hidden = "\u200b".join(TEXT)
    assert of(hidden) == of(TEXT)


@given(
    st.lists(
        st.tuples(st.binary(min_size=32, max_size=32), st.lists(st.integers(-9, 9), max_size=4)), max_size=40
    )
)
def test_earlier_rows_are_found_by_hash_and_by_band_and_the_first_is_named(
    rows: list[tuple[bytes, list[int]]],
) -> None:
    earlier, by_hash, by_band = Earlier(), dict[bytes, int](), dict[int, int]()
    for number, (digest, bands) in enumerate(rows):
        assert earlier.with_hash([digest]) == [by_hash.get(digest, -1)]
        assert earlier.sharing([bands]) == [sorted({by_band[band] for band in bands if band in by_band})]
        earlier.put([number], [digest], [bands])
        by_hash.setdefault(digest, number)
        for band in bands:
            by_band.setdefault(band, number)


def test_a_file_of_many_rows_forgets_bands_in_the_end_and_never_hashes() -> None:
    earlier, step = Earlier(), WINDOW // 4
    for start in range(0, 3 * WINDOW, step):
        numbers = range(start, start + step)
        digests = [number.to_bytes(8, "big") * 4 for number in numbers]
        earlier.put(numbers, digests, [[number] for number in numbers])
    assert earlier.with_hash([(5).to_bytes(8, "big") * 4]) == [5]
    assert earlier.sharing([[5], [3 * WINDOW - 5], [3 * WINDOW + 1]]) == [[], [3 * WINDOW - 5], []]
