"""What is written in a picture, and what its QR and bar codes say. Runs in the bounded process.

Tesseract and ZBar are the system's libraries, by ctypes, with all that they need loaded before this process gives up
files, network and other programs: no picture lies in a file, and what a hostile one makes of them stays in here.
Whoever lacks them is told that nothing of it was read.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont, ImageOps

from waystation.mail.charsets import decode
from waystation.publication.layers.found import CODE, PICTURE, Gathered

READER, CODES = "libtesseract.so.5", "libzbar.so.0"
LANGUAGES: Final = ("rus", "eng")
SECONDS: Final = 30.0
"""Of the processor, for the pictures of one file together; by the clock of a busy machine three times as many."""
_FOR_ONE, _BUSY = 12.0, 3
MOST_SECONDS: Final = int(SECONDS) * _BUSY
LARGEST: Final = 64_000_000  # pixels
_SMALLEST: Final = 24
_SIDE, _LEAST_SIDE, _MOST_TIMES = 3_400, 2_000, 3.0
"""Pixels of the longer side of what is read: small letters are read better larger, and larger ones take long."""
_AUTO, _SPARSE = 3, 11  # PSM_AUTO, PSM_SPARSE_TEXT of tesseract/publictypes.h
_SURE, _UNSURE = 80, 70
"""Per cent of certainty: below the first, words are looked for wherever they stand; below the second, turned too."""
_TURNS: Final = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180)
_LONGEST: Final = 100_000
_ENABLE, _BINARY = 0, 4  # ZBAR_CFG_ENABLE, ZBAR_CFG_BINARY of zbar.h
_Y800: Final = int.from_bytes(b"Y800", "little")
_STANDARD: Final = "shift_jis"
_HANDLE = ctypes.c_void_p
Words = Callable[[Image.Image, float], tuple[str, int]]
"""What is written in a grey picture, and how sure that is, per cent. It may take so many seconds by the clock."""
Coded = Callable[[Image.Image], list[str]]


def look(image: Image.Image, found: Gathered, part: str) -> None:
    """Adds what is written in the pixels of a picture and what its codes say; notes what could not be read."""
    if image.width * image.height > LARGEST:
        found.trace("unread_pictures")
        return
    if min(image.size) < _SMALLEST:
        return
    grey = _grey(image)
    digest = hashlib.sha256(grey.tobytes() + repr(grey.size).encode()).digest()
    if digest in found.looked_at:
        return
    found.looked_at.add(digest)
    codes, words = coded(), written()
    if codes is None:
        found.trace("unread_codes")
    else:
        found.add(CODE, "\n".join(dict.fromkeys((*codes(grey), *codes(ImageOps.invert(grey))))), part)
    if words is None:
        found.trace("unread_words")
    elif not _read(grey, words, found, part):
        found.trace("unread_pictures")


def _grey(image: Image.Image) -> Image.Image:
    """As one sees it on white, turned as the camera was held."""
    turned = ImageOps.exif_transpose(image)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        clear = turned.convert("RGBA")
        turned = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    return turned.convert("L")


def _read(grey: Image.Image, words: Words, found: Gathered, part: str) -> bool:
    """Adds what is written; whether there was time for it."""
    times = min(_MOST_TIMES, max(min(1.0, _SIDE / max(grey.size)), _LEAST_SIDE / max(grey.size)))
    if times != 1:
        size = (max(1, round(grey.width * times)), max(1, round(grey.height * times)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    best, sure = "", 0
    until = min(SECONDS, _spent(found) + _FOR_ONE)
    for turn in (None, *_TURNS):
        left = until - _spent(found)
        if left <= 0:
            found.add(PICTURE, best, part)
            return False
        said, certain = words(grey if turn is None else grey.transpose(turn), left * _BUSY)
        if certain > sure:
            best, sure = said, certain
        if sure >= _UNSURE or not best:  # letters that lie on their side look like others, not like none
            break
    found.add(PICTURE, best[:_LONGEST], part)
    return True


def _spent(found: Gathered) -> float:
    """Seconds that the pictures of a file took until now: of the processor, or a third of those by the clock."""
    now = time.process_time(), time.monotonic()
    if found.looking_since is None:
        found.looking_since = now
    worked, passed = (each - began for each, began in zip(now, found.looking_since, strict=True))
    return max(worked, passed / _BUSY)


@cache
def written() -> Words | None:
    """What reads words, Russian and English; None where Tesseract or its data for one of both is not installed."""
    with _told("OMP_THREAD_LIMIT", "1"):  # a bound process has one thread
        try:
            lib: Any = ctypes.CDLL(READER)
        except OSError:
            return None
    for name in ("TessBaseAPICreate", "TessMonitorCreate", "TessBaseAPIGetUTF8Text"):
        getattr(lib, name).restype = _HANDLE
    lib.TessBaseAPIGetLoadedLanguagesAsVector.restype = ctypes.POINTER(ctypes.c_char_p)
    handle = _HANDLE(lib.TessBaseAPICreate())
    if lib.TessBaseAPIInit3(handle, None, "+".join(LANGUAGES).encode()) != 0 or not _has_all(lib, handle):
        return None
    monitor = _HANDLE(lib.TessMonitorCreate())

    def pass_over(grey: Image.Image, mode: int, seconds: float) -> tuple[str, int]:
        lib.TessMonitorSetDeadlineMSecs(monitor, max(1, int(seconds * 1000)))
        lib.TessBaseAPISetPageSegMode(handle, mode)
        lib.TessBaseAPISetImage(handle, grey.tobytes(), grey.width, grey.height, 1, grey.width)
        lib.TessBaseAPISetSourceResolution(handle, 200)
        lib.TessBaseAPIRecognize(handle, monitor)
        said = lib.TessBaseAPIGetUTF8Text(handle)
        text = ctypes.string_at(said).decode("utf-8", "replace") if said else ""
        lib.TessDeleteText(_HANDLE(said))
        return text.strip(), lib.TessBaseAPIMeanTextConf(handle) if text.strip() else 0

    def read(grey: Image.Image, seconds: float) -> tuple[str, int]:
        until = time.monotonic() + seconds
        text, sure = pass_over(grey, _AUTO, seconds)
        left = until - time.monotonic()
        if sure < _SURE and left > 0:
            more, surer = pass_over(grey, _SPARSE, left)
            text, sure = f"{text}\n\n{more}".strip(), max(sure, surer)
        lib.TessBaseAPIClear(handle)
        return text, sure

    return read


def _has_all(lib: Any, handle: Any) -> bool:
    loaded, names = lib.TessBaseAPIGetLoadedLanguagesAsVector(handle), set()
    for at in range(len(LANGUAGES)):
        if loaded[at] is None:
            break
        names.add(loaded[at].decode())
    return names == set(LANGUAGES)


@cache
def coded() -> Coded | None:
    """What reads QR and bar codes; None where ZBar is not installed."""
    try:
        lib: Any = ctypes.CDLL(CODES)
    except OSError:
        return None
    for name in ("image_scanner_create", "image_create", "image_first_symbol", "symbol_next", "symbol_get_data"):
        getattr(lib, f"zbar_{name}").restype = _HANDLE
    with _told("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent"):  # where it would tell what it reads
        scanner = _HANDLE(lib.zbar_image_scanner_create())
    lib.zbar_image_scanner_request_dbus(scanner, 0)
    lib.zbar_image_scanner_set_config(scanner, 0, _ENABLE, 1)
    lib.zbar_image_scanner_set_config(scanner, 0, _BINARY, 1)  # the bytes as they are: in which letters, we tell

    def read(grey: Image.Image) -> list[str]:
        raw = grey.tobytes()
        image = _HANDLE(lib.zbar_image_create())
        lib.zbar_image_set_format(image, ctypes.c_ulong(_Y800))
        lib.zbar_image_set_size(image, grey.width, grey.height)
        lib.zbar_image_set_data(image, raw, ctypes.c_ulong(len(raw)), None)
        lib.zbar_scan_image(scanner, image)
        said = list(_symbols(lib, image))
        lib.zbar_image_destroy(image)
        return said

    return read


def _symbols(lib: Any, image: Any) -> Iterator[str]:
    symbol = lib.zbar_image_first_symbol(image)
    while symbol:
        length = lib.zbar_symbol_get_data_length(_HANDLE(symbol))
        raw = ctypes.string_at(lib.zbar_symbol_get_data(_HANDLE(symbol)), length)
        yield decode(raw, None)[0][:_LONGEST]
        with suppress(UnicodeError):  # as the standard has it, Cyrillic too (ISO/IEC 18004, 7.3.5)
            yield raw.decode(_STANDARD)[:_LONGEST]
        symbol = lib.zbar_symbol_next(_HANDLE(symbol))


@contextmanager
def _told(name: str, value: str) -> Iterator[None]:
    """Tells a library something by the environment while it begins."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]
        if before is not None:
            os.environ[name] = before


def warm() -> None:
    """Loads what the libraries load late."""
    b"ab".decode(_STANDARD)
    image = Image.new("L", (400, 80), 255)
    ImageDraw.Draw(image).text((10, 20), "Warm 12", fill=0, font=ImageFont.load_default())
    look(image, Gathered(), "")
