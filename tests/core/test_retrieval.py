"""Retrieval: the best documents first, the same ones everywhere, and none by coincidence."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.factory.core import retrieval
from apps.factory.core.retrieval import Document
from apps.foundation import hashing

DOCUMENTS = [
    Document(
        "itm_1", "How do I join two paths?", "Use os.path.join, which puts the right separator between them."
    ),
    Document("itm_2", "How do I read a file?", "Open the path and call read. The path may be relative."),
    Document("itm_3", "What is a list?", "An ordered collection. Lists grow when you append to them."),
    Document("itm_4", "What is a dictionary?", "It finds a value by its key. Keys are hashed."),
]
WORDS = st.lists(
    st.sampled_from(["paths", "path", "os.path", "is", "list", "key", "Über", "東京"]), max_size=6
)
SOME = st.lists(st.tuples(WORDS.map(" ".join), WORDS.map(" ".join)), max_size=6).map(
    lambda pairs: [Document(f"itm_{n}", asked, told) for n, (asked, told) in enumerate(pairs)]
)


def found(query: str, documents: list[Document] | None = None, most: int = 5) -> list[str]:
    index = retrieval.build(DOCUMENTS if documents is None else documents)
    return [hit.item for hit in retrieval.search(index, query, most)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Please tell me how to join paths", "itm_1"),
        ("what does os.path.join do", "itm_1"),
        ("JOIN", "itm_1"),
        ("reading: read files", "itm_2"),
        ("append to lists", "itm_3"),
        ("dictionary keys", "itm_4"),
    ],
)
def test_the_document_that_answers_comes_first(query: str, first: str) -> None:
    assert found(query)[0] == first


def test_a_word_in_the_question_says_more_than_one_in_the_answer() -> None:
    told = Document("itm_1", "How do people eat?", "Rice with a spoon, and bread without.")
    asked = Document(
        "itm_2", "How do people cook rice?", "In water, and as for bread, that is eaten without any of it."
    )
    assert found("rice", [told, asked]) == ["itm_2", "itm_1"]


def test_a_rare_word_says_more_than_a_common_one() -> None:
    common = [Document(f"itm_{n}", "A question about paths", "Paths are everywhere here.") for n in range(4)]
    others = [Document(f"itm_{n}", "A question about lists", "Lists are elsewhere.") for n in range(4, 8)]
    rare = Document("itm_9", "A question about files", "Symlinks are seldom here.")
    assert found("paths symlinks", [*common, *others, rare]) == ["itm_9", "itm_0", "itm_1", "itm_2", "itm_3"]


def test_a_short_document_says_more_than_a_long_one_that_says_as_much() -> None:
    long = Document("itm_1", "What about rice?", "Many things about bread, butter, beans and barley.")
    assert found("rice", [long, Document("itm_2", "What about rice?", "Many things.")]) == ["itm_2", "itm_1"]


def test_equal_documents_come_by_item() -> None:
    same = [Document(f"itm_{n}", "What is a list?", "A list.") for n in (3, 1, 2)]
    assert found("list", same) == ["itm_1", "itm_2", "itm_3"]
    assert found("list", same, most=2) == ["itm_1", "itm_2"]


@pytest.mark.parametrize("query", ["", "?", "quantum chromodynamics", "Who is the president of France?"])
def test_what_nobody_wrote_about_is_not_found(query: str) -> None:
    assert found(query) == []
    assert found(query, []) == []


def test_one_common_word_of_many_is_a_coincidence() -> None:
    assert found("the path to enlightenment through meditation and fasting") == []
    assert found("path to enlightenment") != []


def test_a_query_of_asking_words_alone_is_taken_at_its_word() -> None:
    assert retrieval.content("What is it?") == ("what", "is", "it")
    assert retrieval.content("What is a Path in os.path?") == ("path", "os.path", "os")


def test_terms_are_words_their_parts_and_one_of_many() -> None:
    assert retrieval.terms("Lists in os.path") == ["list", "in", "os.path", "os", "path"]
    assert retrieval.terms("__init__ class this") == ["__init__", "init", "class", "this"]


@given(SOME, st.randoms(use_true_random=False))
def test_the_same_documents_make_the_same_bytes(documents: list[Document], chance: random.Random) -> None:
    shuffled = documents[:]
    chance.shuffle(shuffled)
    written, again = (retrieval.write(retrieval.build(given_so)) for given_so in (documents, shuffled))
    assert json.dumps(written) == json.dumps(again)
    assert hashing.canonical_bytes(written) == hashing.canonical_bytes(again)
    assert list(written["terms"]) == sorted(written["terms"])


@given(SOME, WORDS.map(" ".join))
def test_an_index_that_was_written_finds_what_it_found_before(documents: list[Document], query: str) -> None:
    index = retrieval.build(documents)
    again = retrieval.read(json.loads(hashing.canonical_bytes(retrieval.write(index))))
    assert again == index
    assert retrieval.search(again, query) == retrieval.search(index, query)


@given(SOME, WORDS.map(" ".join), st.integers(0, 4))
def test_a_hit_holds_something_of_the_query(documents: list[Document], query: str, most: int) -> None:
    hits = retrieval.search(retrieval.build(documents), query, most)
    assert len(hits) <= most
    assert len(set(hits)) == len(hits)
    assert all(set(retrieval.terms(hit.text)) & set(retrieval.content(query)) for hit in hits)


def test_another_methods_file_is_refused() -> None:
    written = retrieval.write(retrieval.build(DOCUMENTS))
    written["method"] = "bm25:0"
    with pytest.raises(ValueError, match="bm25:0"):
        retrieval.read(written)


def test_an_item_is_indexed_once() -> None:
    with pytest.raises(ValueError, match="once"):
        retrieval.build([DOCUMENTS[0], DOCUMENTS[0]])
