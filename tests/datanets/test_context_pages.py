"""The pages of the context: its form with rows and a preview, every version, and what two of them differ by."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.datanets.core import limits
from apps.datanets.core.contexts import ContextParts, Source, Term
from apps.datanets.models import Context, Datanet
from apps.datanets.reports import context as report
from apps.datanets.services import publishing
from apps.people.models import User
from tests import thread, world
from tests.world import NOW

pytestmark = pytest.mark.django_db
MOST_QUESTIONS = 8
HOME = "/d/agri-africa/agronomy/context/"
EDIT = f"{HOME}edit/"
WHOLE = ContextParts(
    "Say **how much**.",
    good="Five grams.",
    bad="It depends.",
    wanted="Beans.",
    glossary=(Term("beans", "dry ones"),),
    sources=(Source("Handbook", "https://example.org/book", "doses"),),
)
FORM = {
    "guidelines": "Say **how much**.", "good": "Five grams.", "bad": "It depends.", "wanted": "Beans.",
    "terms-TOTAL_FORMS": "3", "terms-INITIAL_FORMS": "0",
    "terms-0-term": "", "terms-0-meaning": " ",
    "terms-1-term": "beans", "terms-1-meaning": "dry ones",
    "sources-TOTAL_FORMS": "1", "sources-INITIAL_FORMS": "0",
    "sources-0-title": "Handbook", "sources-0-url": "https://example.org/book", "sources-0-note": "doses",
}  # fmt: skip


@pytest.fixture
def net(juma: User, amina: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina])


def post(person: User, **more: str) -> str:
    return " ".join(world.browser(person).post(EDIT, FORM | more, follow=True).content.decode().split())


def page(path: str, person: User | None = None) -> str:
    answer = world.browser(person).get(path, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_all_parts_are_published_and_shown(net: Datanet, juma: User) -> None:
    assert "The context is published." in post(juma, do="publish")
    assert Context.objects.newest(net).parts == WHOLE
    shown = page(HOME)
    for said in ("<strong>how much</strong>", "Five grams.", "It depends.", "Beans.", "dry ones",
                 '<a href="https://example.org/book" rel="nofollow noopener ugc">Handbook</a>'):  # fmt: skip
        assert said in shown


def test_the_form_begins_with_what_stands(net: Datanet, juma: User) -> None:
    publishing.publish_context(actor=juma, datanet=net, parts=WHOLE, now=NOW)
    form = page(EDIT, juma)
    for said in (
        "Say **how much**.",
        'value="beans"',
        'value="https://example.org/book"',
        "<strong>how much</strong>",
    ):
        assert said in form
    post(juma, do="publish")
    assert Context.objects.filter(datanet=net).count() == 2


@pytest.mark.parametrize("do", ["preview", "more_terms", "more_sources", "anything"])
def test_looking_and_adding_rows_publishes_nothing_and_loses_nothing(
    net: Datanet, juma: User, do: str
) -> None:
    form = post(juma, do=do, guidelines="# Now *this*", **{"terms-0-term": "half"})
    assert Context.objects.filter(datanet=net).count() == 1
    for said in (
        "<h4>Now <em>this</em></h4>",
        "# Now *this*",
        'value="half"',
        'value="dry ones"',
        'value="doses"',
    ):
        assert said in form
    assert "This field is required" not in form


def test_more_rows_are_more(net: Datanet, juma: User) -> None:
    before, after = post(juma, do="preview"), post(juma, do="more_terms")
    assert after.count('name="terms-') > before.count('name="terms-')
    assert after.count('name="sources-') == before.count('name="sources-')


@pytest.mark.parametrize(
    ("more", "formset", "row", "field"),
    [
        ({"terms-2-term": "half"}, "terms", 2, "meaning"),
        ({"terms-2-meaning": "half"}, "terms", 2, "term"),
        ({"terms-2-term": "Beans", "terms-2-meaning": "again"}, "terms", 2, "term"),
        ({"sources-0-url": "javascript:alert(1)"}, "sources", 0, "url"),
        ({"sources-0-title": ""}, "sources", 0, "title"),
        ({"sources-0-note": "x" * 301}, "sources", 0, "note"),
    ],
)
def test_what_is_wrong_in_a_row_is_said_there(
    net: Datanet, juma: User, more: dict[str, str], formset: str, row: int, field: str
) -> None:
    answer = world.browser(juma).post(EDIT, FORM | more | {"do": "publish"})
    errors = [form.errors for form in getattr(answer.context["forms"], formset).forms]
    assert list(errors[row]) == [field]
    assert sum(map(len, errors)) == 1
    assert Context.objects.filter(datanet=net).count() == 1


@pytest.mark.parametrize(
    "more",
    [
        {"guidelines": ""},
        {"guidelines": "x" * (limits.GUIDELINES_MOST + 1)},
        {"good": "\u202eturned"},
        {"terms-TOTAL_FORMS": "100000"},
        {"terms-TOTAL_FORMS": "many"},
        {"terms-TOTAL_FORMS": "-1", "guidelines": ""},
        {"sources-INITIAL_FORMS": "9" * 50, "guidelines": ""},
    ],
)
@pytest.mark.parametrize("do", ["publish", "preview", "more_terms"])
def test_bad_input_is_a_form_again(net: Datanet, juma: User, more: dict[str, str], do: str) -> None:
    answer = world.browser(juma).post(EDIT, FORM | more | {"do": do})
    assert answer.status_code == 200
    assert Context.objects.filter(datanet=net).count() == 1


def test_a_hostile_source_is_not_a_link_in_the_preview_either(net: Datanet, juma: User) -> None:
    shown = post(juma, do="preview", **{"sources-0-url": "javascript:alert(1)"})
    assert 'href="javascript' not in shown


def test_every_version_has_its_page_and_two_of_them_a_difference(net: Datanet, juma: User) -> None:
    publishing.publish_context(actor=juma, datanet=net, parts=WHOLE, now=NOW)
    assert thread.GUIDELINES in page(f"{HOME}1/")
    assert "An earlier version" in page(f"{HOME}1/")
    differing = page(f"{HOME}1...2/")
    assert '<ins><span class="vh">added:</span>beans: dry ones</ins>' in differing
    assert "<del>" in differing
    assert "These two say the same." in page(f"{HOME}2...2/")
    for path in ("3/", "1...3/", "0...1/"):
        assert world.browser().get(f"{HOME}{path}").status_code == 404
    assert world.browser().get(f"{HOME}{'9' * 30}/").status_code == 404


def test_it_stands_beside_the_tasks(net: Datanet, juma: User, amina: User) -> None:
    publishing.publish_context(actor=juma, datanet=net, parts=WHOLE, now=NOW)
    thread.item(amina, net)
    for path in (
        "/d/agri-africa/agronomy/contribute/",
        "/d/agri-africa/agronomy/review/",
        "/d/agri-africa/agronomy/rules/",
    ):
        shown = page(path, juma)
        for said in ("<strong>how much</strong>", "Five grams.", "It depends.", "dry ones", "Handbook"):
            assert said in shown, (path, said)


def test_a_datanet_says_nothing_twice(net: Datanet) -> None:
    assert report.changes(WHOLE, WHOLE) == []
    assert report.read(None) == report.NOTHING


@pytest.mark.parametrize("path", [HOME, f"{HOME}2/", f"{HOME}1...2/", EDIT])
def test_a_page_asks_few_questions(net: Datanet, juma: User, path: str) -> None:
    for number in range(4):
        publishing.publish_context(actor=juma, datanet=net, parts=ContextParts(f"Version {number}."), now=NOW)
    browser = world.browser(juma)
    browser.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    assert len(asked) <= MOST_QUESTIONS
