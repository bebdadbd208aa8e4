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
CSV: Final = """question,answer
When is maize sown in the uplands?,Sow it at the onset of the long rains when the soil is moist a hand deep.
What helps against the fall armyworm?,Take the egg masses off by hand and put ash into the funnels of young plants.
How deep do beans go into heavy soil?,Three centimetres are enough because seedlings cannot lift a crust of clay.
Why do tomato leaves curl upwards?,Heat and drought make them roll; whiteflies bring a virus that does the same.
How long does cassava keep unharvested?,Up to two years in the ground although roots grow woody after eighteen months.
"""


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
