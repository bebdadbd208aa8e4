"""Pictures: decoded and written anew, upright, in sRGB, and without anything that was said about places and people.

Only pixels survive, so that what else a file was (a script, an archive, a page) does not. Of what moves the first frame
is kept; of a GIF as PNG, which loses nothing of 256 colours and needs no third encoder.
"""

import io
from typing import Any, BinaryIO, Final

from PIL import Image, ImageCms, ImageOps, JpegImagePlugin

from apps.contributions.core.reading import looks
from apps.contributions.core.reading.bounds import Bounds
from apps.contributions.core.reading.forms import IMAGES, Form
from apps.contributions.core.reading.kept import Found, length_of
from apps.contributions.core.reading.rows import Flag, Unreadable

THUMBNAIL: Final = 320
_QUALITY: Final = 92
#: Pixels. Beyond, a few per cent of the bytes are not worth a buffer as large as the picture.
_MOST_OPTIMIZED: Final = 12_000_000
_FORMATS: Final = tuple(form.value.upper() for form in IMAGES)
_SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
#: Modes that each format can hold; anything else becomes the nearest of them.
_HOLDS: Final = {
    Form.PNG: {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"},
    Form.JPEG: {"L", "RGB"},
    Form.WEBP: {"RGB", "RGBA"},
}


def read(file: BinaryIO, into: BinaryIO, *, bounds: Bounds) -> Found:
    """The picture as it is kept, with a thumbnail and its look."""
    length_of(file, most=bounds.image)
    with _opened(file, bounds) as source:
        form, frames = Form(str(source.format).lower()), getattr(source, "n_frames", 1)
        manner = _manner(source, form, file)
        picture, flags = _clean(source)
    form = Form.PNG if form is Form.GIF else form
    picture = _in_mode(picture, form)
    picture.save(into, form.value.upper(), **manner)
    if frames > 1:
        flags.append(Flag("first_frame", "", {"frames": frames}))
    on_white = _on_white(picture)
    return Found(
        form,
        width=picture.width,
        height=picture.height,
        look=looks.look(on_white),
        thumbnail=_thumbnail(on_white),
        flags=tuple(flags),
    )


def _opened(file: BinaryIO, bounds: Bounds) -> Image.Image:
    """Its size is looked at before a pixel is decoded."""
    try:
        source = Image.open(file, formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise Unreadable("too_many_pixels", most=bounds.pixels) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise Unreadable("broken_image") from error
    if source.width * source.height > bounds.pixels or max(source.size) > bounds.side:
        raise Unreadable("too_many_pixels", most=bounds.pixels)
    if min(source.size) < 1:
        raise Unreadable("broken_image")
    return source


def _manner(source: Image.Image, form: Form, file: BinaryIO) -> dict[str, Any]:
    """How it is written again: with the tables that it was compressed by, so that little is lost twice."""
    if form is Form.JPEG and isinstance(source, JpegImagePlugin.JpegImageFile):
        optimize = source.width * source.height <= _MOST_OPTIMIZED
        tables = source.quantization
        if max(max(table) for table in tables.values()) > 255 or source.mode not in {"L", "RGB"}:
            return {"quality": _QUALITY, "optimize": optimize}
        sampling = JpegImagePlugin.get_sampling(source)
        return {"qtables": list(tables.values()), "subsampling": max(sampling, 0), "optimize": optimize}
    if form is Form.WEBP:
        return {"lossless": _is_lossless(file), "quality": _QUALITY, "method": 4}
    return {"optimize": False, "compress_level": 6}


def _is_lossless(file: BinaryIO) -> bool:
    """The kind of the first bitstream chunk: `VP8L`, or `VP8 ` with losses."""
    file.seek(0)
    head = file.read(65536)
    lossless, lossy = head.find(b"VP8L"), head.find(b"VP8 ")
    return lossless >= 0 and (lossy < 0 or lossless < lossy)


def _clean(source: Image.Image) -> tuple[Image.Image, list[Flag]]:
    """The pixels alone: upright, in sRGB, with nothing beside them but which colour of a palette is transparent."""
    try:
        source.load()
    except (OSError, SyntaxError, EOFError, IndexError) as error:
        raise Unreadable("truncated" if "truncated" in str(error) else "broken_image") from error
    profile, transparency = source.info.get("icc_profile"), source.info.get("transparency")
    ImageOps.exif_transpose(source, in_place=True)  # no second copy of fifty million pixels
    picture: Image.Image = source
    flags: list[Flag] = []
    if profile and picture.mode not in {"P", "1", "I;16", "I", "F"}:
        picture = _in_srgb(picture, profile, flags)
    picture.info = {} if transparency is None else {"transparency": transparency}
    return picture, flags


def _in_srgb(picture: Image.Image, profile: bytes, flags: list[Flag]) -> Image.Image:
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = {"LA": "RGBA", "L": "L"}.get(picture.mode, "RGBA" if picture.mode == "RGBA" else "RGB")
        changed = ImageCms.profileToProfile(picture, given, _SRGB, outputMode="RGB" if mode == "L" else mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        flags.append(Flag("colour_profile"))
        return picture
    return changed or picture


def _in_mode(picture: Image.Image, form: Form) -> Image.Image:
    if picture.mode in _HOLDS[form]:
        return picture
    if picture.mode.startswith("I") and form is Form.PNG:
        return picture.convert("I;16")
    see_through = picture.mode in {"LA", "La", "PA", "RGBa", "RGBA"} or "transparency" in picture.info
    return picture.convert("RGBA" if see_through and form is not Form.JPEG else "RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    """As it is seen on a page, no larger than is needed for what follows."""
    small = picture
    if small.mode.startswith("I"):
        small = small.convert("I").point(lambda grey: grey / 256).convert("L")
    if small.mode in {"P", "1", "LA"}:
        see_through = small.mode == "LA" or "transparency" in small.info
        small = small.convert("RGBA" if see_through else "RGB")
    factor = max(small.size) // (2 * THUMBNAIL)
    small = small.reduce(factor) if factor > 1 else small
    if small.mode != "RGBA":
        return small.convert("RGB")
    white = Image.new("RGBA", small.size, "white")
    return Image.alpha_composite(white, small).convert("RGB")


def _thumbnail(picture: Image.Image) -> bytes:
    small, written = picture.copy(), io.BytesIO()
    small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    small.save(written, "WEBP", quality=80, method=4)
    return written.getvalue()
