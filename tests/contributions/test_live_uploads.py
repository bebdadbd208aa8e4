"""Files sent to the real server by a client as it comes: stopped, killed, raced, and whole in the end."""

import http.client
import io
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from django.db import connection
from pytest_django import Settings
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed
from tusclient.uploader.uploader import Uploader

from apps.contributions.adapters import inbox
from apps.contributions.core import consents, tus
from apps.contributions.models import Upload
from apps.people.models import User
from openledger.supervisor import postgres
from tests import thread, world
from tests.browser import site
from tests.contributions import sending
from tests.contributions.sending import TUS

MB = 1024 * 1024


@pytest.fixture
def sender(own_database: postgres.Cluster, juma: User, amina: User) -> str:
    """The key of somebody who may give."""
    thread.datanet(juma, community=world.community(juma), members=[amina])
    return world.key(amina, "data:write").secret


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """What the server and its worker share. No page is asked for, so no files are collected for pages."""
    settings.MEDIA_ROOT = tmp_path / "var" / "media"
    collected = tmp_path / "var" / "static"
    collected.mkdir(parents=True)
    (collected / "staticfiles.json").write_text('{"paths": {}, "version": "1.1"}')
    return tmp_path


@pytest.fixture
def address(sender: str, own_database: postgres.Cluster, folder: Path) -> Iterator[str]:
    with site.running(own_database, _database(), folder) as found:
        yield found


def client(address: str, key: str) -> TusClient:
    return TusClient(f"{address}/api/v1/uploads/", headers={"Authorization": f"Bearer {key}"})


def uploader(of: TusClient, content: bytes, name: str = "rows.csv", **how: object) -> Uploader:
    said = {"filename": name, "datanet": "agri-africa/agronomy", "consent": str(consents.CURRENT)}
    return of.uploader(file_stream=io.BytesIO(content), metadata=said, **how)


def test_a_client_stops_and_goes_on_byte_for_byte(address: str, sender: str) -> None:
    content = os.urandom(5 * MB + 17)
    first = uploader(client(address, sender), content, chunk_size=MB, upload_checksum=True)
    first.upload(stop_at=2 * MB)
    assert Upload.objects.get().received == 2 * MB
    later = uploader(client(address, sender), content, url=first.url, chunk_size=MB)
    assert later.offset == 2 * MB
    later.upload()
    upload = Upload.objects.get()
    assert upload.state == "received"
    assert inbox.path_of(upload.public_id).read_bytes() == content
    sending.worked()
    upload.refresh_from_db()
    assert upload.state == "refused"


def test_a_client_is_told_what_is_refused(address: str, sender: str) -> None:
    with pytest.raises(TusCommunicationError) as refused:
        uploader(client(address, sender), b"x", name="rows.exe").upload()
    assert refused.value.status_code == 415
    with pytest.raises(TusCommunicationError) as unknown:
        uploader(client(address, "olp_unknown"), b"x").upload()
    assert unknown.value.status_code == 401


def test_of_two_who_send_the_same_piece_one_does(address: str, sender: str) -> None:
    content = os.urandom(3 * MB)
    begun = uploader(client(address, sender), content)
    begun.set_url(begun.create_url())
    answers: list[int] = []
    senders = [
        threading.Thread(target=lambda: answers.append(_patch(str(begun.url), sender, content)))
        for _ in range(4)
    ]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    assert set(answers) <= {204, 409, 423}
    assert answers.count(204) == 1
    assert inbox.path_of(Upload.objects.get().public_id).read_bytes() == content


def test_a_server_that_is_killed_loses_nothing_that_it_acknowledged(
    own_database: postgres.Cluster, sender: str, folder: Path
) -> None:
    content = os.urandom(40 * MB)
    with site.running(own_database, _database(), folder) as address:
        begun = uploader(client(address, sender), content)
        begun.set_url(begun.create_url())
        _send_until_killed(str(begun.url), sender, content)
    upload = Upload.objects.get()
    assert upload.state == "receiving"
    assert 0 < upload.received < len(content)
    assert inbox.size_of(upload.public_id) > upload.received
    with site.running(own_database, _database(), folder) as address:
        path = urlsplit(str(begun.url)).path
        later = uploader(client(address, sender), content, url=f"{address}{path}")
        assert later.offset == upload.received
        later.upload()
    assert inbox.path_of(upload.public_id).read_bytes() == content
    with pytest.raises((TusUploadFailed, TusCommunicationError, OSError)):
        later.upload_chunk()


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _patch(url: str, key: str, content: bytes) -> int:
    parts = urlsplit(url)
    one = http.client.HTTPConnection(parts.netloc, timeout=30)
    headers = {**TUS, "Upload-Offset": "0", "Content-Type": tus.BODY, "Authorization": f"Bearer {key}"}
    try:
        one.request("PATCH", parts.path, body=content, headers=headers)
        return one.getresponse().status
    finally:
        one.close()


def _send_until_killed(url: str, key: str, content: bytes) -> None:
    """All but the last megabyte, and then every process of the server dies at once."""
    parts = urlsplit(url)
    head = (
        f"PATCH {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {key}\r\nUpload-Offset: 0\r\n"
        f"Tus-Resumable: 1.0.0\r\nContent-Type: {tus.BODY}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30) as sent:
        sent.sendall(head.encode() + content[:-MB])
        end = time.monotonic() + 20
        while inbox.size_of(Upload.objects.get().public_id) < len(content) - 2 * MB:
            assert time.monotonic() < end
            time.sleep(0.05)
        for child in psutil.Process().children(recursive=True):
            if any("granian" in word for word in child.cmdline()):
                child.kill()
