"""Every refusal is a problem document for a program and a page for a person, and both name the request."""

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from structlog.testing import capture_logs

from apps.people.authentication.sessions import SessionStore
from apps.people.models import User
from tests.api.conftest import Problem

pytestmark = pytest.mark.django_db

FORESEEN = {
    "invalid": (400, "invalid", "That is wrong."),
    "missing": (404, "missing", "There is no such thing."),
    "not_allowed": (403, "not_allowed", "Not you."),
    "conflict": (409, "conflict", "Not now that it is shut."),
    "too_tired": (409, "too_tired", "Not after midnight."),
    "unaffordable": (402, "unaffordable", "You have 3, it costs 5."),
    "unavailable": (503, "unavailable", "The rail does not answer."),
    "refused": (400, "refused", "No."),
    "http404": (404, "missing", "There is no such thing at this address."),
    "said404": (404, "missing", "The book has no such journal."),
    "denied": (403, "not_allowed", "You may not do that."),
    "suspicious": (400, "invalid", "The request could not be understood."),
    "too_big": (413, "too_large", "The body is larger than what is read at once."),
    "no_database": (503, "unavailable", "The database does not answer."),
    "bug": (500, "internal", "Something broke that should not have."),
}
OF_THE_FRAMEWORK = {
    "parse": (400, "invalid", "Not like that."),
    "one": (400, "invalid", "First."),
    "framework_bug": (500, "internal", "Something broke that should not have."),
}


@pytest.mark.parametrize("name", FORESEEN | OF_THE_FRAMEWORK)
def test_a_program_gets_a_problem_document(web: Client, problem: Problem, name: str) -> None:
    status, code, detail = (FORESEEN | OF_THE_FRAMEWORK)[name]
    document = problem(web.get(f"/api/v1/test/raise/{name}"), status, code)
    assert document["detail"] == detail
    assert document["instance"] == f"/api/v1/test/raise/{name}"


@pytest.mark.parametrize("name", FORESEEN)
def test_a_person_gets_a_page_with_the_same_sentence_and_the_number_of_the_request(
    web: Client, name: str
) -> None:
    status, _code, detail = FORESEEN[name]
    response = web.get(f"/raise/{name}")
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    assert detail in response.content.decode()
    assert response["X-Request-Id"] in response.content.decode()
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["denied", "suspicious", "too_big", "no_database", "bug", "framework_bug"])
def test_what_an_error_says_inside_is_not_told(web: Client, name: str) -> None:
    assert b"secret" not in web.get(f"/api/v1/test/raise/{name}").content
    assert b"secret" not in web.get(f"/raise/{name}").content


def test_places_are_named_by_pointer_or_parameter(web: Client, problem: Problem) -> None:
    document = problem(web.get("/api/v1/test/raise/invalid"), 400, "invalid")
    assert document["errors"] == [
        {"pointer": "/a/0", "detail": "Too wrong."},
        {"parameter": "limit", "detail": "Too much."},
    ]


def test_nested_findings_of_the_framework_become_pointers(web: Client, problem: Problem) -> None:
    document = problem(web.get("/api/v1/test/raise/many"), 400, "invalid")
    assert document["errors"] == [
        {"pointer": "/a", "detail": "First."},
        {"pointer": "/b~0/0/c~1d", "detail": "Second."},
        {"pointer": "", "detail": "All."},
    ]
    assert document["detail"] == "Several things are wrong: each is named below."


def test_what_is_quoted_is_short_escaped_and_encodable(web: Client, problem: Problem) -> None:
    assert len(problem(web.get("/api/v1/test/raise/quoted"), 400, "invalid")["detail"]) == 1000
    page = web.get("/raise/quoted").content.decode()
    assert "<b>" not in page
    assert "half" in page


@pytest.mark.parametrize("name", ["unavailable", "no_database"])
def test_what_is_out_of_reach_says_when_to_ask_again(web: Client, name: str) -> None:
    for address in (f"/api/v1/test/raise/{name}", f"/raise/{name}"):
        assert int(web.get(address)["Retry-After"]) > 0


