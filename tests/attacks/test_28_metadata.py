"""Attack 28: a picture or a paper that tells where, when, with what and by whom it was made."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.casework.conftest import waiting_request
from tests.files import samples
from waystation.casework import access, actions, filing
from waystation.files import viewing
from waystation.staff.actor import Actor

TOLD = samples.told() | {"pdf": samples.pdf(catalog=f"/Lang({samples.CANARY})")}
# What a picture must say to be one: form, size, colours.
PLAIN = {
    *("SourceFile", "ExifToolVersion", "FileName", "Directory", "FileSize", "FileType", "FileTypeExtension"),
    *("MIMEType", "FileModifyDate", "FileAccessDate", "FileInodeChangeDate", "FilePermissions", "JFIFVersion"),
    *("ImageWidth", "ImageHeight", "ImageSize", "Megapixels", "BitDepth", "BitsPerSample", "ColorType", "Compression"),
    *("Filter", "Interlace", "EncodingProcess", "ColorComponents", "YCbCrSubSampling"),
    *("ResolutionUnit", "XResolution", "YResolution"),  # JFIF's own, always "none, 1 to 1"
}


@pytest.fixture(params=TOLD)
def told(request: pytest.FixtureRequest) -> bytes:
    return TOLD[request.param]


def test_the_originals_tell_it(told: bytes) -> None:
    assert samples.CANARY.encode() in told


def test_what_is_shown_tells_nothing(told: bytes) -> None:
    drawn = viewing.draw([told], 1)
    assert drawn is not None
    data, kind = drawn
    picture = Image.open(io.BytesIO(data))
    assert kind == f"image/{picture.format.lower()}"  # type: ignore[union-attr]
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert picture.info.get("jfif_density", (1, 1)) == (1, 1)
    for word in (samples.CANARY.encode(), b"Exif", b"xpacket", b"xmpmeta", b"ICC_PROFILE", b"iCCP", b"tEXt", b"eXIf"):
        assert word not in data


def test_another_program_finds_nothing_either(told: bytes, tmp_path: Path) -> None:
    if shutil.which("exiftool") is None:
        if os.environ.get("CI"):
            pytest.fail("there is no exiftool")
        pytest.skip("there is no exiftool")
    drawn = viewing.draw([told], 1)
    assert drawn is not None
    original, derived = tmp_path / "original", tmp_path / "derived"
    original.write_bytes(told)
    derived.write_bytes(drawn[0])
    assert samples.CANARY in subprocess.run(["exiftool", "-j", str(original)], capture_output=True, text=True).stdout
    (found,) = json.loads(subprocess.run(["exiftool", "-j", str(derived)], capture_output=True, check=True).stdout)
    assert set(found) - PLAIN == set()
    assert (found.get("ResolutionUnit", "None"), found.get("XResolution", 1)) == ("None", 1)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_is_turned_as_the_camera_was_held(orientation: int) -> None:
    """The orientation is applied, since it is no longer told."""
    drawn = viewing.draw([samples.picture(exif=samples.exif(orientation), quality=95)], 1)
    assert drawn is not None
    picture = Image.open(io.BytesIO(drawn[0])).convert("RGB")
    assert picture.size == ((60, 40) if orientation < 5 else (40, 60))
    near_red = {1: (5, 20), 2: (55, 20), 3: (55, 20), 4: (5, 20), 5: (20, 5), 6: (20, 5), 7: (20, 55), 8: (20, 55)}
    red, _, blue = picture.getpixel(near_red[orientation])  # type: ignore[misc]
    assert red > 150 > 60 > blue


@pytest.mark.django_db
def test_the_original_stays_as_it_came(
    told: bytes,
    client_of: Callable[[str], Client],
    lev: Actor,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.WAYSTATION_FILES = tmp_path / "files"
    case_id, browser = actions.accept(lev, waiting_request(), pseudonym="Birch"), client_of("lev")
    upload = SimpleUploadedFile("x.jpg", told, "image/jpeg")
    answer = browser.post(reverse("casework:add-file", args=[case_id]), {"files": upload, "compartment": "3"})
    assert answer.status_code == 303
    ((row, record),) = access.files(lev, case_id)
    browser.get(reverse("casework:file", args=[case_id, row.pk]))
    browser.get(reverse("casework:file-picture", args=[case_id, row.pk]))
    taken = browser.post(reverse("casework:take-file", args=[case_id, row.pk]))
    assert b"".join(taken.streaming_content) == told  # type: ignore[attr-defined]
    assert record.content.sha256 == hashlib.sha256(told).digest() == filing.bytes_of(record).sha256
