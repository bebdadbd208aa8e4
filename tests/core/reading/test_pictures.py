"""Pictures: only pixels survive, upright and in sRGB; and how alike two of them look."""

import io
import struct
import tempfile
import zlib

import pytest
from PIL import Image, ImageCms, ImageEnhance

from apps.contributions.core.reading import Bounds, Form, Media, Unreadable, hardy, looks
from tests.core.reading import samples

SECRET = b"Ivory Lane 7, 52.5200 13.4050"


def read(body: bytes, form: Form, bounds: Bounds | None = None) -> tuple[Media, bytes]:
    with tempfile.TemporaryFile() as into:
        media = hardy.read_media(io.BytesIO(body), form, into, bounds=bounds or Bounds())
        return media, into.read()


def refusal(body: bytes, form: Form, bounds: Bounds | None = None) -> str:
    with pytest.raises(Unreadable) as refused:
        read(body, form, bounds)
    return refused.value.code


def exif(orientation: int = 1) -> Image.Exif:
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010E] = SECRET.decode()
    told.get_ifd(0x8825)[1] = "N"
    return told


@pytest.mark.parametrize("form", [Form.PNG, Form.JPEG, Form.WEBP])
def test_nothing_that_was_said_beside_the_pixels_is_kept(form: Form) -> None:
    body = samples.picture(form.value, exif=exif(), xmp=SECRET, comment=SECRET)
    assert SECRET in body
    _, kept = read(body + SECRET, form)
    assert SECRET not in kept
    again = Image.open(io.BytesIO(kept))
    assert not again.getexif()
    assert {"exif", "xmp", "icc_profile", "comment", "photoshop"} & set(again.info) == set()


@pytest.mark.parametrize("form", [Form.PNG, Form.JPEG, Form.WEBP])
def test_a_picture_is_turned_upright(form: Form) -> None:
    media, kept = read(samples.picture(form.value, exif=exif(6)), form)
    assert (media.found.width, media.found.height) == (64, 96)
    assert Image.open(io.BytesIO(kept)).size == (64, 96)


def test_png_loses_nothing_and_jpeg_hardly_anything() -> None:
    scene = samples.scene()
    _, kept = read(samples.picture("PNG", scene), Form.PNG)
    assert Image.open(io.BytesIO(kept)).tobytes() == scene.tobytes()
    body = samples.picture("JPEG", scene, quality=80)
    _, kept = read(body, Form.JPEG)
    before, after = (Image.open(io.BytesIO(one)).tobytes() for one in (body, kept))
    assert sum(abs(one - other) for one, other in zip(before, after, strict=True)) / len(before) < 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_png_of_every_mode_is_kept(mode: str) -> None:
    scene = samples.scene().convert("L" if mode == "I;16" else mode)
    media, kept = read(samples.picture("PNG", scene.convert("I;16") if mode == "I;16" else scene), Form.PNG)
    assert Image.open(io.BytesIO(kept)).mode == mode
    assert media.found.thumbnail


def test_what_is_see_through_stays_so() -> None:
    scene = samples.scene().convert("RGBA")
    scene.putalpha(0)
    for form in (Form.PNG, Form.WEBP):
        media, kept = read(samples.picture(form.value, scene), form)
        assert Image.open(io.BytesIO(kept)).convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]
        assert media.found.look is None


def test_other_colour_spaces_become_srgb() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    _, kept = read(samples.picture("JPEG", icc_profile=lab), Form.JPEG)
    assert "icc_profile" not in Image.open(io.BytesIO(kept)).info
    _, kept = read(samples.picture("JPEG", samples.scene().convert("CMYK")), Form.JPEG)
    assert Image.open(io.BytesIO(kept)).mode == "RGB"
    media, _ = read(samples.picture("JPEG", icc_profile=b"no profile"), Form.JPEG)
    assert [flag.code for flag in media.found.flags] == ["colour_profile"]