@pytest.mark.parametrize("address", ["/api/nowhere", "/api/v1/nowhere/at/all", "/api/v2/"])
def test_an_api_address_that_leads_nowhere_is_a_problem(web: Client, problem: Problem, address: str) -> None:
    problem(web.get(address), 404, "missing")


@pytest.mark.parametrize("address", ["/nowhere", "/api/docs/nowhere"])
def test_any_other_address_that_leads_nowhere_is_a_page(web: Client, address: str) -> None:
    response = web.get(address)
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")
    assert response["X-Request-Id"] in response.content.decode()


def test_a_wrong_method_names_the_right_ones(web: Client, problem: Problem) -> None:
    response = web.delete("/api/v1/test/things")
    problem(response, 405, "method_not_allowed")
    assert "POST" in response["Allow"]


def test_a_form_of_answer_that_there_is_not_is_refused(web: Client, problem: Problem) -> None:
    problem(web.get("/api/v1/", headers={"Accept": "image/png"}), 406, "not_acceptable")


def test_a_stranger_who_may_not_is_asked_who_it_is(web: Client, problem: Problem) -> None:
    response = web.post("/api/v1/test/once", content_type="application/json")
    problem(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_key_that_is_none_is_401_everywhere(web: Client, problem: Problem) -> None:
    for bad in ("Bearer", "Bearer x", "Bearer olp_" + "0" * 36, "Bearer \xff\xfe", "Bearer " + "x" * 5000):
        problem(web.get("/api/v1/", headers={"Authorization": bad}), 401, "not_authenticated")


def test_a_host_that_is_not_ours_is_a_problem_or_a_plain_page(web: Client, problem: Problem) -> None:
    problem(web.get("/api/v1/", headers={"Host": "evil.example"}), 400, "invalid")
    page = web.get("/said", headers={"Host": "evil.example"})
    assert page.status_code == 400
    assert page["X-Request-Id"] in page.content.decode()


def test_a_form_without_its_token_is_told_so_on_a_page() -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/said", {"a": "b"})
    assert page.status_code == 403
    assert "The form was open for too long" in page.content.decode()
    assert page["X-Request-Id"] in page.content.decode()


def test_a_session_without_its_token_may_read_the_api_and_not_write(problem: Problem, amina: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amina)
    assert strict.get("/api/v1/test/types").status_code == 200
    problem(strict.post("/api/v1/test/once", {}, content_type="application/json"), 403, "not_allowed")


@pytest.mark.parametrize("address", ["/api/docs/", "/api/docs/errors"])
def test_a_page_names_the_methods_that_it_takes(web: Client, address: str) -> None:
    page = web.post(address)
    assert page.status_code == 405
    assert page["Allow"] == "GET, HEAD"
    assert "This address takes GET, HEAD." in page.content.decode()
    assert page["X-Request-Id"] in page.content.decode()


def test_without_a_database_whoever_is_signed_in_is_told_so(
    web: Client, problem: Problem, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_database(_session: SessionStore) -> None:
        raise OperationalError("secret")

    web.force_login(amina)
    monkeypatch.setattr(SessionStore, "load", no_database)
    with capture_logs() as lines:
        problem(web.get("/api/v1/test/types"), 503, "unavailable")
        page = web.get("/")
    assert page.status_code == 503
    assert "The database does not answer." in page.content.decode()
    assert page["X-Request-Id"] in page.content.decode()
    assert {"database_out_of_reach", "frame_not_shown"} <= {line["event"] for line in lines}


def test_when_the_frame_cannot_be_shown_a_plain_page_is(web: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("the frame needs the database")

    monkeypatch.setattr("openledger.problems.render", broken)
    page = web.get("/raise/no_database")
    text = page.content.decode()
    assert page.status_code == 503
    assert "The database does not answer." in text
    assert page["X-Request-Id"] in text
    assert not re.search(r"style=|<script|https?://", text)
