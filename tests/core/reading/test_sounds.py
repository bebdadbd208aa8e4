"""Sounds: what is sound is copied, how long it lasts is counted, and what was said beside it is left behind."""

import io
import struct
import tempfile

import pytest
from mutagen.id3 import ID3, TIT2

from apps.contributions.core.reading import Bounds, Form, Media, Unreadable, hardy
from tests.core.reading import samples

SECRET = b"recorded at Ivory Lane 7"


def read(body: bytes, form: Form, bounds: Bounds | None = None) -> tuple[Media, bytes]:
    with tempfile.TemporaryFile() as into:
        media = hardy.read_media(io.BytesIO(body), form, into, bounds=bounds or Bounds())
        return media, into.read()


def refusal(body: bytes, form: Form, bounds: Bounds | None = None) -> str:
    with pytest.raises(Unreadable) as refused:
        read(body, form, bounds)
    return refused.value.code


def test_a_wav_keeps_its_sound_alone() -> None:
    body = samples.wav(1.5)
    chunk = b"LIST" + struct.pack("<I", len(SECRET)) + SECRET
    told = body[:12] + chunk + body[12:] + chunk
    media, kept = read(told, Form.WAV)
    assert (media.found.milliseconds, kept) == (1500, body)


def test_an_mp3_keeps_its_frames_alone() -> None:
    tag = io.BytesIO()
    told_by = ID3()
    told_by.add(TIT2(encoding=3, text=SECRET.decode()))
    told_by.save(tag)
    body = samples.mp3(100)
    media, kept = read(tag.getvalue() + body + b"TAG" + SECRET.ljust(125), Form.MP3)
    assert kept == body
    assert media.found.milliseconds == 100 * 1152 * 1000 // 44100


def test_a_flac_keeps_what_is_needed_to_play_it() -> None:
    body = samples.flac(8000, 16_000)
    told = body[:4] + b"\x00" + body[5:42] + b"\x84" + len(SECRET).to_bytes(3, "big") + SECRET + body[42:]
    media, kept = read(told, Form.FLAC)
    assert (media.found.milliseconds, kept) == (2000, body)


@pytest.mark.parametrize(
    ("body", "form", "code"),
    [
        (samples.wav()[:-10], Form.WAV, "truncated"),
        (samples.wav()[:30], Form.WAV, "truncated"),
        (b"RIFF\x04\x00\x00\x00WAVE", Form.WAV, "truncated"),
        (
            samples.wav().replace(struct.pack("<HH", 1, 1), struct.pack("<HH", 85, 1), 1),
            Form.WAV,
            "unknown_coding",
        ),
        (
            samples.wav().replace(struct.pack("<II", 8000, 16000), struct.pack("<II", 8000, 0)),
            Form.WAV,
            "broken_sound",
        ),
        (samples.mp3(2), Form.MP3, "broken_sound"),
        (b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f", Form.MP3, "truncated"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"<script>" * 99, Form.MP3, "broken_sound"),
        (samples.mp3(9) + bytes(300_000), Form.MP3, "broken_sound"),
        (samples.flac()[:20], Form.FLAC, "truncated"),
        (samples.flac(samples=0), Form.FLAC, "unknown_length"),
        (samples.flac()[:42] + b"PK\x03\x04", Form.FLAC, "broken_sound"),
        (b"fLaC\x84\x00\x00\x00", Form.FLAC, "broken_sound"),
    ],
)
def test_what_cannot_be_played_says_why(body: bytes, form: Form, code: str) -> None:
    assert refusal(body, form) == code


def test_sounds_have_a_longest_time() -> None:
    for form, body in (
        (Form.WAV, samples.wav(2)),
        (Form.MP3, samples.mp3(100)),
        (Form.FLAC, samples.flac(8, 16)),
    ):
        assert refusal(body, form, Bounds(milliseconds=1000)) == "sound_too_long"
        assert refusal(body, form, Bounds(sound=len(body) - 1)) == "file_too_large"
