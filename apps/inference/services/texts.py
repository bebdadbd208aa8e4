"""The words of a call, sealed, unsealed for whoever may read them, and erased when nobody needs them any more."""

import logging

from apps.inference.adapters import sealing
from apps.inference.core import saying
from apps.inference.core.saying import Words
from apps.inference.models import Call, CallText

log = logging.getLogger(__name__)


def keep(*, call: Call, words: Words) -> CallText:
    """Store them so that nobody can read them without the host's secret."""
    return CallText.objects.create(
        call=call, prompt=sealing.seal(words.prompt), answer=sealing.seal(saying.written(words))
    )


def words_of(*, call: Call) -> Words | None:
    """What is kept of it; None when it was erased, nothing was answered, or the host lost the key to it."""
    kept = CallText.objects.filter(call=call).first()
    if kept is None:
        return None
    try:
        return saying.read(sealing.unseal(bytes(kept.prompt)), sealing.unseal(bytes(kept.answer)))
    except sealing.Unreadable:
        log.warning("the words of call %s cannot be unsealed: was the host's secret changed?", call.public_id)
        return None


def question_of(*, call: Call) -> str:
    """What was asked, for a list of one's own; empty when it is not kept."""
    kept = getattr(call, "text", None)  # read with the call, where there is one
    if kept is None:
        return ""
    try:
        return sealing.unseal(bytes(kept.prompt))
    except sealing.Unreadable:
        return ""


def erase(*, call: Call) -> bool:
    """Forget the words of a call; False if there were none."""
    deleted, _tables = CallText.objects.filter(call=call).delete()
    return bool(deleted)
