"""Pictures, drawn anew: nothing but pixels comes out, turned as the camera was held. Runs in the bounded process."""

from __future__ import annotations

import copy
from io import BytesIO

from PIL import (
    GifImagePlugin,
    Image,
    ImageColor,
    ImageOps,
    ImagePalette,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from waystation.files.errors import Broken, TooLarge

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF")
SIDE = 2000  # pixels, of what comes out
_BUDGET = 110_000_000  # bytes for pixels, of the process's 200 MB
# Bytes that a pixel takes at most while it is made ready; what has transparency is held twice, WebP four times.
_WEIGHT = {"1": 2, "L": 2, "RGB": 4}
_OTHER_WEIGHT = 9
_WEBP_WEIGHT = 16
_OPAQUE = ("L", "RGB")

# Loaded now, with what they themselves load late: later, no file can be opened. Further formats are never looked for.
_LOADED = (
    *(GifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin),
    *(ImageColor, ImagePalette, copy),
)
Image.preinit()
Image.MAX_IMAGE_PIXELS = None  # weighed below instead, after large photographs were asked for at a fraction


def _open(raw: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(raw), formats=FORMATS)
    except MemoryError:
        raise TooLarge from None
    except Exception:  # a decoder may fail in any way on hostile bytes
        raise Broken from None


def _weigh(image: Image.Image) -> None:
    # Of a photograph, JPEG can decode a half, a quarter or an eighth of each side by itself.
    image.draft(image.mode, (SIDE, SIDE))
    weight = _WEBP_WEIGHT if image.format == "WEBP" else _WEIGHT.get(image.mode, _OTHER_WEIGHT)
    if image.width * image.height * weight > _BUDGET:
        raise TooLarge


def pages(raw: bytes) -> int:
    """How many pictures can be drawn: more than one only of a scan in TIFF. Raises Broken, TooLarge."""
    image = _open(raw)
    _weigh(image)
    frames: int = getattr(image, "n_frames", 1)
    return frames if image.format == "TIFF" else 1


def draw(raw: bytes, page: int, form: str = "") -> bytes:
    """One picture as JPEG if it was one, else as PNG; or in this form. Raises Broken, TooLarge, and whatever a decoder
    does.
    """
    image = _open(raw)
    if page:
        image.seek(page)
    _weigh(image)
    photograph = image.format in ("JPEG", "MPO")
    image = _in_plain_colours(image)
    image.thumbnail((SIDE, SIDE))
    return encoded(ImageOps.exif_transpose(image), form or ("JPEG" if photograph else "PNG"))


def _in_plain_colours(image: Image.Image) -> Image.Image:
    """Grey, colours, or colours with transparency, at eight bits each."""
    image.load()
    if image.mode in ("L", "RGB", "RGBA"):
        return image
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256)
    if image.mode in ("1", "I", "F", "I;16"):
        return image.convert("L")
    transparent = image.mode in ("LA", "PA", "La") or "transparency" in image.info
    return image.convert("RGBA" if transparent else "RGB")


def encoded(image: Image.Image, form: str) -> bytes:
    """Its pixels alone: a new picture that knows nothing of the old one's profile, comments or place."""
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    if form == "JPEG" and bare.mode not in _OPAQUE:
        bare = bare.convert("RGB")
    out = BytesIO()
    bare.save(out, form, quality=88, compress_level=3)
    return out.getvalue()
