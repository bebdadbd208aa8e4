"""Rows that are pasted into a page go the way of a file."""

import dataclasses
import json
from typing import Any, Final

import pytest
from django.test import Client

from apps.contributions.core import pasting
from apps.contributions.core.reading import Row
from apps.contributions.models import Item, Upload
from apps.datanets.core import schemas
from apps.datanets.core.schemas import Part
from apps.datanets.models import Datanet
from apps.people.models import User
from tests import thread, world
from tests.contributions import sending
from tests.contributions.sending import CSV

PASTE: Final = "/d/agri-africa/agronomy/contribute/paste/"
SAID: Final = {"licence": "CC-BY-4.0", "origin": "own", "consent": "1"}
ROWS: Final = [line.split(",", 1) for line in CSV.strip().split("\n")]
TSV: Final = "\n".join("\t".join(row) for row in ROWS)
RECORDS: Final = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]
JSONL: Final = "\n".join(json.dumps(record) for record in RECORDS)


pytestmark = pytest.mark.django_db
WORDS: Final = Part(name="passage", title="Passage", least=1, most=500, required=True, kind=schemas.TEXT)


@pytest.fixture
def net(juma: User, amina: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina])


@pytest.fixture
def browser(net: Datanet, amina: User) -> Client:
    return world.browser(amina)


def paste(browser: Client, words: str, **more: str) -> Any:
    return browser.post(PASTE, {**SAID, "words": words, **more})


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        (CSV, "", "pasted.csv"),
        (CSV.replace("\n", "\r\n"), "csv", "pasted.csv"),
        (TSV, "", "pasted.tsv"),
        (TSV, "tsv", "pasted.tsv"),
        (JSONL, "", "pasted.jsonl"),
        (json.dumps(RECORDS), "", "pasted.json"),
        (json.dumps(RECORDS, indent=2), "json", "pasted.json"),
    ],
)
def test_what_is_pasted_is_read_as_a_file_is(browser: Client, words: str, kind: str, name: str) -> None:
    answer = paste(browser, words, kind=kind)
    upload = Upload.objects.get()
    assert answer.status_code == 302, answer.content
    assert answer["Location"] == f"/uploads/{upload.public_id}/"
    sending.worked()
    upload.refresh_from_db()
    assert (upload.name, upload.state, upload.counts) == (name, "inspected", {"ok": 5})
    assert (upload.licence, upload.consent is not None) == ("CC-BY-4.0", True)
    assert not Item.objects.exists()
    assert browser.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("words", "kind", "said"),
    [
        ("", "", "Paste at least one row."),
        (" \n\t\n", "", "Paste at least one row."),
        ("x" * (pasting.MOST + 1), "", "Send it as a file."),
        ("ü" * (pasting.MOST // 2 + 1), "", "Send it as a file."),
        ("How deep do beans go into heavy soil?", "", "Begin with a line that names them: question, answer."),
        ("<html><script>", "", "HTML"),
        (CSV, "json", "It should be a list of objects."),
        (JSONL, "csv", "This does not look like “Table with commas (CSV)”"),
        (CSV, "jsonl", "JSON"),
        ("question,answer\n", "csv", "heading and no rows"),
        (CSV, "lines", "lines is not one of the available choices"),
        (CSV, "zip", "zip is not one of the available choices"),
        ("a\0b", "", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(browser: Client, words: str, kind: str, said: str) -> None:
    answer = paste(browser, words, kind=kind)
    assert answer.status_code == 200
    form = answer.context["form"]
    assert said in str(form.errors.get("words" if kind not in {"lines", "zip"} else "kind", "")), form.errors
    assert not Upload.objects.exists()


def test_what_was_pasted_is_there_still_after_a_refusal(browser: Client) -> None:
    page = browser.post(PASTE, {"words": "some words, of mine", "kind": ""}).content.decode()
    assert "some words, of mine" in page
    assert "Without this it cannot be used by anybody." in page


def test_a_refusal_of_the_rules_is_a_sentence_on_the_page(browser: Client) -> None:
    answer = paste(browser, CSV, origin="third_party")
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert not Upload.objects.exists()


def test_without_an_account_one_is_asked_to_sign_in(net: Datanet) -> None:
    answer = Client().get(PASTE)
    assert (answer.status_code, answer["Location"].startswith("/accounts/")) == (302, True)


def test_whoever_may_not_give_pastes_nothing(net: Datanet) -> None:
    Datanet.objects.update(entry="invite")
    browser = world.browser(world.person("stranger"))
    assert "words" not in browser.get(PASTE).context
    assert paste(browser, CSV).status_code == 403


def test_the_three_ways_lead_to_each_other(browser: Client) -> None:
    for way in ("", "upload/", "paste/"):
        page = browser.get(f"/d/agri-africa/agronomy/contribute/{way}").content.decode()
        assert f'href="{PASTE}"' in page


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("one\ntwo, and\nthree", "lines"),
        ("one,\ntwo,", "lines"),
        ("one\nof it\n\n \ntwo", "paragraphs"),
        ("PKs are no archives here", "lines"),
        ("<html> is a word here", "lines"),
        ("Passage\none\ntwo", "csv"),
        ("source,passage\na,one\nb,two", "csv"),
        ("source\tpassage\na\tone\nb\ttwo", "tsv"),
        ('{"passage": "one"}\n{"passage": "two"}', "jsonl"),
        ('[{"passage": "one"}]', "json"),
    ],
)
def test_the_kind_is_guessed_by_content(words: str, kind: str) -> None:
    assert pasting.guessed(words, [WORDS]) == kind


def test_a_line_or_a_paragraph_is_the_only_field_there_is() -> None:
    lines = pasting.as_file('one "quoted"\n\n two ', pasting.LINES, [WORDS])
    told = [json.loads(line) for line in lines.content.decode().splitlines()]
    assert (lines.name, told) == ("pasted.jsonl", [{"passage": 'one "quoted"'}, {"passage": "two"}])
    paragraphs = pasting.as_file("one\nof it\n\n\ntwo", pasting.PARAGRAPHS, [WORDS])
    assert [row.values for row in pasting.first_rows(paragraphs) if isinstance(row, Row)] == [
        {"passage": "one\nof it"},
        {"passage": "two"},
    ]


def test_lines_are_offered_where_a_record_is_one_text_and_pasting_where_it_needs_no_file() -> None:
    picture = dataclasses.replace(WORDS, name="photo", kind=schemas.IMAGE)
    second = dataclasses.replace(WORDS, name="other")
    assert pasting.only_text([WORDS, dataclasses.replace(picture, required=False)]) == WORDS
    assert pasting.only_text([WORDS, second]) is None
    assert pasting.only_text([WORDS, picture]) is None
    assert pasting.is_possible([WORDS, second])
    assert not pasting.is_possible([WORDS, picture])
