"""The second datanet of the demo: pictures of road signs and what they say, drawn here, the same at every start."""

import io
import random
from datetime import datetime
from typing import Any, Final

from PIL import Image, ImageDraw

from apps.contributions.models import Item, Revision
from apps.contributions.services import consenting, storing, submitting
from apps.contributions.services.admitting import Giver, Provenance
from apps.curation.services import deciding, leasing, reviewing
from apps.datanets.core import modalities, schemas
from apps.datanets.models import Datanet
from apps.datanets.reports import finding
from apps.datanets.services import opening
from apps.datanets.services.opening import Beginning
from apps.datanets.services.publishing import Terms
from apps.foundation.idempotency import Request
from apps.people.models import Community
from openledger.demo import cast
from openledger.demo.scene import Scene

SLUG: Final = "road-signs"
SIZE: Final = (480, 360)
GUIDELINES: Final = """\
One sign in each picture, seen from the front, large enough that somebody can say what it tells a driver.

- **Good**: the whole sign, upright, with a little of what stands around it.
- **Bad**: half a sign, two signs, or one that is too far away."""
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["picture", "sign", "is_clear"],
    "additionalProperties": False,
    "properties": {
        "picture": {
            "type": "string", "title": "Picture", "contentMediaType": "image/*", "pattern": schemas.SHA256,
            "minLength": 64, "maxLength": 64,
        },
        "sign": {"type": "string", "title": "Sign", "enum": ["stop", "give way", "no entry", "speed limit"]},
        "is_clear": {"type": "boolean", "title": "Can be read at once"},
        "limit": {"type": "integer", "title": "Limit in km/h", "minimum": 5, "maximum": 130},
        "note": {"type": "string", "title": "Note", "maxLength": 300},
    },
}  # fmt: skip
#: What is given: the sign, its limit where it has one, and what there is to say.
SIGNS: Final = (
    ("stop", None, "Drawn as it stands at a crossing with little to be seen of the other road."),
    ("give way", None, "At the end of a road that joins a larger one."),
    ("no entry", None, "Where a road is driven in the other direction only."),
    ("speed limit", 30, "Before a school."),
    ("speed limit", 50, "Where houses begin."),
    ("stop", None, "The same kind of sign a second time, further away."),
    ("speed limit", 80, "On a road between villages."),
    ("give way", None, "Seen in the rain."),
)
#: So many are judged; the others wait.
JUDGED: Final = 5
OPENED, GIVEN = 6, 4  # days ago


def open_pictures(scene: Scene) -> None:
    """The curator has opened it, with fields of many kinds."""
    if finding.datanet_at(cast.COMMUNITY, SLUG) is not None:
        return
    terms, curator = Terms(licence="CC0-1.0", min_reviews=1, max_reviews=3), scene.people["curator"]
    opening.open_datanet(
        founder=curator,
        community=Community.objects.get(slug=cast.COMMUNITY),
        slug=SLUG,
        title="Road signs",
        purpose="Pictures of road signs, each with what it tells a driver.",
        guidelines=GUIDELINES,
        terms=terms,
        begin=Beginning(modalities.IMAGE, SCHEMA, domain="roads", languages=("en",)),
        now=scene.ago(OPENED),
    )


def give_pictures(scene: Scene) -> None:
    """The contributor has given all of them, and the curator has looked at the first."""
    datanet = finding.datanet_at(cast.COMMUNITY, SLUG)
    if datanet is None or Item.objects.filter(datanet=datanet).exists():
        return
    for number in range(len(SIGNS)):
        revision = _give(scene, datanet, number, now=scene.ago(GIVEN))
        if number < JUDGED:
            _judge(scene, revision, datanet, now=scene.ago(GIVEN - 1))


def drawn(number: int) -> bytes:
    """A sign before a landscape of its own. The seed is the number, so every host draws the same."""
    sign, limit, _note = SIGNS[number]
    chance = random.Random(number)  # noqa: S311 - a landscape, not a secret
    picture = Image.new("RGB", SIZE, (186, 214 - 3 * number, 236))
    draw = ImageDraw.Draw(picture)
    for _hill in range(6):
        left, top = chance.randrange(-80, 400), chance.randrange(200, 300)
        draw.ellipse(
            (left, top, left + chance.randrange(160, 320), 460), fill=(96, 140 + chance.randrange(40), 96)
        )
    middle, radius = (chance.randrange(190, 290), 150), 96 - 4 * number
    draw.rectangle((middle[0] - 6, middle[1], middle[0] + 6, 350), fill=(120, 120, 124))
    _SHAPES[sign](draw, middle, radius, limit)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def _give(scene: Scene, datanet: Datanet, number: int, *, now: datetime) -> Revision:
    sign, limit, note = SIGNS[number]
    author = scene.people["contributor"]
    blob = storing.store(kind=schemas.IMAGE, file=io.BytesIO(drawn(number)), name="sign.png", now=now)
    record: dict[str, str | int | bool] = {
        "picture": blob.sha256, "sign": sign, "is_clear": number != len(SIGNS) - 1, "note": note,
    }  # fmt: skip
    if limit is not None:
        record["limit"] = limit
    contribution = submitting.submit(
        giver=Giver(author),
        datanet=datanet,
        record=record,
        provenance=Provenance(consent=consenting.current(now=now), collected_on=now.date()),
        request=Request.read(f"demo-sign-{number}", scope=f"{author.public_id}:demo", body=sign.encode()),
        now=now,
        files=frozenset([blob.sha256]),
    )
    return Revision.objects.get(contribution=contribution)


def _judge(scene: Scene, revision: Revision, datanet: Datanet, *, now: datetime) -> None:
    curator = scene.people["curator"]
    held = leasing.lease(reviewer=curator, datanet=datanet, now=now)
    if held is not None and held.revision_id == revision.pk:
        reviewing.review(reviewer=curator, revision=revision, verdict="accept", reason="", now=now)
        deciding.decide(revision_id=revision.pk, now=now)


_Place = tuple[int, int]


def _polygon(
    draw: ImageDraw.ImageDraw, middle: _Place, radius: int, sides: int, turn: float, fill: str
) -> None:
    draw.regular_polygon((*middle, radius), sides, rotation=turn, fill=fill, outline="white", width=6)


def _stop(draw: ImageDraw.ImageDraw, middle: _Place, radius: int, _limit: int | None) -> None:
    _polygon(draw, middle, radius, 8, 22.5, "#B42318")
    draw.text(middle, "STOP", fill="white", anchor="mm", font_size=radius // 2)


def _give_way(draw: ImageDraw.ImageDraw, middle: _Place, radius: int, _limit: int | None) -> None:
    _polygon(draw, middle, radius, 3, 180, "#B42318")
    _polygon(draw, middle, radius // 2, 3, 180, "white")


def _no_entry(draw: ImageDraw.ImageDraw, middle: _Place, radius: int, _limit: int | None) -> None:
    draw.circle(middle, radius, fill="#B42318", outline="white", width=6)
    bar = radius // 5
    draw.rectangle(
        (middle[0] - radius * 3 // 4, middle[1] - bar, middle[0] + radius * 3 // 4, middle[1] + bar),
        fill="white",
    )


def _speed(draw: ImageDraw.ImageDraw, middle: _Place, radius: int, limit: int | None) -> None:
    draw.circle(middle, radius, fill="white", outline="#B42318", width=radius // 6)
    draw.text(middle, str(limit), fill="#1B1C1E", anchor="mm", font_size=radius * 4 // 5)


_SHAPES: Final = {"stop": _stop, "give way": _give_way, "no entry": _no_entry, "speed limit": _speed}
