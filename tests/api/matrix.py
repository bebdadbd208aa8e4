"""One world for the permission matrix, and what each kind of actor is answered in it.

Made once by services: a community, a datanet of each kind of openness with items and versions, a model, calls, an
agent and keys. Every request is played in a savepoint that is rolled back.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.test import Client
from django.urls import reverse

from apps.contributions.models import Revision
from apps.datanets.core import openness, roles
from apps.datanets.core.contexts import ContextParts
from apps.datanets.models import AccessRequest, Datanet, Steward
from apps.datanets.services import claiming, needing, publishing
from apps.foundation import ids
from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.reports import explorer
from apps.ledger.services import pools, topping_up
from apps.people.core import scopes
from apps.people.models import Agent, Community, User
from apps.people.services import communities, mandates, notifying
from apps.snapshots.models import Snapshot
from apps.snapshots.services import exporting, freezing
from tests import thread, world
from tests.api.routes import Route
from tests.world import NOW

PEOPLE: Final = (
    "visitor", "stranger", "member", "reader", "contributor", "reviewer", "curator", "owner", "steward", "founder",
    "staff",
)  # fmt: skip
#: The owner's key with every scope, their agent's with all that an agent can have, and one with a scope for nothing.
KEYS: Final = ("key", "agent", "bare_key")
ALLOWED, SIGN_IN, FORBIDDEN, MISSING, WRONG_WAY, UNAVAILABLE = "+", "?", "-", "0", "x", "~"
#: No row says these: what was sent cannot be right, and something broke.
UNFIT, BROKEN = "b", "!"
PUBLIC, PRIVATE, GATED = "public", "private", "gated"
#: Everything here happened in the last hours, so that all of it lies behind whoever asks.
BEGUN: Final = NOW - timedelta(hours=6)
MICRO: Final = 100_000
_MONEY: Final = {"amount": "1", "unit": "micro-OPEN"}
MANDATE: Final[Mapping[str, Any]] = {
    "per_call": _MONEY,
    "per_day": _MONEY,
    "in_total": _MONEY,
    "scopes": ["models:call"],
    "expires_at": (NOW + timedelta(days=3)).isoformat(),
}
PASSWORD_PAGES: Final = ("/accounts/login/", "/accounts/2fa/authenticate/", "/admin/login/")
OPENNESS: Final[Mapping[str, Mapping[str, str]]] = {
    PUBLIC: {},
    PRIVATE: {"visibility": openness.PRIVATE},
    GATED: {"access": openness.GATED},
}


@dataclass(frozen=True, slots=True)
class Row:
    """One method of one route, what is sent there, and what everybody is answered: a letter for each actor.

    `private` and `gated` say how it is with datanets of that kind, where it is otherwise.
    """

    name: str
    method: str
    answers: str
    private: str = ""
    gated: str = ""
    sent: Mapping[str, Any] = field(default_factory=dict)
    at: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    def expected(self, kind: str) -> str:
        return {PUBLIC: self.answers, PRIVATE: self.private, GATED: self.gated}[kind] or self.answers


@dataclass(frozen=True, slots=True)
class World:
    """The cookie or the key of everybody, and the words that addresses and forms may name, by kind of datanet."""

    headers: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Mapping[str, str]]

    def ask(self, actor: str, row: Row, route: Route, kind: str = PUBLIC) -> str:
        """The letter for what happens, after which nothing has happened."""
        words = {**self.words[kind], **row.at}
        address = reverse(route.name, kwargs={word: words[word].format(**words) for word in route.words})
        sent = _filled(row.sent, words)
        text, kind_of_body = urlencode(sent), "application/x-www-form-urlencoded"
        if route.is_api:
            text, kind_of_body = json.dumps(sent) if sent else "", "application/json"
        headers = {**self.headers[actor], "Idempotency-Key": f"matrix-{actor}"}
        client = Client(headers=headers, raise_request_exception=False)
        with transaction.atomic():
            answer = client.generic(row.method, address, text, content_type=kind_of_body)
            _close(answer)
            transaction.set_rollback(True)
        return _letter(answer)


def _close(answer: Any) -> None:
    """A file that is sent stays open for its reader. The connection stays open for the next who asks."""
    if answer.streaming:
        request_finished.disconnect(close_old_connections)
        answer.close()
        request_finished.connect(close_old_connections)


def _filled(sent: Any, words: Mapping[str, str]) -> Any:
    """`{member}` in what is sent is whoever that is in this world."""
    if isinstance(sent, dict):
        return {name: _filled(inner, words) for name, inner in sent.items()}
    if isinstance(sent, list):
        return [_filled(inner, words) for inner in sent]
    if isinstance(sent, str) and sent.startswith("{") and sent.endswith("}"):
        return words[sent[1:-1]]
    return sent


def _letter(answer: Any) -> str:
    status = answer.status_code
    if status >= 500:
        return UNAVAILABLE if status == 503 else BROKEN
    if status == 302 and answer["Location"].partition("?")[0] in PASSWORD_PAGES:
        return SIGN_IN
    if status == 400 and answer["Content-Type"] == "application/problem+json":
        return UNFIT
    return {401: SIGN_IN, 403: FORBIDDEN, 404: MISSING, 405: WRONG_WAY}.get(status, ALLOWED)


def make() -> World:
    """Everything, once."""
    people = {name: world.person(f"the-{name}") for name in PEOPLE if name not in {"visitor", "staff"}}
    people["staff"] = world.staff("the-staff")
    place = world.community(people["founder"], "matrix-farm")
    for name in ("member", "curator", "steward", "owner"):
        communities.join(user=people[name], community=place, now=NOW)
    for name in ("steward", "owner"):
        communities.appoint(
            actor=people["founder"], community=place, user=people[name], role="steward", now=NOW
        )
    shared = _belongings(people, place)
    words = {kind: {**shared, **_datanet(people, place, kind)} for kind in OPENNESS}
    words[PUBLIC] |= _market(people, words[PUBLIC])
    words = {kind: {**words[PUBLIC], **mine} for kind, mine in words.items()}
    return World(headers=_headers(people), words=words)


def _belongings(people: Mapping[str, User], place: Community) -> dict[str, str]:
    """What the owner has, and whoever they may name."""
    owner = people["owner"]
    thread.funded(owner, now=BEGUN)
    told = notifying.notify(user=owner, kind="welcome", now=NOW)
    top_up = topping_up.request_top_up(
        person=owner.public_id, amount=Amount(5), is_promotional=True, reason="a gift",
        requested_by=world.staff("another-staff").public_id, key="matrix", now=NOW,
    )  # fmt: skip
    return {
        **{name: person.public_id for name, person in people.items()},
        "slug": place.slug,
        "community": place.slug,
        "object_id": "1",
        "content_type_id": "1",
        "number": "1",
        "token": "no-such-draft",
        "app_label": "people",
        "url": "nowhere",
        "user_id": people["member"].public_id,
        "word": owner.pseudonym,
        "notification_id": told.public_id if told else "",
        "top_up_id": top_up.public_id,
        "agent_id": _with_mandate(world.agent(owner)).public_id,
        "key_id": world.key(owner).key.public_id,
    }


def _datanet(people: Mapping[str, User], place: Community, kind: str) -> dict[str, str]:
    """One accepted item, one that waits and one that was sent back; a version, and a proposed one."""
    owner, member = people["owner"], people["member"]
    net = thread.datanet(owner, community=place, slug=f"a-{kind}-one", now=BEGUN)
    for role in roles.ALL[:-1]:
        Steward.objects.create(datanet=net, user=people[role], role=role, appointed_at=NOW)
    publishing.publish_context(actor=owner, datanet=net, parts=ContextParts("Say why."), now=BEGUN)
    first, then, later = BEGUN, BEGUN + thread.LATER, BEGUN + 2 * thread.LATER
    accepted = _accepted(member, net, f"When is maize sown, {kind}?", by=owner, now=first)
    version = thread.published(owner, net, now=then)
    for export_id in exporting.due_exports(most=10, now=then):
        exporting.write_export(export_id=export_id, now=then)
    _accepted(member, net, f"When is maize weeded, {kind}?", by=owner, now=later)
    proposed = freezing.propose(actor=owner, datanet=net, cutoff=later, now=later)
    waiting = thread.item(member, net, question=f"When is maize harvested, {kind}?", now=later)
    key = f"Sow it with {thread.KEY} when the rains begin, {kind}."
    blocked = thread.item(member, net, question=f"Which key, {kind}?", answer=key, now=later)
    need = needing.open_need(actor=owner, datanet=net, title="Beans", wanted=5, now=later)
    claim = claiming.claim(person=member, need=need, pieces=2, given=0, now=later)
    asked = AccessRequest.objects.create(
        public_id=ids.new("acr", now=later),
        datanet=net,
        person=people["stranger"],
        role=roles.REVIEWER,
        asked_at=later,
    )
    Datanet.objects.filter(pk=net.pk).update(**OPENNESS[kind])
    return {
        "need": need.public_id,
        "need_id": need.public_id,
        "claim": claim.public_id,
        "claim_id": claim.public_id,
        "access_request": asked.public_id,
        "datanet": net.slug,
        "datanet_id": net.public_id,
        "version": version.version,
        "snapshot": version.public_id,
        "proposed": proposed.version,
        "proposal": proposed.public_id,
        "before": version.version,
        "after": "draft",
        "form": "jsonl",
        "blocked_item": blocked.item.public_id,
        "blocked_revision": blocked.public_id,
        **_named(accepted, waiting),
    }


def _accepted(author: User, net: Datanet, question: str, *, by: User, now: datetime) -> Revision:
    return thread.reviewed(thread.item(author, net, question=question, now=now), by, now=now)


def _named(accepted: Revision, waiting: Revision) -> dict[str, str]:
    return {
        "item_id": accepted.item.public_id,
        "waiting_item": waiting.item.public_id,
        "revision_id": waiting.public_id,
        "contribution_id": accepted.contribution.public_id,
        "accepted_revision": accepted.public_id,
    }


def _market(people: Mapping[str, User], words: Mapping[str, str]) -> dict[str, str]:
    """The owner's model, a call that the owner paid, and what the book says of it."""
    owner = people["owner"]
    snapshot = Snapshot.objects.select_related("datanet__community").get(public_id=words["snapshot"])
    thread.weighed()
    offer = thread.offered(thread.released(owner, snapshot, now=NOW), now=NOW)
    served = thread.called(owner, offer, now=NOW)
    account = codes.available(owner.public_id)
    sealed = pools.seal(code="pool:reviewers:matrix", members=[(account, 1)], seed=b"a seed", now=NOW)
    upload = thread.announced(owner, snapshot.datanet, group="matrix-group", now=NOW)
    return {
        "upload_id": upload.public_id,
        "public_id": upload.public_id,
        "group": upload.group,
        "model": offer.model.slug,
        "run_id": offer.release.run.public_id,
        "call_id": served.call.public_id,
        "account_id": explorer.account_ids([account])[account],
        "pool_id": sealed.pool_id,
        "journal_id": explorer.journals(before=None, limit=1)[0].public_id,
    }


def _with_mandate(agent: Agent) -> Agent:
    world.mandate(agent)
    return agent


def _headers(people: Mapping[str, User]) -> dict[str, dict[str, str]]:
    owner = people["owner"]
    helper = world.agent(owner, "Matrix helper")
    mandates.grant_mandate(
        agent=helper, per_call=Amount(MICRO), per_day=Amount(MICRO), in_total=Amount(MICRO),
        scopes=list(scopes.FOR_AGENTS), expires_at=NOW + timedelta(days=30), now=NOW,
    )  # fmt: skip
    secrets = {
        "key": world.key(owner, *scopes.SCOPES).secret,
        "agent": world.key(owner, *scopes.FOR_AGENTS, of=helper).secret,
        "bare_key": world.key(owner, "payouts:write").secret,
    }
    cookies = {name: world.browser(person).cookies for name, person in people.items()}
    signed_in = {name: {"cookie": jar.output(header="", sep=";", attrs=[])} for name, jar in cookies.items()}
    return {"visitor": {}, **signed_in, **{name: _bearer(secret) for name, secret in secrets.items()}}


def _bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}
