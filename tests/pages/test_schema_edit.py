"""The editor of a record schema: by rows and by JSON, with and without a browser's help, and what it warns of."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.contributions.reports import misfits
from apps.datanets.core import schemas, starting_points
from apps.datanets.forms.schema import SchemaDraft, name_of
from apps.datanets.models import Datanet, Rules
from apps.people.models import User
from tests import thread, world
from tests.world import NOW

MOST_QUESTIONS = 8
EDITOR = "/d/agri-africa/agronomy/schema/edit/"
LABELLED = [
    {"title": "Text", "name": "text", "kind": "text", "required": "on", "least": "1", "most": "500"},
    {"title": "Label", "name": "", "kind": "choice", "required": "on", "choices": "good\r\n bad \r\n\r\n"},
    {"title": "Year of harvest", "kind": "integer", "least": "1900", "help": "Of the crop."},
]


@pytest.fixture
def net(juma: User, amina: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina])


def sent(rows: list[dict[str, str]], do: str = "publish", **more: str) -> dict[str, str]:
    cells = {f"fields-{number}-{name}": said for number, row in enumerate(rows) for name, said in row.items()}
    return {"tab": "fields", "do": do, "fields-TOTAL_FORMS": str(len(rows)), **cells, **more}


def titles(draft: SchemaDraft) -> list[str]:
    return [str(form["title"].value() or "") for form in draft.formset.forms]


def drafted(rows: list[dict[str, str]], do: str, **more: str) -> SchemaDraft:
    return SchemaDraft(sent(rows, do, **more), begins=schemas.QUESTION_ANSWER)


@pytest.mark.django_db
def test_rows_become_the_next_version_of_the_rules(net: Datanet, juma: User) -> None:
    answer = world.browser(juma).post(EDITOR, sent(LABELLED))
    assert answer["Location"] == "/d/agri-africa/agronomy/rules/"
    newest, before = Rules.objects.order_by("-number")
    text, label, year = schemas.parts_of(newest.record_schema)
    assert (text.name, text.least, text.most) == ("text", 1, 500)
    assert (label.name, label.choices, label.required) == ("label", ("good", "bad"), True)
    assert (year.name, year.least, year.most, year.help) == (
        "year_of_harvest",
        1900,
        2**53 - 1,
        "Of the crop.",
    )
    assert (newest.licence, newest.min_reviews, newest.votes_wanted) == (
        before.licence, before.min_reviews, before.votes_wanted,
    )  # fmt: skip
    assert before.record_schema == schemas.QUESTION_ANSWER


@pytest.mark.django_db
def test_it_may_hold_from_a_later_day_and_never_from_before(net: Datanet, juma: User) -> None:
    browser = world.browser(juma)
    past = browser.post(EDITOR, sent(LABELLED, holds_from="2000-01-01T00:00"))
    assert "never from before" in past.content.decode()
    assert browser.post(EDITOR, sent(LABELLED, holds_from="2999-01-01T00:00")).status_code == 302
    assert Rules.objects.in_force(net, NOW).record_schema == schemas.QUESTION_ANSWER


@pytest.mark.django_db
def test_only_curators_edit_it(net: Datanet, amina: User) -> None:
    assert world.browser(amina).get(EDITOR).status_code == 403
    assert world.browser(amina).post(EDITOR, sent(LABELLED)).status_code == 403
    assert world.browser().get(EDITOR)["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_the_page_begins_with_what_stands_and_shows_what_contributors_see(net: Datanet, juma: User) -> None:
    page = world.browser(juma).get(EDITOR).content.decode()
    assert 'value="Question"' in page
    assert "preview-question" in page
    assert "preview-answer" in page


@pytest.mark.django_db
def test_nothing_is_published_but_by_its_button(net: Datanet, juma: User) -> None:
    for do in (
        "preview",
        "add",
        "up-1",
        "down-0",
        "remove-0",
        "begin",
        "as_json",
        "as_fields",
        "nothing",
        "up-99",
        "up-x",
    ):
        assert world.browser(juma).post(EDITOR, sent(LABELLED, do, point="rows")).status_code == 200, do
    assert Rules.objects.count() == 1


def test_rows_are_added_moved_and_removed_by_buttons() -> None:
    assert titles(drafted(LABELLED, "add")) == ["Text", "Label", "Year of harvest", ""]
    assert titles(drafted(LABELLED, "up-1")) == ["Label", "Text", "Year of harvest"]
    assert titles(drafted(LABELLED, "up-0")) == ["Text", "Label", "Year of harvest"]
    assert titles(drafted(LABELLED, "down-1")) == ["Text", "Year of harvest", "Label"]
    assert titles(drafted(LABELLED, "down-2")) == ["Text", "Label", "Year of harvest"]
    assert titles(drafted(LABELLED, "remove-1")) == ["Text", "Year of harvest"]
    assert titles(drafted(LABELLED, "remove-7")) == ["Text", "Label", "Year of harvest"]


@pytest.mark.parametrize("key", starting_points.ALL)
def test_it_begins_anew_with_a_starting_point(key: str) -> None:
    draft = drafted(LABELLED, "begin", point=key)
    assert draft.schema is not None
    assert schemas.parts_of(draft.schema) == schemas.parts_of(starting_points.ALL[key].schema)


def test_the_order_of_fields_is_kept() -> None:
    draft = drafted(LABELLED, "up-2")
    assert draft.schema is not None
    assert [part.name for part in schemas.parts_of(draft.schema)] == ["text", "year_of_harvest", "label"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"title": "Good", "kind": "choice"}, "good is one of 1 to 100 choices"),
        ({"title": "Twice", "kind": "choice", "choices": "a\na"}, "twice is one of 1 to 100 choices"),
        ({"title": "Licence", "kind": "text"}, "licence cannot be the name of a field"),
        ({"title": "1st", "kind": "text"}, "1st cannot be the name of a field"),
        ({"title": "Frage", "name": "Frage", "kind": "text"}, "Frage cannot be the name of a field"),
        ({"title": "質問", "kind": "text"}, "cannot be the name of a field"),
        ({"title": "Long", "kind": "text", "most": "8001"}, "long is a text of at most 8000 letters"),
        ({"title": "Upside", "kind": "text", "least": "9", "most": "8"}, "upside is a text of at most"),
        ({"title": "Down", "kind": "integer", "least": "9", "most": "8"}, "down is a whole number between two bounds"),
        ({"title": "Text", "kind": "text"}, "Two fields are called text."),
    ],
)  # fmt: skip
def test_what_cannot_be_a_field_is_said_at_its_row(row: dict[str, str], sentence: str) -> None:
    draft = drafted([*LABELLED, row], "publish")
    assert not draft.is_valid()
    said = [str(error) for form in draft.formset.forms for error in form.non_field_errors()]
    assert len(said) == 1
    assert sentence in said[0]
    assert draft.error == ""


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"kind": "text"}, "title"),
        ({"title": "a", "kind": "picture"}, "kind"),
        ({"title": "a" * 81, "kind": "text"}, "title"),
        ({"title": "a", "kind": "text", "most": "many"}, "most"),
        ({"title": "a", "kind": "text", "help": "x" * 301}, "help"),
        ({"title": "a", "kind": "integer", "least": str(-(2**53))}, "least"),
    ],
)
def test_what_cannot_stand_in_a_cell_is_said_there(row: dict[str, str], field: str) -> None:
    draft = drafted([row], "publish")
    assert list(draft.formset.forms[0].errors) == [field]
    assert not draft.is_valid()


def test_no_field_at_all_is_no_schema() -> None:
    draft = drafted([], "publish")
    assert not draft.is_valid()
    assert "named properties" in draft.error


def as_json(text: str, do: str = "publish") -> SchemaDraft:
    return SchemaDraft({"tab": "json", "do": do, "schema": text}, begins=schemas.QUESTION_ANSWER)


def changed(**field: Any) -> str:
    schema = json.loads(json.dumps(schemas.QUESTION_ANSWER))
    schema["properties"]["question"] |= field
    return json.dumps(schema)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not JSON"),
        ('{"type": "object",', "at line 1, column"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ("[]", "begins with {"),
        ("[" * 100_000, "deep"),
        ("{}", "named properties"),
        (changed(maxLength=-1), "/properties/question/maxLength: That is not a JSON Schema"),
        (changed(pattern=".*"), "/properties/question/pattern: question says pattern"),
        (changed(type=["string", "null"]), "/properties/question: question is a text, a choice"),
        (changed(**{"$ref": "https://evil.example/x"}), "/properties/question/$ref"),
        ("x" * 600_001, "600,000 letters"),
        ('{"\\ud800": 1}', "surrogate"),
    ],
)
def test_json_that_is_no_schema_is_told_where(text: str, sentence: str) -> None:
    draft = as_json(text)
    assert not draft.is_valid()
    assert sentence in draft.error


@pytest.mark.django_db
def test_json_is_published_as_well(net: Datanet, juma: User) -> None:
    text = json.dumps(starting_points.ALL["classification"].schema)
    answer = world.browser(juma).post(EDITOR, {"tab": "json", "do": "publish", "schema": text})
    assert answer.status_code == 302
    assert Rules.objects.latest("number").record_schema == starting_points.ALL["classification"].schema


def test_the_two_tabs_show_the_same_schema() -> None:
    shown = drafted(LABELLED, "as_json")
    assert shown.tab == "json"
    assert json.loads(shown.text) == shown.schema
    back = as_json(shown.text, "as_fields")
    assert (back.tab, back.schema, titles(back)) == (
        "fields",
        shown.schema,
        ["Text", "Label", "Year of harvest"],
    )
    broken = as_json("{", "as_fields")
    assert (broken.tab, broken.text) == ("json", "{")
    unnamed = drafted([{"kind": "text"}], "as_json")
    assert unnamed.tab == "fields"


PLACES = [
    "do",
    "tab",
    "schema",
    "point",
    "holds_from",
    "fields-TOTAL_FORMS",
    "fields-0-title",
    "fields-0-kind",
    "fields-0-least",
    "fields-0-most",
    "fields-0-choices",
    "fields-0-required",
    "fields-1-title",
]
SAID = [
    *[
        "publish",
        "preview",
        "as_json",
        "as_fields",
        "json",
        "begin",
        "add",
        "up-0",
        "down--1",
        "remove-00",
        "2",
        "-1",
        "text",
        "choice",
        "integer",
        "rows",
    ],
    *("9" * 20, "\x00", "é", "", "{}", "null", "[1]", '{"properties": 1}', "²"),
]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(PLACES), st.sampled_from(SAID)))
def test_nothing_that_is_posted_breaks_the_editor(posted: dict[str, str]) -> None:
    draft = SchemaDraft(posted, begins=schemas.QUESTION_ANSWER)
    draft.is_valid()
    for form in draft.formset.forms:
        assert form.as_div()


@pytest.mark.parametrize(
    ("title", "name"),
    [("Date of harvest", "date_of_harvest"), ("  Größe (cm) ", "groe_cm"), ("Wie heißt's?", "wie_heit_s"), ("質問", ""),
     ("x" * 80, "x" * 40)],
)  # fmt: skip
def test_a_name_is_made_of_the_title(title: str, name: str) -> None:
    assert name_of(title) == name


@pytest.mark.django_db
def test_items_that_would_not_fit_are_counted_before_it_is_published(
    net: Datanet, juma: User, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        thread.reviewed(
            thread.item(amina, net, question=f"What of bean {number}?", answer=f"{number} {thread.ANSWER}"),
            juma,
        )
    browser = world.browser(juma)
    page = browser.post(EDITOR, sent(LABELLED, "preview")).content.decode()
    assert "3 of 3 accepted items would not fit this schema." in page
    assert "would not fit" not in browser.get(EDITOR).content.decode()
    monkeypatch.setattr(misfits, "LOOKED_AT_MOST", 2)
    page = browser.post(EDITOR, sent(LABELLED, "preview")).content.decode()
    assert "2 of the newest 2 accepted items would not fit this schema." in page


@pytest.mark.django_db
def test_the_editor_asks_few_questions(net: Datanet, juma: User) -> None:
    browser = world.browser(juma)
    browser.get(EDITOR)
    with CaptureQueriesContext(connection) as asked:
        assert browser.post(EDITOR, sent(LABELLED, "preview")).status_code == 200
    assert len(asked) <= MOST_QUESTIONS
