"""What was asked and answered is nobody's to read who only has a copy of the database."""

import hashlib

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from apps.factory.core.quoting import Quote
from apps.inference import permissions
from apps.inference.adapters import sealing
from apps.inference.core import saying
from apps.inference.models import Call, CallText, Offer
from apps.inference.services import texts
from apps.people.models import User
from tests import thread

PROMPT = "How do I hide a secret about maize nitrogen?"


@pytest.fixture
def call(offer: Offer, caller: User) -> Call:
    return thread.called(caller, offer, prompt=PROMPT).call


@pytest.mark.django_db
def test_the_stored_bytes_do_not_hold_the_words(call: Call) -> None:
    kept = CallText.objects.get()
    for stored in (bytes(kept.prompt), bytes(kept.answer)):
        for word in (b"secret", b"maize", b"nitrogen", b"Top-dress", b"before rain"):
            assert word not in stored
    assert texts.words_of(call=call) == saying.of_quotes(
        PROMPT, [Quote(call.passages.get().item.public_id, thread.ANSWER)]
    )


@pytest.mark.django_db
def test_no_row_holds_the_words_or_a_hash_by_which_they_could_be_guessed(call: Call) -> None:
    dumped = dump("inference_call", "inference_calltext", "inference_callpassage", "people_mandatespending")
    assert call.public_id in dumped
    assert "secret about" not in dumped
    for guess in (PROMPT, PROMPT.strip().lower()):
        assert hashlib.sha256(guess.encode()).hexdigest() not in dumped


@pytest.mark.django_db
def test_words_can_be_read_after_the_secret_was_changed_while_the_old_one_is_named(
    call: Call, settings: Settings
) -> None:
    before = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-secret", [before]
    words = texts.words_of(call=call)
    assert words is not None
    assert words.prompt == PROMPT
    settings.SECRET_KEY_FALLBACKS = []
    assert texts.words_of(call=call) is None
    assert texts.question_of(call=Call.objects.select_related("text").get()) == ""


@pytest.mark.django_db
def test_only_whoever_asked_may_read_the_words(call: Call, caller: User, li_wei: User, root: User) -> None:
    assert permissions.can_read_words(caller, call)
    assert not any(permissions.can_read_words(person, call) for person in (li_wei, root))


@pytest.mark.django_db
def test_erased_words_are_gone_and_the_call_stays(call: Call) -> None:
    assert texts.erase(call=call)
    assert texts.words_of(call=call) is None
    assert texts.question_of(call=Call.objects.select_related("text").get()) == ""
    assert Call.objects.get().fee is not None


@pytest.mark.django_db
def test_equal_requests_have_equal_fingerprints_and_a_host_of_its_own_has_others(settings: Settings) -> None:
    one, other = (hashlib.sha256(word).digest() for word in (b"one", b"other"))
    before = sealing.fingerprint(one)
    assert before == sealing.fingerprint(one) != sealing.fingerprint(other)
    assert len(before) == 32
    settings.SECRET_KEY = before.hex()
    assert sealing.fingerprint(one) != before


texts_of_any_kind = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(prompt=texts_of_any_kind, said=st.lists(st.tuples(texts_of_any_kind, texts_of_any_kind), max_size=5))
def test_what_is_written_down_is_read_again(prompt: str, said: list[tuple[str, str]]) -> None:
    words = saying.of_quotes(prompt, [Quote(item, text) for item, text in said])
    assert saying.read(prompt, saying.written(words)) == words
    assert sealing.unseal(sealing.seal(saying.written(words))) == saying.written(words)


def test_a_quote_that_holds_a_mark_is_still_one_quote() -> None:
    words = saying.of_quotes("?", [Quote("itm", "See [2].\n\nOr [1]"), Quote("itm2", "Yes.")])
    assert saying.read("?", saying.written(words)).quotes == words.quotes
    assert words.answer == "See [2].\n\nOr [1] [1]\n\nYes. [2]"


@pytest.mark.django_db
def test_an_answer_that_is_served_again_has_its_quotes(offer: Offer, caller: User) -> None:
    first = thread.called(caller, offer)
    assert first.words.quotes
    assert thread.called(caller, offer).words == first.words


def dump(*tables: str) -> str:
    """Every column of every row, as PostgreSQL writes it."""
    with connection.cursor() as cursor:
        rows = []
        for table in tables:
            cursor.execute(f"SELECT {table}::text FROM {table}")
            rows += [str(row) for (row,) in cursor.fetchall()]
    return "\n".join(rows)
