"""Giving: a new item, or a better wording of one that is there."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.contributions import permissions as contributions
from apps.contributions.core import records, states
from apps.contributions.core.records import Record, Value
from apps.contributions.models import Contribution, Item, Revision
from apps.contributions.services import admitting, checking, storing, telling, writing
from apps.contributions.services.admitting import Giver, Provenance
from apps.contributions.services.checking import Checked
from apps.datanets.core import schemas
from apps.datanets.models import Datanet, Rules
from apps.datanets.reports import standing
from apps.foundation.errors import Conflict
from apps.foundation.idempotency import Request
from apps.people.models import User
from apps.people.services import presence


class SameWords(Conflict):
    """The datanet has these very words already, in the item that is named."""

    code = "same_words"

    def __init__(self, sentence: str, *, item: str, field: str) -> None:
        super().__init__(sentence, fields={f"/{field}": "same"})
        self.item = item


class NothingToRefine(Conflict):
    """What is refined has been accepted, and nobody else's refinement of it waits."""

    code = "nothing_to_refine"


@transaction.atomic
def submit(
    *,
    giver: Giver,
    datanet: Datanet,
    record: Record,
    provenance: Provenance,
    request: Request,
    now: datetime,
    files: frozenset[str] = frozenset(),
) -> Contribution:
    """Give one new item; `files` are the hashes of those that came along.

    The same request again is the same contribution.
    """
    presence.require_present(giver.person)
    if (before := writing.given_before(request=request)) is not None:
        return before
    rules = admitting.admit(giver=giver, datanet=datanet, provenance=provenance, now=now)
    words = _read(record, rules)
    admitting.require_answer(need=provenance.need, record=words)
    named = _named(words, rules, giver, files, refines=None)
    _refuse_same_words(datanet, words)
    checked = _checked(datanet, words, rules)
    contribution = writing.begin(
        giver=giver, datanet=datanet, rules=rules, provenance=provenance, request=request, now=now
    )
    (given,) = writing.write_items(
        contribution=contribution, words=[words], checked=[checked], named=[named], now=now
    )
    _tell_blocked(given, now=now)
    return contribution


@transaction.atomic
def refine(
    *,
    giver: Giver,
    revision: Revision,
    record: Record,
    provenance: Provenance,
    request: Request,
    now: datetime,
    files: frozenset[str] = frozenset(),
) -> Contribution:
    """Give a better wording of an accepted item, or the wording that a reviewer asked the author for.

    The same request again is the same contribution.
    """
    presence.require_present(giver.person)
    if (before := writing.given_before(request=request)) is not None:
        return before
    datanet = revision.item.datanet
    wrote_it = Revision.objects.filter(item=revision.item_id, author=giver.person).exists()
    contributions.require_read_item(standing.standing_of(datanet, giver.person), wrote_it=wrote_it)
    rules = admitting.admit(giver=giver, datanet=datanet, provenance=provenance, now=now)
    words = _read(record, rules)
    admitting.require_answer(need=provenance.need, record=words)
    locked = Revision.objects.select_for_update(no_key=True).get(pk=revision.pk)
    _refuse_unrefinable(locked, giver.person)
    named = _named(words, rules, giver, files, refines=locked)
    _refuse_unchanged(locked, words)
    _refuse_same_words(datanet, words)
    checked = _checked(datanet, words, rules, apart_from=revision.item)
    contribution = writing.begin(
        giver=giver, datanet=datanet, rules=rules, provenance=provenance, request=request, now=now
    )
    (given,) = writing.write_wordings(
        contribution=contribution,
        items=[revision.item],
        words=[words],
        checked=[checked],
        named=[named],
        refines=revision,
        now=now,
    )
    _tell_blocked(given, now=now)
    if given.state == states.QUEUED and revision.author_id != giver.person.pk:
        item = Item.objects.select_related("datanet__community").get(pk=revision.item_id)
        telling.tell(person=revision.author, kind="item.refined", item=item, now=now)
    return contribution


def _tell_blocked(given: Revision, *, now: datetime) -> None:
    """An agent gives while its owner is elsewhere, and who gives in a form may close the page before they read it."""
    if given.state == states.BLOCKED:
        telling.tell(person=given.author, kind="item.blocked", item=given.item, now=now)


def _read(record: Record, rules: Rules) -> dict[str, Value]:
    words = records.read(record, most=schemas.ANSWER_MOST)
    schemas.check_record(words, rules.record_schema)
    return words


def _named(
    words: Record, rules: Rules, giver: Giver, files: frozenset[str], *, refines: Revision | None
) -> dict[str, str]:
    return storing.require_given(
        record=words,
        parts=schemas.parts_of(rules.record_schema),
        giver=giver.person,
        fresh=files,
        refines=refines,
    )


def _checked(datanet: Datanet, words: Record, rules: Rules, *, apart_from: Item | None = None) -> Checked:
    """What programs find while somebody waits: what blocks keeps it from reviewers, and its author is shown why."""
    parts = schemas.parts_of(rules.record_schema)
    return checking.check_rows(datanet=datanet, rows=[words], parts=parts, apart_from=apart_from)[0]


def _refuse_same_words(datanet: Datanet, words: Record) -> None:
    """Spares everybody the work. Two who give the same at the same instant get past it, and novelty sees to that."""
    there = Revision.objects.filter(
        content_hash=records.content_hash(words),
        item__datanet=datanet,
        state__in=(*states.UNDECIDED, states.ACCEPTED, states.BLOCKED),
    )
    if (first := there.order_by("pk").values_list("item__public_id", flat=True).first()) is not None:
        raise SameWords(
            _("The datanet has these very words already, as item %(item)s.") % {"item": first},
            item=first,
            field=next(iter(words), ""),
        )


def _refuse_unchanged(revision: Revision, words: Record) -> None:
    if bytes(revision.content_hash) == records.content_hash(words):
        raise SameWords(
            _("These are the words that are there already. Change them first."),
            item=revision.item.public_id,
            field=next(iter(words), ""),
        )


def _refuse_unrefinable(revision: Revision, person: User) -> None:
    asked_of_the_author = revision.state == states.CHANGES_REQUESTED and revision.author_id == person.pk
    if revision.state != states.ACCEPTED and not asked_of_the_author:
        raise NothingToRefine(
            _("Only an accepted wording can be refined, or one of yours that was sent back.")
        )
    if Revision.objects.filter(refines=revision, state__in=states.UNDECIDED).exists():
        raise NothingToRefine(_("Somebody's refinement of it waits for its reviews. Please come back later."))
