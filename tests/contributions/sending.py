"""Sending files as clients of tus do, and letting workers look at them."""

import base64
from collections.abc import Mapping
from typing import Any, Final

from django.test import Client

from apps.contributions import tasks
from apps.contributions.core import consents, tus
from apps.contributions.models import Upload

UPLOADS: Final = "/api/v1/uploads/"
TUS: Final = {"Tus-Resumable": "1.0.0"}
CSV: Final = "question,answer\n" + "".join(
    f"What helps against pest number {number}?,Take the leaves off that show it and burn them; way {number}.\n"
    for number in range(1, 6)
)


def metadata(name: str = "maize.csv", *, net: str = "agri-africa/agronomy", **more: str) -> str:
    """What is said about a file."""
    said = {"filename": name, "datanet": net, "consent": str(consents.CURRENT), **more}
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())


def announced(
    client: Client, size: int, name: str = "maize.csv", headers: Mapping[str, str] | None = None, **more: str
) -> Any:
    """A file that is about to be sent."""
    return client.post(
        UPLOADS,
        headers={
            **TUS,
            "Upload-Length": str(size),
            "Upload-Metadata": metadata(name, **more),
            **(headers or {}),
        },
    )


def patched(
    client: Client, address: str, content: bytes, offset: int, headers: Mapping[str, str] | None = None
) -> Any:
    """A piece of it."""
    return client.patch(
        address,
        content,
        content_type=tus.BODY,
        headers={**TUS, "Upload-Offset": str(offset), **(headers or {})},
    )


def sent(client: Client, content: bytes | str, name: str = "maize.csv", **more: str) -> Upload:
    """A whole file, in one go."""
    raw = content.encode() if isinstance(content, str) else content
    answer = client.post(
        UPLOADS,
        raw,
        content_type=tus.BODY,
        headers={**TUS, "Upload-Length": str(len(raw)), "Upload-Metadata": metadata(name, **more)},
    )
    assert answer.status_code == 201, answer.content
    return Upload.objects.get(public_id=answer["Location"].rpartition("/")[2])


def inspected(client: Client, content: bytes | str, name: str = "maize.csv", **more: str) -> Upload:
    """A whole file, and what a worker found about it."""
    upload = sent(client, content, name, **more)
    worked()
    upload.refresh_from_db()
    return upload


def worked() -> None:
    """What workers do when they are asked to look."""
    tasks.work_on_uploads()
    tasks.work_on_large_uploads()
