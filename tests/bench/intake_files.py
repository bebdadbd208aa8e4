"""A file of a hundred thousand rows, from its last byte to items: read, fitted, held against what is there, checked,
kept as rows and then given, by the very tasks that workers run. Beside it a bare COPY of the same rows, and what each
half of the way takes.
"""

import csv
import io
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Final

import psycopg
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone

from apps.contributions import tasks
from apps.contributions.models import Revision, Upload, UploadRow
from apps.contributions.services import intake
from apps.datanets.models import Datanet, Rules
from apps.foundation import ids
from apps.people.models import User
from openledger.supervisor import postgres
from tests import thread, world
from tests.bench import intake_texts
from tests.bench.intake_rows import of_both
from tests.bench.report import Figure, Report
from tests.contributions import sending

ROWS: Final = 100_000
LOCAL: Final = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def run(book: Report, cluster: postgres.Cluster) -> None:
    """Once: it is long enough for what else happens on the machine to even out."""
    rows = list(_rows())
    raw = _spelled(rows)
    with (
        tempfile.TemporaryDirectory(prefix="ol-bench-") as folder,
        override_settings(MEDIA_ROOT=folder, CACHES=LOCAL, ALLOWED_HOSTS=["*"]),
    ):
        cache.clear()
        person = world.person("amina")
        net = _datanet(person)
        upload, key = _sent(raw, person, net)
        inspecting = _measured(lambda: _until(upload, "inspected"))
        if (
            upload.counts.get("ok", 0)
            + upload.counts.get("near_duplicate", 0)
            + upload.counts.get("warning", 0)
            < 0.9 * ROWS
        ):
            raise RuntimeError(f"the rows were not what they should be: {upload.counts} {upload.problem}")
        intake.request_submission(actor=person, upload=upload, now=timezone.now())
        giving = _measured(lambda: _until(upload, "submitted"))
        given = Revision.objects.filter(contribution=upload.contribution).count()
        if given != upload.rows_submitted or UploadRow.objects.filter(upload=upload).count() != ROWS:
            raise RuntimeError(f"{given} items came of {upload.rows_submitted} rows")
        del key
    copied = _copied(cluster, rows)
    wall, busy = inspecting[0] + giving[0], inspecting[1] + giving[1]
    book.say(f"of {ROWS:,} rows {given:,} were given: {upload.counts}")
    book.add(
        Figure(
            f"{ROWS:,} rows of CSV, inspected and given, rows/s; peer: a bare COPY",
            ROWS / wall,
            ROWS / copied[0],
        )
    )
    book.add(Figure("read, fitted, checked and kept, rows/s of the clock", ROWS / inspecting[0], goal=20_000))
    book.add(Figure("the same, rows/s of both processors; peer: a bare COPY", ROWS / busy, ROWS / copied[1]))
    book.add(Figure("read, fitted, checked and kept, rows/s of both processors", ROWS / inspecting[1]))
    book.add(Figure("looked at again and given, rows/s of both processors", given / giving[1]))


def _datanet(person: User) -> Datanet:
    """One that takes so many rows of one person in a day."""
    net = thread.datanet(person, community=world.community(person, slug="sheets"), slug="remarks")
    rules = Rules.objects.in_force(net, world.NOW)
    rules.pk, rules.public_id, rules.number = None, ids.new("rul", now=world.NOW), rules.number + 1
    rules.most_items_a_day = 2 * ROWS
    rules.save(force_insert=True)
    return net


def _rows() -> Iterator[tuple[str, str]]:
    for number, text in enumerate(intake_texts.texts(ROWS, seed=7)):
        yield f"What does remark {number} of the file say?", text


def _spelled(rows: list[tuple[str, str]]) -> bytes:
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(["question", "answer"])
    writer.writerows(rows)
    return sheet.getvalue().encode()


def _sent(raw: bytes, person: User, net: Datanet) -> tuple[Upload, str]:
    key = world.key(person, "data:write").secret
    client: Client = world.program(key)
    address = f"{net.community.slug}/{net.slug}"
    opened = sending.announced(client, len(raw), net=address)
    if opened.status_code != 201:
        raise RuntimeError(opened.content.decode())
    place, step = opened["Location"], 4 * 1024 * 1024
    for offset in range(0, len(raw), step):
        answer = sending.patched(client, place, raw[offset : offset + step], offset)
        if answer.status_code != 204:
            raise RuntimeError(answer.content.decode())
    return Upload.objects.get(public_id=place.rpartition("/")[2]), key


def _until(upload: Upload, state: str) -> None:
    for _ in range(200):
        tasks.work_on_uploads()
        tasks.work_on_large_uploads()
        upload.refresh_from_db()
        if upload.state in (state, "refused", "unmapped"):
            break
    if upload.state != state:
        raise RuntimeError(f"the file is {upload.state}: {upload.problem}")


def _copied(cluster: postgres.Cluster, rows: list[tuple[str, str]]) -> tuple[float, float]:
    """Seconds of the clock, and of both processors, for nothing but the rows."""
    with psycopg.connect(cluster.url(role=postgres.OWNER), autocommit=True) as session:
        session.execute("CREATE TABLE bare (question text, answer text)")
        started, busy = time.perf_counter(), time.process_time()
        with session.cursor().copy("COPY bare (question, answer) FROM STDIN") as into:
            for row in rows:
                into.write_row(row)
        took, here = time.perf_counter() - started, time.process_time() - busy
        session.execute("DROP TABLE bare")
    # The server's part is what is left: one of both waits for the other all the time.
    return took, max(took, here)


def _measured(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock, and of both processors."""
    took = 0.0

    def timed() -> None:
        nonlocal took
        started = time.perf_counter()
        act()
        took = time.perf_counter() - started

    busy = of_both(timed)
    return took, busy
