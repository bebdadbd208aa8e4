"""Asking for what is missing, and being at it: what may be asked, who may claim how much, and when a claim is over."""

from datetime import timedelta
from functools import partial

import pytest

from apps.datanets.core import claiming as spans
from apps.datanets.core import limits, schemas
from apps.datanets.models import Datanet, Need, NeedClaim, Rules
from apps.datanets.reports import needs as report
from apps.datanets.services import claiming, needing, publishing
from apps.datanets.services.claiming import (
    AlreadyAtIt,
    BadClaim,
    ClaimOver,
    NeedClosed,
    NoAgentsHere,
    NothingFree,
    TooManyClaims,
)
from apps.datanets.services.needing import BadNeed, TooManyNeeds
from apps.datanets.services.publishing import Terms
from apps.foundation import ids
from apps.foundation.errors import Conflict, DomainError, NotAllowed
from apps.people.core.names import BadName
from apps.people.models import AuditRecord, User
from openledger.supervisor import postgres
from tests import thread, world
from tests.people.at_once import at_once
from tests.world import NOW

DAY = timedelta(days=1)
LABELLED = schemas.schema_of(
    [
        schemas.Part("text", "Text", 1, 500, required=True),
        schemas.Part("label", "Label", 0, 0, required=True, kind=schemas.CHOICE, choices=("good", "bad")),
        schemas.Part("year", "Year", 1900, 2100, required=False, kind=schemas.INTEGER),
        schemas.Part("photo", "Photo", 0, 0, required=False, kind=schemas.IMAGE),
    ]
)


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina, li_wei])


def ask(actor: User, net: Datanet, wanted: int = 10, **said: str) -> Need:
    return needing.open_need(
        actor=actor, datanet=net, title=said.pop("title", "Beans"), wanted=wanted, now=NOW, **said
    )


def be_at(person: User, need: Need, pieces: int = 5, **more: object) -> NeedClaim:
    asked: dict[str, object] = {"given": 0, "now": NOW, **more}
    return claiming.claim(person=person, need=need, pieces=pieces, **asked)  # type: ignore[arg-type]


def shown(net: Datanet, reader: User | None = None, after: timedelta = timedelta()) -> report.Asked:
    (asked,) = report.board(net, reader=reader.pk if reader else None, at=NOW + after)
    return asked


@pytest.mark.django_db
def test_a_need_stands_on_the_board_until_it_is_closed(juma: User, net: Datanet) -> None:
    need = ask(juma, net, description="With local names.")
    assert (shown(net).title, shown(net).wanted, shown(net).is_open) == ("Beans", 10, True)
    needing.close_need(actor=juma, need=need, now=NOW)
    assert not shown(net).is_open
    with pytest.raises(Conflict):
        needing.close_need(actor=juma, need=Need.objects.get(), now=NOW)
    needing.reopen_need(actor=juma, need=Need.objects.get(), now=NOW)
    assert shown(net).is_open
    acts = AuditRecord.objects.filter(act__startswith="datanet.").values_list("act", flat=True)
    assert {"datanet.open_need", "datanet.close_need", "datanet.reopen_need"} <= set(acts)


