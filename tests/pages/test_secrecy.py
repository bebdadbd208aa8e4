"""Every address of the site, asked by strangers, while a datanet is private, or its data gated: not a word gets out.

The addresses are read from the resolver, so that a new one is walked as well. `places_of` says what leads into the
datanet.
"""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.plugin import DjangoDbBlocker

from apps.contributions.models import Contribution, Item, Revision
from apps.curation.models import Review
from apps.datanets.models import Datanet, Rules
from apps.people.models import User
from apps.snapshots.models import Snapshot
from openledger.supervisor import postgres
from tests import world as tests_world
from tests import worlds
from tests.browser import harvest, world

#: The datanet that is not for strangers, and words that stand in it and nowhere else.
SLUG: Final = "agronomy"
TITLE: Final = "Saffron ledgers of Herat"
WORDS: Final = [pair[1][:40] for pair in (*harvest.GIVEN, *harvest.WAITING)]
#: What a stranger does not ask: pages of staff and of signing in, which know no datanets.
PASSED_OVER: Final = ("admin/", "accounts/", "__debug__/")
#: Nor is who asks changed on the way: somebody who joins the community is no stranger.
CHANGING: Final = ("/join/", "/leave/", "/members")
METHODS: Final = ("GET", "POST")
STRANGERS: Final = ("", "stranger")
PLACE: Final = re.compile(r"<(?:\w+:)?(\w+)>")


@pytest.fixture(scope="module")
def inhabitants(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> Iterator[world.World]:
    """The world that the browser tests look at as well, and somebody who belongs nowhere."""
    name, usual = f"openledger_secrecy_{worker_id}", f"openledger_{worker_id}"
    with worlds.kept(postgres_cluster, django_db_blocker, name=name, usual=usual, make=world.make) as made:
        yield world.World({**made.people, "stranger": tests_world.person("stranger")}, made.names)


@pytest.fixture
def undone(inhabitants: world.World, django_db_blocker: DjangoDbBlocker) -> Iterator[world.World]:
    with worlds.undone(django_db_blocker):
        yield inhabitants


def addresses(names: dict[str, str]) -> list[str]:
    """Every address of the site that does not belong to staff, with its places filled."""
    filled = []
    for pattern in _patterns(get_resolver()):
        if pattern.startswith(PASSED_OVER):
            continue
        filled.append("/" + PLACE.sub(lambda place: names.get(place[1], "nothing"), pattern))
    return filled


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one, here)
        elif isinstance(one, URLPattern):
            yield here.replace("^", "").replace("$", "")


def places_of(made: world.World) -> dict[str, str]:
    """What every place of an address may be filled with, so that it leads into the datanet wherever it can."""
    net = Datanet.objects.get(slug=SLUG)
    model = made.names["model"].split("/")[1]
    sent_back = Revision.objects.get(item__public_id=made.names["sent_back"])
    return {
        "community": made.names["community"],
        "slug": made.names["community"],
        "datanet": net.slug,
        "item_id": made.names["item"],
        "revision_id": sent_back.public_id,
        "version": "1.0.0",
        "before": "nothing",
        "after": "1.0.0",
        "form": "jsonl",
        "model": model,
        "run_id": made.names["run"],
        "call_id": made.names["call"],
        "word": made.names["shown"],
        "user_id": made.people["visitor"].public_id,
        "agent_id": made.names["agent"],
        "key_id": "key_00000000000000000000000000",
        "notification_id": "ntf_00000000000000000000000000",
        "journal_id": made.names["journal"],
        "account_id": made.names["account"],
        "pool_id": made.names["pool"],
        "top_up_id": "top_00000000000000000000000000",
        "name": "none",
        "rest": "datanets",
        "number": "1",
    }


def walked(
    made: world.World, who: str, more: tuple[str, ...], *, methods: tuple[str, ...] = METHODS
) -> Iterator[tuple[str, str]]:
    """Each address and method, and all that was answered: the text, and where it leads."""
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(made.people[who])
    for address in (*addresses(places_of(made)), *more):
        changes = any(act in address for act in CHANGING)
        for method in methods[: 1 if changes else 2]:
            answer = client.generic(method, address)
            body = answer.getvalue()
            told = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
            assert answer.status_code != 500, (method, address)
            yield f"{method} {address}", f"{answer.status_code} {told} {body.decode(errors='replace')}"


def ids_of(net: Datanet) -> list[str]:
    """An id of each kind of thing that belongs to the datanet, for the search box."""
    rows = (
        Item.objects.filter(datanet=net),
        Revision.objects.filter(item__datanet=net),
        Contribution.objects.filter(datanet=net),
        Snapshot.objects.filter(datanet=net),
        Review.objects.filter(revision__item__datanet=net),
        Rules.objects.filter(datanet=net),
        Datanet.objects.filter(pk=net.pk),
    )
    return [row.values_list("public_id", flat=True)[0] for row in rows]


@pytest.mark.parametrize("who", STRANGERS)
def test_a_private_datanet_is_nowhere(undone: world.World, who: str) -> None:
    Datanet.objects.filter(slug=SLUG).update(visibility="private", title=TITLE)
    net = Datanet.objects.get(slug=SLUG)
    looked_for = [f"/search/?q={one}" for one in (*ids_of(net), "Saffron", SLUG)]
    lists = [f"/datanets/?q={word}" for word in ("Saffron", "maize")]
    makes = [f"/m/new/?from={undone.names['snapshot']}"]
    under = f"agri-africa/{SLUG}"
    for address, answer in walked(undone, who, (*looked_for, *lists, *makes)):
        assert TITLE not in answer, address
        assert f"/d/{under}/" not in answer.replace(address.split(" ")[1], ""), address
        for words in WORDS:
            assert words not in answer, address
        if f"/d/{under}" in address and "login" not in answer:
            assert answer.startswith(("404 ", "405 ")), address


@pytest.mark.parametrize("who", STRANGERS)
def test_the_words_of_a_gated_datanet_are_nowhere(undone: world.World, who: str) -> None:
    Datanet.objects.filter(slug=SLUG).update(access="gated", title=TITLE)
    for address, answer in walked(undone, who, ()):
        for words in WORDS:
            assert words not in answer, address


def test_what_is_looked_for_here_is_there_for_those_who_may(undone: world.World) -> None:
    """Or finding nothing would say nothing."""
    Datanet.objects.filter(slug=SLUG).update(visibility="private", access="gated", title=TITLE)
    answers = dict(walked(undone, "regular", ("/datanets/",), methods=("GET",)))
    assert TITLE in answers[f"GET /d/agri-africa/{SLUG}/"]
    assert TITLE in answers["GET /datanets/"]
    assert WORDS[0] in answers[f"GET /d/agri-africa/{SLUG}/items/{undone.names['item']}/"]
    assert WORDS[0] in answers[f"GET /d/agri-africa/{SLUG}/versions/1.0.0/data.jsonl"]


def test_members_see_that_there_is_data_and_read_it_once_they_are_let_in(undone: world.World) -> None:
    Datanet.objects.filter(slug=SLUG).update(access="gated")
    member: User = undone.people["operator"]
    client = Client()
    client.force_login(member)
    assert client.get(f"/d/agri-africa/{SLUG}/").status_code == 200
    refused = client.get(f"/d/agri-africa/{SLUG}/items/")
    assert refused.status_code == 403
    assert "whom its curators let in" in refused.content.decode()
