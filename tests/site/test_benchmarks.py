"""The one command that runs every benchmark, and the pictures that it draws."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from defusedxml import ElementTree

from benchmarks import __main__ as every
from benchmarks import growth
from benchmarks.picture import HEIGHT, WIDTH, lines

BENCHMARKS = Path(every.__file__).parent
APART = {"slow_line"}  # which looks at a demo that runs already


def test_every_benchmark_is_run_by_the_one_command() -> None:
    programs = {path.stem for path in BENCHMARKS.glob("*.py") if "\ndef main(" in path.read_text()} - {"__main__"}
    assert programs - APART <= set(every.EVERY)
    for name in every.EVERY:
        assert (BENCHMARKS / f"{name}.py").exists() or (BENCHMARKS / name / "__main__.py").exists(), name


def test_what_is_said_to_a_benchmark_is_an_option_of_it() -> None:
    for name, sizes in every.EVERY.items():
        path = BENCHMARKS / f"{name}.py"
        text = (path if path.exists() else BENCHMARKS / name / "__main__.py").read_text()
        for option in re.findall(r"--[a-z-]+", " ".join(sizes)):
            assert f'"{option}"' in text, (name, option)


@pytest.mark.parametrize("points", [[(1.0, 3.0)], [(0.0, 0.0), (5.0, 0.0)], [(1.0, 0.02), (8.0, 123456.0)]])
def test_a_picture_keeps_within_its_frame(points: list[tuple[float, float]]) -> None:
    drawn = ElementTree.fromstring(lines("<a> & b", {"one": points, "other": points}, across="x", up="y"))
    space = "{http://www.w3.org/2000/svg}"
    assert drawn.findtext(f"{space}title") == "<a> & b"
    ways = [line.attrib["points"] for line in drawn.iter(f"{space}polyline")]
    assert len(ways) == 2
    for way in ways:
        for point in way.split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT
    heights = [float(text.attrib["y"]) for text in drawn.iter(f"{space}text") if text.text in ("one", "other")]
    assert abs(heights[0] - heights[1]) >= 14  # names do not cover each other


def test_more_is_drawn_higher() -> None:
    drawn = ElementTree.fromstring(lines("t", {"a": [(1, 1), (2, 5), (3, 10)]}, across="x", up="y"))
    (way,) = [line.attrib["points"] for line in drawn.iter("{http://www.w3.org/2000/svg}polyline")]
    heights = [float(point.split(",")[1]) for point in way.split()]
    assert heights == sorted(heights, reverse=True)


def test_nothing_is_no_picture() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        lines("t", {}, across="x", up="y")


def test_each_kind_of_work_has_its_pictures() -> None:
    figures = [
        growth.Figure(engine, rows, processes, work, 10.0 * processes, 5, 9, 4, 80)
        for engine in ("sqlite", "postgresql")
        for rows in (10_000, 100_000)
        for processes in (1, 2)
        for work in growth.WORKS
    ]
    drawn = growth.pictures(figures)
    assert len(drawn) == 3 * len(growth.WORKS)
    assert "postgresql 100,000" in drawn["message-in-rate.svg"]


def test_the_report_has_tables_pictures_and_who_ended_badly(tmp_path: Path) -> None:
    (tmp_path / "one.svg").write_text("<svg/>")
    ran = every.run("corroboration", "--acts 60 --assertions 200 --rounds 3")
    assert ran.code == 0
    assert ran.megabytes > 5
    failed = every.run("corroboration", "--no-such-option")
    told = every.written([ran, failed], tmp_path, "small")
    assert ran.printed.strip().splitlines()[-1] in told
    assert "ended with 2" in told
    assert "![one](one.svg)" in told
