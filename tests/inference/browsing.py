"""What a reader of these pages does: open one, and send its form as it stands there."""

import re
from typing import Any, Final

from django.test import Client

from apps.people.models import User
from tests import thread, world

MODEL_PAGE: Final = "/m/agri-africa/agro-assist/"


def html(response: Any) -> str:
    """What a page says, its white space made plain."""
    return re.sub(r"\s+", " ", response.content.decode())


def get(reader: User | None, address: str, status: int = 200) -> str:
    response = world.browser(reader).get(address)
    assert response.status_code == status
    return html(response)


def ask(client: Client, prompt: str = thread.QUESTION, **other: str) -> Any:
    """Sends the form as the page has it."""
    page = client.get(MODEL_PAGE).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(token|price)" value="([^"]+)"', page))
    return client.post(f"{MODEL_PAGE}ask/", {**hidden, "prompt": prompt, **other})
