"""Names that readers could mistake, or could not see, are refused; whatever is accepted can be kept."""

import re
import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.people.core import names, pseudonyms, reserved
from apps.people.core.names import BadName


@pytest.mark.parametrize("handle", ["amina", "Amina-O", "li-wei", "x9y", "a1-b2-c3", "A" * 30, "  amina  "])
def test_plain_handles_are_taken(handle: str) -> None:
    assert names.read_handle(handle).text == handle.strip()


@pytest.mark.parametrize(
    "handle",
    [
        "", "ab", "a" * 31, "-amina", "amina-", "am--ina", "am_ina", "am.ina", "am ina", "amína", "\u0430mina",
        "\uff41mina", "am\u200bina", "am\u202eina", "admin", "Ad-Min", "OPENLEDGER", "quiet-heron-4821", "usr_01K9",
    ],
)  # fmt: skip
def test_handles_that_deceive_or_are_kept_back_are_refused(handle: str) -> None:
    with pytest.raises(BadName):
        names.read_handle(handle)


def test_two_spellings_of_one_handle_share_a_skeleton() -> None:
    assert names.read_handle("AMINA").skeleton == names.read_handle("amina").skeleton
    assert names.skeleton("\uff21\uff2d\uff29\uff2e\uff21") == "amina"


@given(st.text(max_size=40))
def test_whatever_is_accepted_as_a_handle_is_plain_ascii_and_short(text: str) -> None:
    try:
        handle = names.read_handle(text)
    except BadName:
        return
    assert re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", handle.text)
    assert 3 <= len(handle.text) <= 30
    assert handle.skeleton == handle.text.lower()


@pytest.mark.parametrize(
    "slug", ["Agri", "1st-place", "a", "a" * 41, "new", "api", "agri_africa", "agri--africa"]
)
def test_addresses_of_communities_are_small_letters_and_not_kept_back(slug: str) -> None:
    with pytest.raises(BadName):
        names.read_slug(slug)


@pytest.mark.parametrize("name", ["Amina Otieno", "李伟", "Σοφία", "Nguyễn Văn A", "محمد", "O'Brien", "👩 x"])
def test_names_of_every_script_are_taken(name: str) -> None:
    assert names.read_name(name, field="name") == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "hidden",
    [
        "\u200b",
        "\u200d",
        "\u202e",
        "\u2066",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u3164",
        "\u2800",
        "\x07",
        "\U000e0041",
    ],
)
def test_characters_that_cannot_be_seen_or_turn_the_line_are_in_no_name(hidden: str) -> None:
    with pytest.raises(BadName):
        names.read_name(f"Ami{hidden}na", field="name")


@given(st.text(max_size=80))
def test_a_name_that_was_taken_is_taken_again_and_shows_something(text: str) -> None:
    try:
        name = names.read_name(text, field="name")
    except BadName:
        return
    assert names.read_name(name, field="name") == name
    assert 1 <= len(name) <= names.NAME_MOST
    assert name == name.strip()


def test_prose_keeps_the_joiners_that_scripts_and_emoji_need_and_loses_what_turns_lines() -> None:
    assert names.read_text("\u0645\u06cc\u200c\u062e 👩\u200d🌾\nzwei", field="bio", most=100).endswith(
        "zwei"
    )
    for bad in ("a\u202eb", "a\x00b", "x" * 101):
        with pytest.raises(BadName):
            names.read_text(bad, field="bio", most=100)


@given(st.randoms(use_true_random=False))
def test_every_pseudonym_fits_its_column_and_can_be_nobodys_handle(random: Random) -> None:
    made = pseudonyms.make(random.randrange)
    assert re.fullmatch(names.PSEUDONYM_PATTERN, made)
    assert len(made) <= 40
    with pytest.raises(BadName):
        names.read_handle(made)


def test_there_are_far_more_pseudonyms_than_people() -> None:
    assert len(set(pseudonyms.ADJECTIVES)) * len(set(pseudonyms.ANIMALS)) * pseudonyms.NUMBERS > 100_000_000


def test_words_kept_back_are_written_as_handles_are_compared() -> None:
    assert all(word == names.skeleton(word) for word in reserved.WORDS)
