"""The one command that runs every benchmark, and the pictures that it draws."""

from __future__ import annotations

import re
from dataclasses import asdict
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


def test_what_was_cut_off_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What went well is not run again, what was cut off or went badly is; and each time it says how much is left."""
    (tmp_path / "ran").mkdir()
    monkeypatch.setattr(every, "TOOK", tmp_path / "took")
    every.TOOK.write_text('{"small": {"files": 600, "vault": 120}}')
    codes, done = {"files": 0, "vault": 3}, []

    def run(name: str, arguments: str) -> every.Ran:
        done.append(name)
        if name == "sealing":
            raise KeyboardInterrupt
        return every.Ran(name, arguments, codes[name], 60.0, 1.0, f"{name} was here\n")

    monkeypatch.setattr(every, "run", run)
    names = ["files", "vault", "sealing"]
    with pytest.raises(KeyboardInterrupt):
        every.all_of(names, tmp_path, "small")
    said = capsys.readouterr().out
    assert "files, 1 of 3; from here on about 12 min, and nobody knows yet of: sealing" in said
    assert "files was here" in (tmp_path / "measured.md").read_text()
    codes["vault"] = 0
    with pytest.raises(KeyboardInterrupt):
        every.all_of(names, tmp_path, "small")
    assert done == ["files", "vault", "sealing", "vault", "sealing"]
    assert "measured here before" in capsys.readouterr().out
    assert [one.name for one in every.all_of(names[:2], tmp_path, "small", again=True)] == names[:2]
    assert done[5:] == names[:2]


def _figure(engine: str, rows: int, processes: int, work: str, p50: float = 5.0) -> growth.Figure:
    return growth.Figure(engine, rows, processes, work, 10.0, p50, 9, 4, 80)


def test_a_growth_that_was_cut_off_knows_what_it_has_and_what_is_left(tmp_path: Path) -> None:
    wanted = [("sqlite", rows, 1, work) for rows in (1000, 10_000) for work in ("row open", "case page")]
    first = growth.Kept(tmp_path)
    first.read()
    assert first.left(wanted, 5) == 11_000 * growth.A_ROW + 4 * (5 + growth.A_START)
    first.keep({"engine": "sqlite", "rows": 1000, "filled": 10.0})
    first.keep(asdict(_figure(*wanted[0])))
    again = growth.Kept(tmp_path)
    again.read()
    assert again.has(wanted[0])
    assert not again.has(wanted[1])
    assert again.left(wanted, 5) == 10_000 * 0.01 + 3 * (5 + growth.A_START)  # by what filling in took here


def test_each_stands_beside_its_peer(capsys: pytest.CaptureFixture[str]) -> None:
    peers = [_figure("sqlite", 10_000, 1, peer, 0.5) for peer in growth.BESIDE.values()]
    ours = [_figure("sqlite", 10_000, 1, work) for work in growth.BESIDE]
    growth.grown(peers + ours)
    shown = capsys.readouterr().out
    for work in growth.BESIDE:
        assert f"| sqlite: {work} | 10,000 | 5.00 | 0.500 | 10.0 x |" in shown
