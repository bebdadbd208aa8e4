"""Quoting: the answer is the items' own words, and a trace finds exactly the items that were quoted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.attribution.core import spans
from apps.attribution.core.limits import MILLION
from apps.attribution.core.spans import Passage, Traced
from apps.contributions.core import features
from apps.factory.core import quoting, retrieval
from apps.factory.core.quoting import Quote
from apps.factory.core.retrieval import Document

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
JOIN = Document(
    "itm_1", "How do I join two paths?", "Use os.path.join. It puts the right separator between the two."
)
READ = Document(
    "itm_2", "How do I read a file?", "Open the path first. Then call read and close the file at the end."
)
SEA = Document("itm_3", "What is the capital of France?", "Paris.")


@st.composite
def libraries(draw: st.DrawFn) -> list[Document]:
    """Documents of one to twelve-word sentences, in which no two have a word in common."""
    documents = []
    for number in range(draw(st.integers(1, 5))):
        lengths = draw(st.lists(st.integers(1, 12), min_size=1, max_size=6))
        ends = draw(st.lists(st.sampled_from([". ", "! ", "\n", ".\n\n", " (so)? "]), min_size=6, max_size=6))
        word, answer = 0, ""
        for length, end in zip(lengths, ends, strict=False):
            answer += " ".join(f"i{number}w{word + step}" for step in range(length))
            answer += end.replace("so", f"i{number}so{word}")
            word += length
        question = " ".join(f"i{number}q{step}" for step in range(draw(st.integers(1, 7))))
        documents.append(Document(f"itm_{number}", f"{question.title()}?", answer))
    return documents


@st.composite
def asked(draw: st.DrawFn) -> tuple[list[Document], str, int]:
    documents = draw(libraries())
    known = [word for document in documents for word in features.words(document.text)]
    words = draw(st.lists(st.sampled_from([*known, "what", "is", "unheard"]), min_size=1, max_size=6))
    return documents, " ".join(words), draw(st.integers(0, 80))


def passages(documents: list[Document]) -> list[Passage]:
    return [
        Passage(one.item, (NOON + timedelta(seconds=n), b""), one.text) for n, one in enumerate(documents)
    ]


@given(asked())
def test_a_trace_credits_exactly_the_items_that_were_quoted_word_for_word(
    scene: tuple[list[Document], str, int],
) -> None:
    documents, query, budget = scene
    hits = retrieval.search(retrieval.build(documents), query)
    parts = quoting.compose(query, hits, budget).parts
    traced = spans.trace(quoting.text_of(parts), passages(documents))
    assert {share.item: share.weight for share in traced.shares} == {
        quote.item: len(features.words(quote.text)) for quote in parts
    }
    assert traced.coverage == (MILLION if parts else 0)


@given(asked())
def test_quotes_are_letter_by_letter_within_the_budget_and_one_of_each_item(
    scene: tuple[list[Document], str, int],
) -> None:
    documents, query, budget = scene
    parts = quoting.compose(query, retrieval.search(retrieval.build(documents), query), budget).parts
    texts = {document.item: document.text for document in documents}
    assert all(quote.text in texts[quote.item] for quote in parts)
    assert sum(len(features.words(quote.text)) for quote in parts) <= budget
    assert len({quote.item for quote in parts}) == len(parts)


@given(asked())
def test_quotes_begin_and_end_where_sentences_do(scene: tuple[list[Document], str, int]) -> None:
    documents, query, budget = scene
    answers = {document.item: document.answer for document in documents}
    for quote in quoting.compose(query, documents, budget).parts:
        before, found, after = answers[quote.item].partition(quote.text)
        if found:
            assert not before.rstrip(" ") or before.rstrip(" ")[-1] in ".!?\n)"
            assert quote.text[-1] in ".!?)" or not after.strip() or after[0] == "\n"


def test_an_answer_cites_what_it_quotes_and_nothing_else() -> None:
    parts = quoting.compose("join paths", [JOIN, SEA, READ]).parts
    assert parts == (Quote("itm_1", JOIN.answer),)
    assert quoting.text_of(parts) == f"{JOIN.answer} [1]"


def test_another_item_is_quoted_when_it_holds_half_of_what_is_asked_and_still_open() -> None:
    parts = quoting.compose("join paths and close a file", [JOIN, READ]).parts
    assert quoting.text_of(parts) == f"{JOIN.answer} [1]\n\n{READ.answer} [2]"
    assert len(quoting.compose("join paths with separator and close", [JOIN, READ]).parts) == 1
    assert len(quoting.compose("join paths and close a file", [JOIN, READ, READ]).parts) == 2


def test_the_best_item_is_quoted_even_if_it_holds_less_than_half() -> None:
    assert quoting.compose("join quantum fields elsewhere", [JOIN, READ]).parts == (
        Quote("itm_1", JOIN.answer),
    )


def test_with_little_room_the_sentences_that_answer_best_are_quoted() -> None:
    assert quoting.compose("close file", [READ], 10).parts == (
        Quote("itm_2", "Then call read and close the file at the end."),
    )
    assert quoting.compose("close file", [READ], 14).parts == (Quote("itm_2", READ.answer),)


def test_an_answer_of_few_words_is_quoted_with_its_question() -> None:
    assert quoting.compose("capital of France", [SEA]).parts == (
        Quote("itm_3", "What is the capital of France?\nParis."),
    )


def test_an_item_too_short_to_be_traced_is_not_quoted() -> None:
    assert quoting.compose("capital", [Document("itm_1", "Capital of France?", "It is Paris.")]).parts == (
        Quote("itm_1", "Capital of France?\nIt is Paris."),
    )
    assert quoting.compose("capital", [Document("itm_1", "Capital of France?", "Paris.")]).parts == ()


@pytest.mark.parametrize("room", [0, 5, 6])
def test_what_does_not_fit_is_not_cut(room: int) -> None:
    assert quoting.compose("join paths", [JOIN], room).parts == ()


def test_when_nothing_is_found_the_door_says_so() -> None:
    parts = quoting.compose(
        "president of Chile", retrieval.search(retrieval.build([JOIN, READ]), "president")
    ).parts
    assert parts == ()
    assert quoting.text_of(parts, "The items do not answer that.") == "The items do not answer that."
    assert spans.trace(quoting.text_of(parts, "No item at all answers this question."), []) == Traced(0, ())


def test_whoever_wrote_the_words_first_is_credited_when_a_clone_is_quoted() -> None:
    clone = Document("itm_9", JOIN.question, JOIN.answer)
    answer = quoting.text_of(quoting.compose("join paths", [clone, JOIN]).parts)
    assert [share.item for share in spans.trace(answer, passages([JOIN, clone])).shares] == ["itm_1"]


def test_a_line_that_goes_on_in_small_letters_is_no_new_sentence_and_an_item_of_a_list_is_one() -> None:
    wrapped = Document(
        "itm_1", "Links?", "It says no for\nbroken links that lead nowhere.\nOtherwise it says yes."
    )
    assert (
        quoting.compose("broken", [wrapped], 10).parts[0].text
        == "It says no for\nbroken links that lead nowhere."
    )
    listed = Document(
        "itm_1", "Links?", "- hard links share one and the same file\n- soft links name another path"
    )
    assert quoting.compose("soft", [listed], 6).parts == ()
    assert quoting.compose("hard", [listed], 8).parts[0].text == "- hard links share one and the same file"


def test_stops_of_other_scripts_end_sentences() -> None:
    tokyo = Document("itm_1", "東京", "東京は日本の首都です。人口は一千万人以上です。")
    assert quoting.compose("人口", [tokyo], 14).parts == (Quote("itm_1", "人口は一千万人以上です。"),)


def test_what_is_too_short_to_trace_is_too_short_to_quote() -> None:
    assert quoting.LEAST == spans.LEAST
