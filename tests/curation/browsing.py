"""The reviewer's desk in a browser that runs no JavaScript: opening it, and pressing its buttons."""

import re
from typing import Final

from django.test import Client

ANY: Final = "/review/"
NET: Final = "/d/agri-africa/agronomy/review/"


def opened(client: Client, address: str = ANY) -> str:
    """The page once somebody is asked."""
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def at_hand(page: str) -> str:
    return re.findall(r"/review/(rev_\w+)/verdict/", page)[0]


def give(client: Client, revision: str, verdict: str = "accept", *, back: str = ANY, **more: str) -> str:
    """Press a button of the desk, and where it leads."""
    answer = client.post(f"/review/{revision}/verdict/", {"verdict": verdict, "next": back, **more})
    assert answer.status_code == 302
    return answer["Location"]


def told(client: Client, address: str = ANY) -> list[str]:
    return [str(message) for message in client.get(address).context["messages"]]
