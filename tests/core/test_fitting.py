"""The quick verdict on a record is the one of JSON Schema, and cells of a table become the values that they mean."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.datanets.core import fitting, schemas
from apps.datanets.core.schemas import Part
from apps.datanets.reports import wording

DIGEST = "ab" * 32
NAMES = st.from_regex(r"\A[a-z][a-z0-9_]{0,5}\Z").filter(lambda name: name not in schemas.RESERVED)
WHOLE = st.integers(-5, 5) | st.integers(-schemas.WHOLE_MOST, schemas.WHOLE_MOST)


@st.composite
def texts(draw: st.DrawFn) -> dict[str, object]:
    most = draw(st.integers(1, 12))
    least = draw(st.none() | st.integers(0, most))
    return {"type": "string", "maxLength": most} | ({} if least is None else {"minLength": least})


@st.composite
def wholes(draw: st.DrawFn) -> dict[str, object]:
    least, most = sorted([draw(WHOLE), draw(WHOLE)])
    said = {"minimum": least, "maximum": most}
    return {"type": "integer"} | {key: said[key] for key in draw(st.sets(st.sampled_from(sorted(said))))}


def media() -> st.SearchStrategy[dict[str, object]]:
    return st.builds(
        lambda kind, bounds: {
            "type": "string",
            "contentMediaType": kind,
            "pattern": schemas.SHA256,
            **bounds,
        },
        st.sampled_from(sorted(schemas.MEDIA.values())),
        st.sampled_from([{}, {"minLength": 64, "maxLength": 64}, {"minLength": 65}, {"maxLength": 3}]),
    )


FIELDS = st.one_of(
    texts(),
    wholes(),
    media(),
    st.just({"type": "boolean"}),
    st.just(
        {
            "type": "string",
            "format": "decimal",
            "pattern": schemas.DECIMAL,
            "maxLength": schemas.DECIMAL_MOST,
        }
    ),
    st.builds(
        lambda choices: {"type": "string", "enum": choices},
        st.lists(st.sampled_from(["yes", "no", "a", "1", "é"]), min_size=1, unique=True),
    ),
)
VALUES = st.one_of(
    st.text(max_size=14),
    st.sampled_from(["yes", "a", "1", "é", "", "12", "-0.5", "01", "1.", "12\n", "9" * 40, DIGEST, DIGEST.upper()]),
    st.integers(-7, 7),
    st.sampled_from([2**53 - 1, 2**53, -(2**53), 10**30]),
    st.booleans(),
    st.none(),
    st.floats(),
    st.sampled_from([3.0, -1.0]),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, object], object]:
    properties = draw(st.dictionaries(NAMES, FIELDS, min_size=1, max_size=5))
    names = sorted(properties)
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": draw(st.lists(st.sampled_from(names), unique=True)),
        "properties": properties,
    }
    asked_for = st.fixed_dictionaries({}, optional=dict.fromkeys(names, VALUES))
    record = draw(asked_for | st.dictionaries(st.sampled_from(names) | st.text(max_size=3), VALUES) | VALUES)
    return schema, record


def fits(record: object, schema: dict[str, object]) -> bool:
    try:
        schemas.check_record(record, schema)  # type: ignore[arg-type]
    except schemas.BadRecord:
        return False
    return True


@settings(max_examples=1_500)
@given(worlds())
def test_the_quick_verdict_is_the_one_of_json_schema(world: tuple[dict[str, object], object]) -> None:
    schema, record = world
    schemas.read_schema(schema)
    problems = fitting.fitter(schema).problems(record)
    assert (problems == ()) is fits(record, schema)
    for problem in problems:
        assert problem.code in fitting.CODES
        assert wording.problem_sentence(problem.code, problem.params)


@settings(max_examples=500)
@given(worlds())
def test_values_that_fit_still_fit_when_they_are_read_as_cells(
    world: tuple[dict[str, object], object],
) -> None:
    schema, record = world
    if isinstance(record, dict) and "" not in record.values() and fits(record, schema):
        cells = fitting.coerce(record, schemas.parts_of(schema))
        assert cells.keys() == record.keys()
        assert fits(cells, schema)


def part(kind: str, name: str = "it") -> Part:
    return Part(name=name, title=name, least=0, most=9, required=False, kind=kind)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (schemas.TEXT, "  as it is ", "  as it is "),
        (schemas.TEXT, 12, "12"),
        (schemas.TEXT, True, True),
        (schemas.TEXT, 1.5, 1.5),
        (schemas.CHOICE, " good ", "good"),
        (schemas.CHOICE, 1, "1"),
        (schemas.INTEGER, "12", 12),
        (schemas.INTEGER, " -3 ", -3),
        (schemas.INTEGER, "+4", 4),
        (schemas.INTEGER, "12.0", 12),
        (schemas.INTEGER, 12.0, 12),
        (schemas.INTEGER, "12.5", "12.5"),
        (schemas.INTEGER, "1,200", "1,200"),
        (schemas.INTEGER, "twelve", "twelve"),
        (schemas.INTEGER, "9" * 400, "9" * 400),
        (schemas.INTEGER, "١٢", "١٢"),
        (schemas.NUMBER, " 0.50 ", "0.50"),
        (schemas.NUMBER, 0.5, "0.5"),
        (schemas.NUMBER, 3, "3"),
        (schemas.NUMBER, 1e300, 1e300),
        (schemas.NUMBER, float("inf"), float("inf")),
        (schemas.YES_NO, "yes", True),
        (schemas.YES_NO, "TRUE", True),
        (schemas.YES_NO, "1", True),
        (schemas.YES_NO, "no", False),
        (schemas.YES_NO, 0, False),
        (schemas.YES_NO, False, False),
        (schemas.YES_NO, "perhaps", "perhaps"),
        (schemas.IMAGE, DIGEST.upper(), DIGEST),
    ],
)
def test_a_cell_becomes_the_value_that_it_means(kind: str, cell: object, value: object) -> None:
    became = fitting.coerce({"it": cell}, [part(kind)])["it"]
    assert (became, type(became)) == (value, type(value))


def test_empty_cells_are_left_out_and_strange_ones_stay_for_the_fitter_to_tell() -> None:
    raw = {"a": "", "b": None, "c": "here", "strange": "x", "empty": ""}
    parts = [part(schemas.TEXT, name) for name in "abc"]
    assert fitting.coerce(raw, parts) == {"c": "here", "strange": "x"}
    assert fitting.coerce({"strange": "x"}, [part(schemas.INTEGER)]) == {"strange": "x"}


def test_each_problem_names_its_place_and_a_sentence_says_what_is_wrong() -> None:
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["question", "label"],
        "properties": {
            "question": {"type": "string", "minLength": 8, "maxLength": 20},
            "label": {"type": "string", "enum": ["good", "bad"]},
            "age": {"type": "integer", "minimum": 0, "maximum": 120},
        },
    }
    told = {
        problem.pointer: wording.problem_sentence(problem.code, problem.params)
        for problem in fitting.fitter(schema).problems({"question": "Short", "age": 121, "a/b~c": "x"})
    }
    assert told == {
        "/question": "This has fewer than 8 letters.",
        "/age": "This is more than 120.",
        "/a~1b~0c": "The datanet does not ask for a/b~c. Leave it out, or map it to a field that is asked for.",
        "/label": "This is missing, and the datanet asks for it.",
    }


def test_a_record_of_a_million_strange_fields_is_told_of_a_few() -> None:
    schema = schemas.QUESTION_ANSWER
    problems = fitting.fitter(schema).problems({f"strange_{number}": "x" for number in range(100_000)})
    assert len(problems) == fitting.UNKNOWN_MOST + 2


@pytest.mark.parametrize(
    "beside",
    [{"minProperties": 2}, {"allOf": [{"required": ["x"]}]}, {"if": {}}, {"$id": "https://example.org/x"},
     {"$schema": "http://json-schema.org/draft-07/schema#"}, {"required": ["question", "nobody"]},
     {"title": "x" * 81}, {"patternProperties": {"": {}}}],
)  # fmt: skip
def test_a_schema_that_would_judge_by_more_than_its_fields_is_refused(beside: dict[str, object]) -> None:
    with pytest.raises(schemas.BadSchema):
        schemas.read_schema({**schemas.QUESTION_ANSWER, **beside})