def test_the_first_frame_of_what_moves_is_kept_as_png() -> None:
    media, kept = read(samples.gif(), Form.GIF)
    assert media.found.form is Form.PNG
    assert media.media_type == "image/png"
    assert [(flag.code, flag.params) for flag in media.found.flags] == [("first_frame", {"frames": 2})]
    assert kept.startswith(b"\x89PNG")


def test_a_picture_that_is_a_page_as_well_is_only_a_picture_afterwards() -> None:
    for form, opening in ((Form.GIF, b"GIF89a"), (Form.JPEG, b"\xff\xd8\xff"), (Form.PNG, b"\x89PNG")):
        body = samples.gif() if form is Form.GIF else samples.picture(form.value)
        assert body.startswith(opening)
        _, kept = read(body + b"<script>alert(1)</script>PK\x03\x04", form)
        assert b"script" not in kept
        assert b"PK\x03\x04" not in kept


def test_the_thumbnail_is_small() -> None:
    media, _ = read(samples.picture("JPEG", samples.scene(1200, 700)), Form.JPEG)
    small = Image.open(io.BytesIO(media.found.thumbnail))
    assert (small.format, small.size) == ("WEBP", (320, 187))


def png_head(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


def test_too_many_pixels_are_refused_before_one_is_decoded() -> None:
    body = zlib.compress(bytes(1000))
    data = struct.pack(">I", len(body)) + b"IDAT" + body + struct.pack(">I", zlib.crc32(b"IDAT" + body))
    for size in ((60_000, 60_000), (2**31 - 1, 2**31 - 1), (50_001, 1_000), (25_000, 2)):
        assert refusal(png_head(*size) + data, Form.PNG) == "too_many_pixels"
    assert refusal(samples.picture("PNG"), Form.PNG, Bounds(pixels=96 * 64 - 1)) == "too_many_pixels"


@pytest.mark.parametrize("form", [Form.PNG, Form.JPEG, Form.WEBP, Form.GIF])
def test_a_picture_that_ends_too_early_is_refused(form: Form) -> None:
    body = samples.gif()[:900] if form is Form.GIF else samples.picture(form.value)
    assert refusal(body[: len(body) * 3 // 4], form) in {"truncated", "broken_image"}


def test_words_that_unpack_to_very_many_are_refused() -> None:
    bomb = b"words\x00\x00" + zlib.compress(bytes(80 * 1024 * 1024))
    chunk = struct.pack(">I", len(bomb)) + b"zTXt" + bomb + struct.pack(">I", zlib.crc32(b"zTXt" + bomb))
    body = samples.picture("PNG")
    assert refusal(body[:33] + chunk + body[33:], Form.PNG) == "broken_image"


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    body = samples.picture("PNG")
    assert refusal(body, Form.PNG, Bounds(image=len(body) - 1)) == "file_too_large"


SCENES = [samples.scene(300, 200, seed=seed) for seed in range(40)]
LOOKS = [looks.look(scene) or 0 for scene in SCENES]


def test_a_look_stays_when_a_picture_is_scaled_compressed_and_brightened() -> None:
    for scene, before in zip(SCENES, LOOKS, strict=True):
        changed = [
            scene.resize((150, 100)),
            scene.resize((450, 300)),
            Image.open(io.BytesIO(samples.picture("JPEG", scene, quality=40))),
            Image.open(io.BytesIO(samples.picture("WEBP", scene, quality=40))),
            ImageEnhance.Brightness(scene).enhance(0.9),
            scene.convert("L"),
        ]
        assert max(looks.distance(before, looks.look(one) or 0) for one in changed) <= 6


def test_other_pictures_look_otherwise() -> None:
    apart = [looks.distance(one, other) for place, one in enumerate(LOOKS) for other in LOOKS[:place]]
    assert min(apart) > 12


def test_a_picture_of_one_colour_has_no_look() -> None:
    assert looks.look(Image.new("RGB", (90, 90), "teal")) is None
    assert all(-(2**63) <= one < 2**63 for one in LOOKS)
    assert looks.distance(-1, 0) == 64
