"""Fields make a schema and a schema tells its fields; whatever a page could not ask for is refused with its name."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.datanets.core import fitting, modalities, schemas, starting_points
from apps.datanets.core.schemas import Part
from apps.datanets.reports import wording

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20)
NAMES = st.from_regex(r"\A[a-z][a-z0-9_]{0,8}\Z").filter(lambda name: name not in schemas.RESERVED)


@st.composite
def parts(draw: st.DrawFn) -> Part:
    kind = draw(st.sampled_from(schemas.KINDS))
    least, most = 0, 0
    choices: tuple[str, ...] = ()
    if kind == schemas.TEXT:
        most = draw(st.integers(1, schemas.ANSWER_MOST))
        least = draw(st.integers(0, most))
    elif kind == schemas.INTEGER:
        bounds = st.integers(-schemas.WHOLE_MOST, schemas.WHOLE_MOST)
        least, most = sorted([draw(bounds), draw(bounds)])
    elif kind == schemas.CHOICE:
        choices = tuple(draw(st.lists(WORDS, min_size=1, max_size=5, unique=True)))
    elif kind == schemas.NUMBER:
        most = schemas.DECIMAL_MOST
    return Part(
        name=draw(NAMES), title=draw(WORDS), least=least, most=most, required=draw(st.booleans()), kind=kind,
        choices=choices, help=draw(st.just("") | WORDS),
    )  # fmt: skip


@given(st.lists(parts(), min_size=1, max_size=6, unique_by=lambda part: part.name))
def test_fields_make_a_schema_that_tells_the_same_fields_in_their_order(fields: list[Part]) -> None:
    schema = schemas.schema_of(fields)
    kept = json.loads(json.dumps(schemas.read_schema(schema), sort_keys=True))
    assert schemas.parts_of(kept) == tuple(fields)
    fitting.fitter(kept)


def test_the_order_is_said_only_where_it_is_not_that_of_what_is_required() -> None:
    first = Part(name="first", title="First", least=0, most=9, required=False)
    last = Part(name="last", title="Last", least=0, most=9, required=True)
    assert schemas.ORDER not in schemas.schema_of([last, first])
    assert schemas.schema_of([first, last])[schemas.ORDER] == ["first", "last"]


@pytest.mark.parametrize(
    "order", [["question"], ["question", "question"], ["question", "answer", "more"], "question", {"a": 1}, [1, 2]]
)  # fmt: skip
def test_an_order_that_does_not_name_every_field_once_is_refused(order: object) -> None:
    with pytest.raises(schemas.BadSchema, match=schemas.ORDER):
        schemas.read_schema({**schemas.QUESTION_ANSWER, schemas.ORDER: order})


@pytest.mark.parametrize("point", starting_points.ALL.values(), ids=lambda point: point.key)
def test_every_starting_point_can_be_published_as_it_is(point: starting_points.StartingPoint) -> None:
    assert schemas.read_schema(point.schema) == point.schema
    assert point.modality in modalities.ALL
    assert wording.starting_schema(point.key).keys() == point.schema.keys()


@pytest.mark.parametrize("modality", modalities.ALL)
def test_there_is_a_starting_point_for_every_modality(modality: str) -> None:
    assert any(point.modality == modality for point in starting_points.ALL.values())


def test_starting_points_are_offered_in_the_language_of_the_reader() -> None:
    offered = {key: (title, explanation) for key, title, explanation in wording.starting_points_offered()}
    assert list(offered) == list(starting_points.ALL)
    assert offered["question_answer"][0] == "Questions and answers"
    assert schemas.parts_of(wording.starting_schema("speech"))[0].title == "Recording"


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Part("a", "A", 8, 8_000, required=True), "8 to 8,000 letters"),
        (Part("a", "A", 0, 500, required=True), "up to 500 letters"),
        (Part("a", "A", 0, 0, required=True, kind="choice", choices=("good", "bad")), "one of good, bad"),
        (Part("a", "A", 0, 0, required=True, kind="choice", choices=tuple("abcdefgh")), "one of a, b, c, d, e, f, …"),
        (Part("a", "A", 1900, 2100, required=True, kind="integer"), "a whole number from 1900 to 2100"),
        (Part("a", "A", 0, schemas.WHOLE_MOST, required=True, kind="integer"), "a whole number, 0 or more"),
        (Part("a", "A", -schemas.WHOLE_MOST, 9, required=True, kind="integer"), "a whole number, 9 or less"),
        (Part("a", "A", -schemas.WHOLE_MOST, schemas.WHOLE_MOST, required=True, kind="integer"), "a whole number"),
        (Part("a", "A", 0, 0, required=True, kind="yes_no"), "yes or no"),
    ],
)  # fmt: skip
def test_a_field_is_told_in_plain_words(part: Part, words: str) -> None:
    assert wording.part_in_words(part) == words


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_every_kind_has_its_words(kind: str) -> None:
    assert wording.part_in_words(Part("a", "A", 0, 9, required=True, kind=kind, choices=("x",)))