@pytest.mark.django_db
def test_only_curators_ask_close_and_open_again(juma: User, amina: User, net: Datanet) -> None:
    need = ask(juma, net)
    for act in (
        partial(ask, amina, net),
        partial(needing.close_need, actor=amina, need=need, now=NOW),
        partial(needing.reopen_need, actor=amina, need=need, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "refusal", "place"),
    [
        ({"wanted": 0}, BadNeed, "/wanted"),
        ({"wanted": limits.WANTED_MOST + 1}, BadNeed, "/wanted"),
        ({"title": " "}, BadName, "/title"),
        ({"title": "x" * 81}, BadName, "/title"),
        ({"description": "x" * 1001}, BadName, "/description"),
        ({"field": "colour", "value": "red"}, BadNeed, "/field"),
        ({"field": "photo", "value": "ab" * 32}, BadNeed, "/field"),
        ({"field": "", "value": "red"}, BadNeed, "/field"),
        ({"field": "label", "value": ""}, BadNeed, "/value"),
        ({"field": "label", "value": "ugly"}, BadNeed, "/value"),
        ({"field": "year", "value": "1850"}, BadNeed, "/value"),
        ({"field": "year", "value": "then"}, BadNeed, "/value"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_where_it_stands(
    juma: User, net: Datanet, said: dict[str, object], refusal: type[DomainError], place: str
) -> None:
    publishing.publish_rules(
        actor=juma, datanet=net, terms=Terms(), record_schema=LABELLED, holds_from=NOW, now=NOW
    )
    with pytest.raises(refusal) as refused:
        ask(juma, net, **said)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [place]
    assert ask(juma, net, field="label", value="good").value == "good"
    assert ask(juma, net, field="year", value="1999").field == "year"


@pytest.mark.django_db
def test_a_board_has_an_end(juma: User, net: Datanet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NEEDS_MOST", 2)
    first = ask(juma, net)
    ask(juma, net)
    with pytest.raises(TooManyNeeds):
        ask(juma, net)
    needing.close_need(actor=juma, need=first, now=NOW)
    ask(juma, net)
    with pytest.raises(TooManyNeeds):
        needing.reopen_need(actor=juma, need=first, now=NOW)


@pytest.mark.django_db
def test_whoever_is_at_some_of_it_leaves_the_rest_to_others(
    juma: User, amina: User, li_wei: User, net: Datanet
) -> None:
    need = ask(juma, net)
    be_at(amina, need, 6)
    with pytest.raises(NothingFree, match="Only 4 pieces"):
        be_at(li_wei, need, 5)
    be_at(li_wei, need, 4)
    with pytest.raises(NothingFree, match="Nothing is free"):
        be_at(juma, need, 1)
    board = shown(net, amina)
    assert (board.free, board.claimed, sorted(claim.pieces for claim in board.claims)) == (0, 10, [4, 6])
    assert board.own is not None
    assert board.own.by.public_id == amina.public_id
    assert shown(net).own is None


@pytest.mark.django_db
def test_what_was_accepted_is_not_free_either(juma: User, amina: User, net: Datanet) -> None:
    need = ask(juma, net)
    with pytest.raises(NothingFree):
        be_at(amina, need, 4, given=7)
    be_at(amina, need, 3, given=7)


@pytest.mark.django_db
def test_a_claim_lapses_by_itself_and_makes_room(juma: User, amina: User, li_wei: User, net: Datanet) -> None:
    need = ask(juma, net)
    first = be_at(amina, need, 10)
    assert first.expires_at == NOW + 3 * DAY
    assert shown(net, after=3 * DAY).claims == []
    be_at(li_wei, need, 4, now=NOW + 3 * DAY)
    again = be_at(amina, need, 6, now=NOW + 3 * DAY)
    assert NeedClaim.objects.get(pk=first.pk).released_at == again.claimed_at


@pytest.mark.django_db
def test_one_claim_at_a_time_and_ten_in_all(
    juma: User, amina: User, net: Datanet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spans, "CLAIMS_MOST", 2)
    needs = [ask(juma, net) for _ in range(3)]
    be_at(amina, needs[0])
    with pytest.raises(AlreadyAtIt):
        be_at(amina, needs[0], 1)
    be_at(amina, needs[1])
    with pytest.raises(TooManyClaims):
        be_at(amina, needs[2])
    be_at(amina, needs[2], now=NOW + 4 * DAY)


@pytest.mark.django_db
@pytest.mark.parametrize(("pieces", "days"), [(0, 3), (-1, 3), (1, 0), (1, 15)])
def test_a_claim_is_of_something_and_for_a_while(
    juma: User, amina: User, net: Datanet, pieces: int, days: int
) -> None:
    with pytest.raises(BadClaim):
        be_at(amina, ask(juma, net), pieces, days=days)


@pytest.mark.django_db
def test_renewing_holds_from_now_on_for_what_is_still_missing(juma: User, amina: User, net: Datanet) -> None:
    claim = be_at(amina, ask(juma, net), 6)
    renewed = claiming.renew(person=amina, claim=claim, given=8, now=NOW + 2 * DAY)
    assert (renewed.pieces, renewed.expires_at) == (2, NOW + 5 * DAY)
    with pytest.raises(ClaimOver):
        claiming.renew(person=amina, claim=claim, given=0, now=NOW + 2 * DAY)
    with pytest.raises(NothingFree):
        claiming.renew(person=amina, claim=renewed, given=10, now=NOW + 3 * DAY)
    with pytest.raises(ClaimOver):
        claiming.renew(person=amina, claim=renewed, given=0, now=NOW + 5 * DAY)


@pytest.mark.django_db
def test_a_claim_is_released_by_whoever_holds_it_or_curates(
    juma: User, amina: User, li_wei: User, net: Datanet
) -> None:
    need = ask(juma, net)
    claim = be_at(amina, need)
    for act in (
        partial(claiming.release, actor=li_wei, claim=claim, now=NOW),
        partial(claiming.renew, person=juma, claim=claim, given=0, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    claiming.release(actor=amina, claim=claim, now=NOW)
    with pytest.raises(ClaimOver):
        claiming.release(actor=amina, claim=claim, now=NOW)
    silent = be_at(amina, need, 10)
    claiming.release(actor=juma, claim=silent, now=NOW)
    assert shown(net).free == 10


@pytest.mark.django_db
def test_nobody_is_at_a_closed_need_or_in_a_datanet_that_they_cannot_give_to(
    juma: User, amina: User, net: Datanet
) -> None:
    need = ask(juma, net)
    claim = be_at(amina, need)
    needing.close_need(actor=juma, need=need, now=NOW)
    with pytest.raises(NeedClosed):
        be_at(juma, need)
    with pytest.raises(NeedClosed):
        claiming.renew(person=amina, claim=claim, given=0, now=NOW)
    open_need = ask(juma, net)
    Datanet.objects.filter(pk=net.pk).update(entry="invite")
    with pytest.raises(NotAllowed):
        be_at(amina, open_need)


@pytest.mark.django_db
def test_an_agent_is_at_it_where_agents_may_give_and_for_its_owner_alone(
    juma: User, amina: User, li_wei: User, net: Datanet
) -> None:
    need, agent = ask(juma, net), world.agent(amina)
    with pytest.raises(NoAgentsHere):
        be_at(amina, need, agent=agent)
    let_agents_give(net)
    with pytest.raises(NotAllowed):
        be_at(li_wei, need, agent=agent)
    be_at(amina, need, agent=agent)
    assert shown(net).claims[0].agent == agent.name


def let_agents_give(net: Datanet) -> None:
    """The next version of the rules, which says so and nothing else."""
    rules = Rules.objects.filter(datanet=net).latest("number")
    rules.pk, rules.number, rules.public_id = None, rules.number + 1, ids.new("rul", now=NOW)
    rules.agents_may_give = True
    rules.save(force_insert=True)


@pytest.fixture
def places(own_database: postgres.Cluster) -> tuple[User, User, Need]:
    juma, amina, li_wei = (world.person(name) for name in ("juma", "amina", "li-wei"))
    net = thread.datanet(juma, community=world.community(juma), members=[amina, li_wei])
    return amina, li_wei, ask(juma, net)


def test_two_who_claim_at_once_do_not_get_more_than_is_missing(places: tuple[User, User, Need]) -> None:
    amina, li_wei, need = places
    told = at_once([partial(be_at, amina, need, 6), partial(be_at, li_wei, need, 6)])
    assert sorted(told) == ["", "nothing_free"]
    assert NeedClaim.objects.live(NOW).get().pieces == 6


def test_one_who_claims_twice_at_once_is_at_it_once(places: tuple[User, User, Need]) -> None:
    amina, _, need = places
    told = at_once([partial(be_at, amina, need, 2), partial(be_at, amina, need, 2)])
    assert sorted(told) == ["", "already_at_it"]
