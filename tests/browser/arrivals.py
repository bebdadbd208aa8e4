"""Files on their way in, one in each state that has a page of its own look."""

import io
from typing import Final

from django.utils import timezone

from apps.contributions import tasks
from apps.contributions.adapters import inbox
from apps.contributions.models import Upload
from apps.contributions.services import intake, receiving
from apps.contributions.services.admitting import Giver
from apps.contributions.services.receiving import Announced
from apps.datanets.models import Datanet
from apps.people.models import User
from tests import thread

MIXED: Final = f"""question,answer
When does cassava keep its leaves in a long drought?,It drops most of them and keeps the youngest until rain returns.
Short?,no
"{thread.QUESTION}","{thread.ANSWER}"
How is a grafted mango planted on a slope?,Put it a hand above the ground on the upper side so that water runs off.
How is a grafted mango planted on a slope?,Put it a hand above the ground on the upper side so that water runs off it.
Who sells certified seed nearby?,Ask the agricultural officer of the ward or write to seeds@example.org for a list.
Which row is this?
"""
STRANGE: Final = "q,a,wer\n" + "".join(
    f"Question number {n} of all?,An answer that is long enough {n}.,x\n" for n in range(60)
)


def grow(person: User, net: Datanet) -> dict[str, str]:
    """The names that paths may use."""
    inspected = _sent(person, net, MIXED, "Fragen und Antworten aus dem Hochland, dritte Fassung.csv")
    unmapped = _sent(person, net, STRANGE, "strange.csv")
    broken = _sent(person, net, "<html><script>", "page.csv")
    first = _sent(person, net, MIXED.replace("mango", "papaya"), "a.csv", group="together")
    _sent(person, net, MIXED.replace("mango", "guava"), "b.csv", group="together")
    submitted = _sent(person, net, MIXED.replace("mango", "avocado"), "given.csv")
    tasks.work_on_uploads()
    submitted.refresh_from_db()
    intake.request_submission(actor=person, upload=submitted, now=timezone.now())
    tasks.work_on_uploads()
    arriving = _sent(person, net, MIXED, "arriving.csv", part=400)
    for one in Upload.objects.all():
        inbox.remove(one.public_id)
    return {
        "upload": inspected.public_id,
        "upload_unmapped": unmapped.public_id,
        "upload_broken": broken.public_id,
        "upload_submitted": submitted.public_id,
        "upload_arriving": arriving.public_id,
        "upload_group": first.group,
    }


def _sent(
    person: User, net: Datanet, content: str, name: str, *, group: str = "", part: int | None = None
) -> Upload:
    raw, now = content.encode(), timezone.now()
    upload = receiving.begin(
        giver=Giver(person),
        datanet=net,
        announced=Announced(path=name, size=len(raw), group=group),
        provenance=thread.own(),
        now=now,
    )
    return receiving.receive(
        upload=upload,
        offset=0,
        length=part or len(raw),
        source=io.BytesIO(raw[:part]),
        checksum=None,
        now=now,
    )
