"""Tracing: each charged call is traced once, by what its answer quotes, and what cannot be traced is given up."""

import pytest

from apps.attribution import tasks
from apps.attribution.core import states
from apps.attribution.models import Trace, TraceShare
from apps.attribution.services import tracing
from apps.contributions.core import features
from apps.inference.models import Call
from apps.inference.services import texts
from apps.people.models import User
from tests import thread
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(acme: User) -> Call:
    return thread.called(thread.funded(acme), thread.ready_to_call()).call


def test_an_answer_that_only_quotes_is_explained_whole(call: Call) -> None:
    tasks.trace_due_calls()
    trace = Trace.objects.get()
    assert (trace.state, trace.coverage, trace.method) == (states.TRACED, 1_000_000, "verbatim-spans:1")
    assert TraceShare.objects.get().weight == len(features.words(thread.ANSWER))


def test_a_call_is_traced_once_however_often_the_sweep_runs(call: Call) -> None:
    for _ in range(3):
        tasks.trace_due_calls()
    assert (Trace.objects.count(), TraceShare.objects.count()) == (1, 1)


def test_what_is_traced_again_is_what_is_stored(call: Call) -> None:
    tasks.trace_due_calls()
    again = tracing.replay(call=call)
    stored = [(share.item.public_id, share.weight) for share in TraceShare.objects.select_related("item")]
    assert [(share.item, share.weight) for share in again.shares] == stored
    assert again.coverage == Trace.objects.get().coverage


def test_a_call_whose_words_were_erased_is_given_up_after_some_attempts(call: Call) -> None:
    texts.erase(call=call)
    for _ in range(states.MOST_ATTEMPTS - 1):
        tasks.trace_due_calls()
        assert Trace.objects.get().state == states.DUE
    tasks.trace_due_calls()
    trace = Trace.objects.get()
    assert (trace.state, trace.coverage, trace.failure) == (states.GIVEN_UP, 0, "NothingToTrace")
    tasks.trace_due_calls()
    assert Trace.objects.get().attempts == states.MOST_ATTEMPTS


def test_a_call_that_was_not_charged_has_no_trace(call: Call, acme: User) -> None:
    Call.objects.exclude(pk=call.pk).delete()
    assert tracing.open_missing(most=10, now=NOW) == 1
    assert tracing.open_missing(most=10, now=NOW) == 0
