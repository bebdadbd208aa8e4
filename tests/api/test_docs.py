"""The documentation is served from here alone, under the strict policy, and lists every refusal there is."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from apps.foundation.errors import DomainError
from openledger.api.schema import PROBLEM
from openledger.pages import api_docs

pytestmark = pytest.mark.django_db

CODE = re.compile(PROBLEM["properties"]["code"]["pattern"])
PAGES = ["/api/docs/", "/api/docs/errors"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_loads_nothing_from_another_host_and_has_nothing_inline(web: Client, address: str) -> None:
    answer = web.get(address)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//(?!testserver)""", html) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=", html) == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_comes_under_the_strict_policy(web: Client, address: str) -> None:
    policy = web.get(address)["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_files_of_the_reference_are_our_own(web: Client) -> None:
    html = web.get("/api/docs/").content.decode()
    for name in re.findall(r'/static/([^"]+)"', html):
        assert finders.find(name), name
    assert "swagger-ui-bundle.js" in html


def test_without_javascript_the_reference_is_a_table_of_operations(web: Client) -> None:
    html = web.get("/api/docs/").content.decode()
    table = html[html.index("<table") : html.index("</table>")]
    assert "/api/v1/ledger/journals" in table
    assert "GET" in table


def test_every_refusal_of_the_code_is_listed_once_and_can_be_linked_to(web: Client) -> None:
    html = web.get("/api/docs/errors").content.decode()
    codes = {kind.code for kind in _kinds(DomainError)}
    assert {"bad_json", "too_tired", "insufficient_funds", "wrong_cursor"} <= codes
    for code in codes:
        assert html.count(f'id="{code}"') == 1, code


def test_every_refusal_says_what_it_means() -> None:
    for group in api_docs.groups():
        assert [refusal.code for refusal in group.refusals if not 5 < len(str(refusal.meaning)) < 200] == []
        assert [refusal.code for refusal in group.refusals if not CODE.fullmatch(refusal.code)] == []


def test_two_kinds_of_refusal_never_share_a_code_of_different_status() -> None:
    codes = [refusal.code for group in api_docs.groups() for refusal in group.refusals]
    assert len(set(codes)) == len(codes)


def test_the_type_of_a_problem_leads_to_its_line(web: Client) -> None:
    document = web.get("/api/v1/test/raise/too_tired").json()
    address, _, anchor = document["type"].partition("#")
    page = web.get(address[address.index("/api/") :])
    assert f'id="{anchor}"' in page.content.decode()


def _kinds(family: type[DomainError]) -> Iterator[type[DomainError]]:
    for kind in family.__subclasses__():
        yield kind
        yield from _kinds(kind)
