"""What no view can read is refused before any view, and never a 500."""

import json

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.api.conftest import Problem

pytestmark = pytest.mark.django_db

MISSPELLED = ["?q=%zz", "?q=%", "?q=%4", "?q=%00", "?%00=1", "?q=%ff%fe", "?q=%ed%a0%80"]


@pytest.mark.parametrize("query", MISSPELLED)
def test_a_misspelled_query_is_refused(web: Client, problem: Problem, query: str) -> None:
    problem(web.generic("GET", f"/api/v1/{query}"), 400, "invalid")
    assert web.generic("GET", f"/said{query}").status_code == 400


@pytest.mark.parametrize("path", ["/said/%00", "/said/a%00b"])
def test_a_nul_in_the_path_is_refused(web: Client, path: str) -> None:
    assert web.generic("GET", path).status_code == 400
    assert web.generic("GET", f"/api/v1{path}").status_code == 400


@pytest.mark.parametrize("name", ["%ff%fe", "%ed%a0%80", "%zz", "%"])
def test_a_path_that_is_not_utf_8_is_taken_by_its_letters(web: Client, name: str) -> None:
    assert (
        web.generic("GET", f"/said/{name}")
        .content.decode()
        .startswith(f"['{name.upper()}'".replace("%ZZ", "%zz"))
    )


def test_well_spelled_addresses_of_any_script_pass(web: Client) -> None:
    answer = web.generic("GET", "/said/%F0%9F%98%80?q=100%25&r=a+b&s=%E2%82%AC")
    assert answer.status_code == 200
    assert "'100%'" in answer.content.decode()


def test_a_cookie_with_a_nul_is_refused(web: Client) -> None:
    assert (
        web.get("/said", headers={"Cookie": r'session="\000\000\000\000\000\000\000\000"'}).status_code == 400
    )


def test_an_address_beyond_eight_thousand_characters_is_refused(web: Client, problem: Problem) -> None:
    problem(web.get("/api/v1/?q=" + "x" * 8000), 414, "address_too_long")
    assert web.get("/said?q=" + "x" * 7900).status_code == 200


def test_a_body_beyond_the_maximum_is_refused_unread(web: Client, problem: Problem) -> None:
    length = str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    answer = web.generic(
        "POST", "/api/v1/test/things", b"{}", content_type="application/json", CONTENT_LENGTH=length
    )
    problem(answer, 413, "too_large")
    endless = web.generic("POST", "/said", b"", CONTENT_LENGTH="9" * 5000)
    assert endless.status_code == 413


def test_a_body_without_a_length_is_refused(web: Client, problem: Problem) -> None:
    answer = web.generic(
        "POST", "/api/v1/test/things", b"", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH=""
    )
    problem(answer, 411, "length_required")


def test_a_body_in_another_form_is_refused(web: Client, problem: Problem) -> None:
    for kind in ("text/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        problem(web.post("/api/v1/test/things", b"x", content_type=kind), 415, "unsupported_media_type")


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"1", b'"x"', b"true"])
def test_a_body_that_is_no_object_is_refused(web: Client, problem: Problem, body: bytes) -> None:
    problem(web.post("/api/v1/test/things", body, content_type="application/json"), 400, "invalid")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"name": NaN}', "/name"),
        (b'{"name": "a", "name": "b"}', ""),
        (b'{"name": "\\ud800"}', "/name"),
        (b'{"name": "\\u0000"}', "/name"),
        (b'{"parts": [1, 99999999999999999999]}', "/parts/1"),
    ],
)
def test_a_trap_in_the_body_is_refused_with_its_place(
    web: Client, problem: Problem, body: bytes, pointer: str
) -> None:
    document = problem(
        web.post("/api/v1/test/things", body, content_type="application/json"), 400, "bad_json"
    )
    assert document["errors"][0]["pointer"] == pointer


def test_broken_json_is_refused_with_its_line(web: Client, problem: Problem) -> None:
    answer = web.post("/api/v1/test/things", b'{"name":\n', content_type="application/json")
    assert "line 2, column 1" in problem(answer, 400, "bad_json")["detail"]


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "x" * 21},
        {"name": None},
        {"name": "a", "price": {"amount": 73, "unit": "micro-OPEN"}},
        {"name": "a", "price": {"amount": "7.3", "unit": "micro-OPEN"}},
        {"name": "a", "price": {"amount": "73", "unit": "USD"}},
        {"name": "a", "price": {"amount": "73"}},
        {"name": "a", "price": {"amount": "0", "unit": "micro-OPEN"}},
        {"name": "a", "price": {"amount": "1001", "unit": "micro-OPEN"}},
        {"name": "a", "price": {"amount": "9" * 400, "unit": "micro-OPEN"}},
        {"name": "a", "price": ["73"]},
        {"name": "a", "price": {"amount": "73", "unit": "micro-OPEN", "more": 1}},
        {"name": "a", "journal": "usr_01KAE2Q4RB7Z3M9W5XV8C6D7AT"},
        {"name": "a", "journal": "txn_"},
        {"name": "a", "parts": [1, 2, 3, 4]},
        {"name": "a", "parts": [10]},
        {"name": "a", "parts": "123"},
    ],
    ids=json.dumps,
)
def test_a_value_that_does_not_fit_is_refused_with_its_place(
    web: Client, problem: Problem, sent: dict[str, object]
) -> None:
    document = problem(web.post("/api/v1/test/things", sent, content_type="application/json"), 400, "invalid")
    assert document["errors"][0]["pointer"].startswith("/")


def test_a_value_that_fits_comes_back_as_it_was_sent(web: Client) -> None:
    sent = {
        "name": "A thing",
        "price": {"amount": "73", "unit": "micro-OPEN"},
        "journal": "txn_01KAE2Q4RB7Z3M9W5XV8C6D7AT",
        "parts": [1, 2, 3],
    }
    answer = web.post("/api/v1/test/things", sent, content_type="application/json")
    assert answer.status_code == 201
    assert answer.json() == sent


@effort(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.text(st.characters(codec="latin-1"), max_size=30),
    query=st.text(st.characters(codec="latin-1"), max_size=30),
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS", "FOO"]),
    base=st.sampled_from(["/", "/said/", "/api/v1/", "/api/docs/", "/api/v1/test/types"]),
)
def test_no_address_whatsoever_is_a_500(web: Client, path: str, query: str, method: str, base: str) -> None:
    answer = web.generic(method, base, PATH_INFO=base + path, QUERY_STRING=query)
    assert answer.status_code < 500


@effort(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=60) | st.text(st.sampled_from('{}[]",:name1\\ud8')).map(str.encode))
def test_no_body_whatsoever_is_a_500(web: Client, body: bytes) -> None:
    answer = web.post("/api/v1/test/things", body, content_type="application/json")
    assert answer.status_code < 500
