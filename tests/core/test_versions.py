"""Numbers of versions have one spelling, an order, and a rule for which comes next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.snapshots.core import versions
from apps.snapshots.core.versions import Version

PARTS = st.integers(0, 12) | st.integers(0, versions.PART_MOST)
VERSIONS = st.builds(Version, PARTS, PARTS, PARTS)
#: Of the column: three parts and two dots are never longer.
LENGTH_MOST = 32
COUNTS = ("added", "removed", "changed")


@given(VERSIONS)
def test_a_version_is_read_as_it_is_written(version: Version) -> None:
    assert versions.parse(str(version)) == version
    assert len(str(version)) <= LENGTH_MOST


@given(st.text("0123456789.", max_size=12))
def test_what_can_be_read_has_no_other_spelling(text: str) -> None:
    try:
        version = versions.parse(text)
    except ValueError:
        return
    assert str(version) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "1", "1.0", "1.0.0.0", "v1.0.0", "1.0.0-rc1", "1.0.0+5", " 1.0.0", "1.0.0 ", "1.0.0\n", "1,0,0",
        "01.0.0", "1.00.0", "1.0.-1", "+1.0.0", "1..0", ".0.0", "1_0.0.0", "1.0.1e3", "١.0.0", "１.0.0", "1.0.²",
        "1000000000.0.0", "1.0.1000000000", "1" * 5_000 + ".0.0",
    ],
)  # fmt: skip
def test_anything_else_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match=r"1\.0\.0"):
        versions.parse(text)


def test_versions_are_ordered_by_number_and_not_by_letter() -> None:
    spelled = ["2.0.0", "1.10.0", "1.9.0", "0.99.99", "1.9.10", "1.9.9"]
    ordered = ["0.99.99", "1.9.0", "1.9.9", "1.9.10", "1.10.0", "2.0.0"]
    assert [str(version) for version in sorted(map(versions.parse, spelled))] == ordered


@pytest.mark.parametrize("parts", [(-1, 0, 0), (0, 10**9, 0), (0, 0, True), (1.0, 0, 0), ("1", 0, 0)])
def test_a_part_is_a_whole_number_of_nine_digits_at_most(parts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="nine digits"):
        Version(*parts)


@pytest.mark.parametrize(
    ("counts", "suggested"),
    [
        ({"added": 5}, "1.3.0"),
        ({"added": 5, "context_changed": True}, "1.3.0"),
        ({"context_changed": True}, "1.2.4"),
        ({"removed": 1}, "2.0.0"),
        ({"changed": 1}, "2.0.0"),
        ({"added": 9, "removed": 1, "changed": 1, "context_changed": True}, "2.0.0"),
    ],
)
def test_the_number_says_what_a_new_version_breaks(counts: dict[str, int], suggested: str) -> None:
    assert str(suggest(Version(1, 2, 3), **counts)) == suggested


def test_the_first_version_is_one() -> None:
    assert str(suggest(None, added=3)) == "1.0.0"
    assert str(suggest(None, added=3, context_changed=True)) == "1.0.0"


def test_without_anything_new_there_is_no_next_version() -> None:
    assert suggest(Version(1, 2, 3)) is None
    assert suggest(None) is None
    assert suggest(None, context_changed=True) is None


@given(
    VERSIONS,
    st.fixed_dictionaries(dict.fromkeys(COUNTS, st.integers(0, 3)) | {"context_changed": st.booleans()}),
)
def test_what_is_suggested_comes_after(previous: Version, counts: dict[str, int]) -> None:
    try:
        suggested = suggest(previous, **counts)
    except ValueError:
        assert versions.PART_MOST in (previous.major, previous.minor, previous.patch)
        return
    assert (suggested is None) == (not any(counts.values()))
    assert suggested is None or suggested > previous


@pytest.mark.parametrize("count", COUNTS)
def test_fewer_than_no_items_is_refused(count: str) -> None:
    with pytest.raises(ValueError, match="fewer than no items"):
        suggest(Version(1, 0, 0), **{count: -1})


@pytest.mark.parametrize("count", ["removed", "changed"])
def test_a_first_version_cannot_change_what_was_not_there(count: str) -> None:
    with pytest.raises(ValueError, match="first version"):
        suggest(None, **{"added": 1, count: 1})


def suggest(previous: Version | None, **counts: int) -> Version | None:
    """Whatever is not said did not change."""
    return versions.suggest(previous, **{**dict.fromkeys((*COUNTS, "context_changed"), 0), **counts})  # type: ignore[arg-type]
