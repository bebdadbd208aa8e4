"""Every code that reading can give has a sentence, which says all that the code came with."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from apps.contributions.core import reading
from apps.contributions.reports import problems
from apps.datanets.reports import wording

FOLDER = Path(reading.__file__).parent
#: Raised or yielded with a code that is not written there, but found in a table or by another function.
FOUND_ELSEWHERE = {
    "compressed", "other_archive", "old_office", "other_image", "other_sound", "program", "spreadsheet", "other_office",
    "svg", "markup", "bad_encoding", "nul", "surrogate", "too_many_cells", "too_few_cells", "guessed_encoding",
    "mixed_encoding", "names_author", "no_text", "truncated", "broken_image",
}  # fmt: skip
ALL = {**problems.OF_FILES, **problems.OF_ROWS, **problems.FLAGS}


def given() -> Iterator[tuple[str, frozenset[str]]]:
    """Each code that is written beside a refusal, a broken row or a flag, and the names of what it comes with."""
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield from of_call(node, node.func.id)


def of_call(node: ast.Call, name: str) -> Iterator[tuple[str, frozenset[str]]]:
    place = {"Unreadable": 0, "Fault": 0, "Flag": 0, "BrokenRow": 2}.get(name, 99)
    code = node.args[place] if len(node.args) > place else None
    if not isinstance(code, ast.Constant):
        return
    told = {word.arg for word in node.keywords if word.arg}
    for one in node.args:
        if isinstance(one, ast.Dict):
            told |= {str(key.value) for key in one.keys if isinstance(key, ast.Constant)}
    yield str(code.value), frozenset(told)


GIVEN = sorted(set(given()), key=lambda one: (one[0], sorted(one[1])))


def _named(given: str | frozenset[str]) -> str:
    """The same on every worker, whatever the order of a set."""
    return given if isinstance(given, str) else " ".join(sorted(given))


@pytest.mark.parametrize(("code", "told"), GIVEN, ids=_named)
def test_every_code_has_a_sentence_that_says_what_it_was_given(code: str, told: frozenset[str]) -> None:
    sentence = problems.sentence(code, dict.fromkeys(told, 12345))
    assert sentence.endswith(".")
    assert "%" not in sentence


def test_no_sentence_is_for_a_code_that_is_never_given() -> None:
    assert set(ALL) - {code for code, _ in GIVEN} - FOUND_ELSEWHERE == set()


@pytest.mark.parametrize("code", sorted(FOUND_ELSEWHERE))
def test_codes_of_tables_have_sentences_too(code: str) -> None:
    assert problems.sentence(code, {"found": 3, "wanted": 2})


def test_codes_of_reading_are_not_those_of_records() -> None:
    assert set(ALL) & set(wording._PROBLEMS) == set()
    assert problems.knows("formula")
    assert not problems.knows("too_short")


def test_sizes_are_said_as_people_say_them() -> None:
    with translation.override("en"):
        assert "64.0\xa0MB" in problems.sentence("file_too_large", {"most": 64 * 1024 * 1024})
        assert "1,000,000 rows" in problems.sentence("too_many_rows", {"most": 1_000_000})
        assert problems.sentence("row_too_long", {"most": 5}) == "The row has more than 5 letters."


def test_sentences_are_whole_and_do_not_shout() -> None:
    said = [str(sentence) for sentence in ALL.values()]
    assert [one for one in said if not re.fullmatch(r"[A-Z%][^!]*\.", one)] == []
