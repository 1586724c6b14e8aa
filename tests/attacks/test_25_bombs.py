"""Attack 25: a small file that fills a memory, a disk or a day once somebody looks at it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.files import samples
from waystation.files import pictures, viewer, viewing

BOMBS = samples.bombs()
# What is drawn all the same: only its outside is out of measure, and what comes out is as small as ever.
DRAWN = {
    *("pdf with a huge page", "pdf with a page beyond measure", "pdf with a page of no size"),
    *("pdf with an endless page", "gif of many pictures"),
}
# Told by their outside alone, before a byte is unpacked: the memory limit is the second wall, not the first.
WEIGHED = {name for name in BOMBS if name.startswith(("png of", "jpeg of"))}


def shown(file: Path) -> dict[str, Any]:
    line = [sys.executable, "-m", "tests.files.measured", str(file)]
    done = subprocess.run(line, capture_output=True, check=True, timeout=60, env={"PYTHONPATH": "src:."})
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_quickly_and_cheaply(name: str, tmp_path: Path) -> None:
    """Looked at and drawn, both together: less than a second of the processor, less than 200 MB."""
    bomb = tmp_path / "bomb"
    bomb.write_bytes(BOMBS[name]())
    assert bomb.stat().st_size < 2_000_000
    found = shown(bomb)
    assert found["drawn"] == (name in DRAWN)
    assert name not in WEIGHED or found["kind"] == viewer.LARGE
    assert found["seconds"] < 1.0
    assert found["memory"] < 200 * 1000 * 1000 / 1024
    assert list(tmp_path.iterdir()) == [bomb]


@pytest.mark.parametrize("name", [name for name in BOMBS if "zip" in name])
def test_an_archive_is_never_unpacked(name: str) -> None:
    """The program that shows files does not even load what could unpack one, nor what draws."""
    assert viewing.describe([BOMBS[name]()]).kind == viewer.OTHER
    loaded = "import sys; from waystation.files import viewer; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True, env={"PYTHONPATH": "src"})
    assert {"zipfile", "tarfile", "gzip", "bz2", "lzma"}.isdisjoint(json.loads(done.stdout.replace(b"'", b'"')))


def test_these_are_bombs(tmp_path: Path) -> None:
    """Whoever unpacks the first gets 4 GB and more; the second has 250 times the same 16 MB."""
    bomb = tmp_path / "bomb"
    bomb.write_bytes(samples.nested_zip())
    with zipfile.ZipFile(bomb) as outer:
        assert len(outer.namelist()) == 16
        assert all(name.endswith(".zip") for name in outer.namelist())
    bomb.write_bytes(samples.overlapping_zip())
    with zipfile.ZipFile(bomb) as archive:
        assert sum(info.file_size for info in archive.infolist()) > 4 * 10**9


def test_a_picture_of_a_telephone_is_no_bomb() -> None:
    """Fifty megapixels: what a telephone of today makes."""
    photograph = samples.picture(size=(8160, 6120))
    assert viewing.describe([photograph]).kind == viewer.PICTURE
    drawn = viewing.draw([photograph], 1)
    assert drawn is not None
    assert max(samples.size_of(drawn[0])) <= pictures.SIDE


def test_what_is_too_large_to_look_at_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from waystation.files import pages
    from waystation.files.source import Source

    def never() -> Any:
        raise AssertionError

    assert pages.seen(Source("", "", viewer.LARGEST + 1, b"", never)).kind == viewer.LARGE
