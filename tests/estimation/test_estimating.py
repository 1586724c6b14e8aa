"""One answer from several methods, refused, warned of or a range where it must be; and the command that gives it."""

import importlib
import io
import json
import math
import pkgutil
import random
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.estimation.known import FOLDER, table
from waystation import estimation
from waystation.estimation import Table, answers, drawing, findings, two_lists
from waystation.estimation.answers import Answer
from waystation.estimation.estimating import Estimate, _headline, _is_full, estimate, leave_one_out
from waystation.site.command import estimate as command

SVG = "{http://www.w3.org/2000/svg}"
QUICK: Any = {"seconds": 3.0, "repetitions": 100}


def codes(found: Estimate) -> set[str]:
    return {each.code for each in found.findings}


@pytest.mark.parametrize(
    ("lists", "counts", "code"),
    [
        ("a", {1: 100}, "MSE-001"),
        ("abc", {}, "MSE-002"),
        ("ab", {1: 10, 2: 10, 3: 5}, "MSE-003"),
        ("abc", {1: 10, 2: 10, 3: 5}, "MSE-004"),
        ("abc", {1: 40, 2: 30, 3: 6, 4: 20}, "MSE-006"),
        ("abc", {1: 40, 2: 30, 4: 20}, "MSE-006"),
        ("abc", {1: 40, 2: 30, 3: 6, 4: 1, 5: 1, 6: 1}, "MSE-007"),
    ],
)
def test_without_enough_there_is_no_estimate(lists: str, counts: dict[int, int], code: str) -> None:
    found = estimate(Table(tuple(lists), counts))
    assert found.is_refused
    assert code in codes(found)
    assert math.isnan(found.estimate)
    assert "No estimate can be given." in found.summary()
    assert found.to_dict()["estimate"] is None


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({1: 60, 2: 50, 4: 40, 3: 2, 6: 20, 5: 20, 7: 9}, None),
        ({1: 60, 2: 50, 4: 40, 3: 2, 6: 20, 5: 20}, "MSE-101"),
        ({1: 60, 3: 50, 4: 40, 7: 9, 5: 20}, "MSE-102"),
        ({1: 6, 2: 5, 4: 4, 3: 3, 6: 3, 5: 3}, "MSE-111"),
        ({1: 60, 2: 50, 4: 40, 3: 6, 6: 20, 5: 20, 8: 4}, "MSE-119"),
        ({1: 60, 2: 50, 4: 40, 3: 6, 6: 20, 5: 20, 8: 5}, "MSE-006"),
        ({1: 60, 2: 50, 3: 6, 4: 4}, "MSE-006"),
    ],
)
def test_a_doubtful_table_is_warned_of(counts: dict[int, int], code: str | None) -> None:
    found = {each.code for each in findings(Table(tuple("abcd"[: max(counts).bit_length()]), counts))}
    assert code in found if code else "MSE-101" not in found


def test_everything_says_what_it_rests_on() -> None:
    found = estimate(table("korea"), repetitions=100)
    assert {"MSE-201", "MSE-202", "MSE-203"} <= codes(found)
    assert 123 <= found.low < found.estimate < found.high
    assert found.estimate == pytest.approx(138, abs=6)
    assert found.method == "lcm"
    assert "interval" in found.summary()


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({1: 60, 2: 50, 4: 40, 3: 1, 6: 1, 5: 1}, "MSE-104"),
        ({1: 20, 2: 15, 4: 14, 3: 1, 6: 1, 5: 2}, "MSE-105"),
        ({1: 60, 2: 50, 4: 40, 3: 20, 6: 20, 5: 20, 7: 9}, ""),
    ],
)
def test_an_estimate_that_is_mostly_the_method_is_warned_of(counts: dict[int, int], code: str) -> None:
    found = {each.code for each in estimate(Table(tuple("abc"), counts), "dga").findings}
    assert code in found if code else not found & {"MSE-104", "MSE-105"}


def test_what_has_no_end_is_unstable_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = Table(tuple("abc"), {1: 60, 2: 50, 4: 40, 3: 1, 6: 1})
    found = estimate(hanging, "loglinear", repetitions=100)
    assert math.isinf(found.high)
    assert (found["loglinear"].is_sound, found.is_unstable, found.to_dict()["interval"][1]) == (False, True, None)
    assert "MSE-109" in codes(found)
    assert "without end" in found.headline()
    monkeypatch.setattr(answers, "_AT_END", 1e-12)
    graphs = estimate(hanging, "dga")
    assert (graphs["dga"].is_sound, graphs.is_unstable) == (False, True)
    assert "MSE-108" in codes(graphs)


def test_methods_that_disagree_give_a_range_and_no_number() -> None:
    """The outbreak had about 545 people; log-linear models say 1,313, graphs 293."""
    found = estimate(table("hav_taiwan"), **QUICK)
    assert found.is_range
    assert math.isnan(found.estimate)
    assert found.low < 545 < found.high
    assert {"MSE-106", "MSE-103"} <= codes(found)
    assert "unstable" in found.summary()
    said = [each for each in found.answers if each.method != "chao"]
    assert (found.low, found.high) == (min(each.low for each in said), max(each.high for each in said))


def test_where_no_method_has_an_estimate_it_is_told_and_no_number_given() -> None:
    """The same five people on each of three lists: no log-linear model says anything of them."""
    found = estimate(Table(tuple("abc"), {7: 5}), "loglinear")
    assert {"MSE-112", "MSE-109"} <= codes(found)
    assert found.headline() == "No estimate can be given."
    assert found.to_dict()["interval"] == [None, None]


def test_who_speaks_for_all() -> None:
    lcm, dga = Answer("lcm", 100, 80, 130), Answer("dga", 110, 90, 140)
    assert _headline([lcm, dga], 4) == (lcm, False)
    exact = Answer("dga", 105, 95, 120)
    assert _headline([lcm, exact], 4) == (exact, False)
    assert _headline([lcm, exact], 3) == (lcm, False)
    unsettled = Answer("lcm", 100, 80, 130, is_sound=False)
    assert _headline([unsettled, dga], 4) == (dga, False)
    apart = Answer("dga", 150, 135, 170)
    assert _headline([lcm, apart], 4) == (apart, False)
    assert _headline([lcm, Answer("dga", 201, 180, 230)], 4)[1]
    assert _headline([unsettled, Answer("dga", 110, 90, 140, is_sound=False)], 4)[1]
    chao = Answer("chao", 20, 10, 40, is_sound=False)
    assert _headline([lcm, dga, chao], 4) == (lcm, False)


def test_an_estimate_that_hangs_on_one_pattern_is_told() -> None:
    hanging = Table(("a", "b", "c"), {1: 200, 2: 200, 4: 200, 3: 1, 5: 1})
    assert "MSE-110" in codes(estimate(hanging, "dga"))
    assert "MSE-110" not in codes(estimate(table("spina_ny"), "dga"))


def test_of_five_lists_too_it_is_told_what_an_estimate_hangs_on() -> None:
    hanging = Table(tuple("abcde"), {1: 60, 2: 60, 4: 60, 8: 60, 16: 60, 7: 1, 28: 1})
    found = estimate(hanging, "stepwise", repetitions=20)
    told = [each.said["names"] for each in found.findings if each.code == "MSE-110"]
    assert sorted(told) == ["a & b & c", "c & d & e"]
    assert "MSE-110" not in codes(estimate(table("neworl_5"), "stepwise", repetitions=20))


def test_a_model_that_fits_any_numbers_is_told_of_four_lists_too() -> None:
    assert _is_full(table("korea"), "[12,13,23]")
    assert _is_full(table("kosovo"), "[123,124,134,234]")
    assert not _is_full(table("kosovo"), "[123,124,134]")
    assert not _is_full(Table(("a", "b"), {1: 5, 2: 5, 3: 5}), "[1,2]")


def test_two_lists_of_several_that_give_fewer_than_are_known_are_not_believed() -> None:
    found = estimate(table("korea"), "chapman")
    assert found.estimate < found.observed
    assert found.is_unstable
    assert "not independent" in found.summary()


def test_what_the_graphs_say_with_other_priors_is_told() -> None:
    found = estimate(table("korea"), "dga")
    other = found["dga"].details["median_with_delta"]
    assert f"{other['0.5']} with delta 0.5, {other['1.0']} with delta 1.0" in found.summary()


def test_everything_is_there_whatever_was_asked_before() -> None:
    """A module that is called as a function of the package would stand in its place once it is loaded."""
    for module in pkgutil.iter_modules(estimation.__path__):
        importlib.import_module(f"{estimation.__name__}.{module.name}")
    for name in estimation._LATER:
        assert callable(getattr(estimation, name)), name
    assert estimation.dga(table("korea"), delta=0.5).median > 123
    assert estimation.lincoln_petersen(table("korea"), 0, 1) > 0


def test_each_picture_can_be_asked_for() -> None:
    found = estimate(table("kosovo"), "loglinear", repetitions=20)
    assert all(found.plot(name).startswith("<svg") for name in ("overlaps", "methods", "loglinear"))
    assert "[123,14,34]" in found.plot("models")
    assert "without HRW" in found.plot("without")
    with pytest.raises(KeyError, match="was not asked"):
        found.plot("lcm")
    with pytest.raises(KeyError, match="'loglinear' was not asked"):
        estimate(table("korea"), "dga").plot("models")
    with pytest.raises(ValueError, match="fewer than four lists"):
        estimate(table("korea"), "dga").plot("without")


def test_the_example_of_the_page_runs_as_it_stands() -> None:
    page = (Path(__file__).parents[2] / "docs" / "estimation.md").read_text()
    example = page.split("```python\n")[1].split("```")[0]
    known: dict[str, Any] = {}
    exec(example, known)  # noqa: S102
    assert known["found"]["lcm"].estimate > 0


def test_without_each_list() -> None:
    found = leave_one_out(table("kosovo"), method="dga")
    assert list(found) == ["EXH", "ABA", "OSCE", "HRW"]
    assert all(each.estimate > each.table.observed for each in found.values())
    assert leave_one_out(table("korea")) == {}


def test_two_lists_by_formulas() -> None:
    """Seber 1982, section 3.1: 109 marked, 177 seen, 57 of them marked."""
    fish = Table(("first", "second"), {1: 109 - 57, 2: 177 - 57, 3: 57})
    assert two_lists.lincoln_petersen(fish, 0, 1) == pytest.approx(109 * 177 / 57)
    found = two_lists.chapman(fish, 0, 1)
    assert found.estimate == pytest.approx(110 * 178 / 58 - 1)
    assert found.interval()[0] > 229
    asked = estimate(fish, "chapman")
    assert asked.estimate == found.estimate
    assert "independent" in asked.summary()
    assert estimate(fish, allow_two_lists=True).method == "chapman"
    assert two_lists.lincoln_petersen(Table(("a", "b"), {1: 5, 2: 5}), 0, 1) == math.inf
    assert math.isnan(two_lists.odds_ratio(fish, 0, 1))
    assert two_lists.odds_ratio(table("korea"), 0, 1) > 1


def test_the_lower_bound() -> None:
    found = two_lists.chao(table("hav_taiwan"))
    assert found.estimate == pytest.approx(271 + 2 / 3 * 187 * 186 / (2 * 57))
    assert found.interval()[0] > 271
    assert two_lists.chao(Table(("a", "b"), {3: 9})).estimate == 9


def test_a_method_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="there is no method"):
        estimate(table("korea"), "magic")
    with pytest.raises(AttributeError):
        _ = estimation.magic
    with pytest.raises(KeyError, match="was not asked"):
        estimate(table("korea"), "chao")["dga"]
    for level in (95, 1.0, 0.0, -0.5, math.nan):
        with pytest.raises(ValueError, match="the level is between 0 and 1"):
            estimate(table("korea"), "chao", level=level)
    assert estimation.estimate is estimate


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = command.main([*arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command_tells_json(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(FOLDER / "kosovo.csv")
    code, out, err = run(capsys, path, "--method", "dga", "--json", "--leave-one-out")
    said = json.loads(out)
    assert (code, err) == (0, "")
    assert (said["observed"], said["method"], said["level"]) == (4400, "dga", 0.95)
    assert [said["estimate"], *said["interval"]] == [12595, 9827, 16544]
    assert {"terms", "warnings", "seconds", "seed", "table", "unstable", "methods"} <= {*said}
    assert {*said["without"]} == {"EXH", "ABA", "OSCE", "HRW"}


def test_the_command_tells_words(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, str(FOLDER / "korea.csv"), "--method", "loglinear", "--criterion", "bic")
    assert code == 0
    assert "In all there are about 157 (95% interval" in out
    assert "log-linear [12,23]" in out
    assert "NOTE MSE-201" in out


def test_the_command_refuses_in_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = tmp_path / "one.csv"
    one.write_text("hotline\n" + "1\n" * 114)
    code, out, _ = run(capsys, str(one))
    assert code == 1
    assert "REFUSE MSE-001 One list alone" in out
    missing = tmp_path / "none.csv"
    assert run(capsys, str(missing)) == (2, "", f"waystation: {missing} cannot be read: No such file or directory\n")
    one.write_bytes(b"a,b,count\n1,0,\xff\n")
    assert "UTF-8" in run(capsys, str(one))[2]
    one.write_text("a,b,c,d,e,f,g\n" + "1,1,1,1,1,1,1\n1,0,0,0,0,0,0\n" * 9)
    assert "too many models" in run(capsys, str(one), "--method", "loglinear")[2]
    monkeypatch.setattr(command, "MOST_BYTES", 3)
    assert "is the most" in run(capsys, str(one))[2]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a,b,count\n1,0,-1\n")))
    assert "line 2: '-1' is no number" in run(capsys, "-")[2]


TWENTY = ",".join(f"l{number}" for number in range(20))


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (b"a,b,c,count\n1,0,0,9\n1,0,0,9\n", 2, "line 3 has the same pattern as line 2"),
        (b"a,b,c,count\n1,0,0,-9\n", 2, "line 2: '-9' is no number of people"),
        (b"a,b,c,count\n1,0,0,2.5\n", 2, "line 2: '2.5' is no number of people"),
        (b"a;b;c;count\n1;0;0;2,5\n", 2, "line 2: '2,5' is no number of people"),
        (b"a,b,c,count\n1,0,0,0\n0,1,0,0\n0,0,1,0\n", 1, "REFUSE MSE-002"),
        (b"a,b,c,count\n", 1, "REFUSE MSE-002"),
        (b"a,count\n1,114\n", 1, "REFUSE MSE-001"),
        (b"", 2, "the names of the lists are missing"),
        (f"{TWENTY},one more\n{'1,' * 20}1\n".encode(), 2, "there are 21 lists"),
        ("a,b,c,count\n1,0,0,9\n".encode("utf-16"), 2, "UTF-8"),
        (
            b"\xef\xbb\xbfa;b;c;count\r\n1;0;0;30,0\r\n0;1;0;30\r\n0;0;1;30\r\n1;1;0;9,00\r\n0;1;1;8\r\n",
            0,
            "107 people",
        ),
        (b"a\tb\tc\n" + b"1\t0\t0\n0\t1\t1\n1\t1\t1\n1\t1\t0\n0\t0\t1\n0\t1\t0\n" * 9, 0, "54 people"),
    ],
    ids=["twice", "negative", "fractional", "fractional comma", "noughts", "no rows", "one list", "empty", "21 lists",
         "utf-16", "BOM and decimal commas", "tabs"],
)  # fmt: skip
def test_whatever_table_is_given_the_command_answers_in_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: bytes, code: int, said: str
) -> None:
    given = tmp_path / "given.csv"
    given.write_bytes(text)
    ended, out, err = run(capsys, str(given), "--method", "dga")
    assert (ended, "Traceback" in out + err) == (code, False)
    assert said in out + err
    assert out == "" or err == ""


def test_twenty_lists_are_estimated_or_refused_in_time(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Of so many lists only latent classes and the lower bound can speak; the others say so."""
    chance = random.Random(1)
    rows = [[int(chance.random() < 0.12) for _ in range(20)] for _ in range(400)]
    given = tmp_path / "given.csv"
    given.write_text("\n".join([TWENTY, *(",".join(map(str, row)) for row in rows if any(row))]) + "\n")
    code, out, _ = run(capsys, str(given), "--seconds", "5", "--json")
    told = json.loads(out)
    assert code == 0
    assert {"lcm"} <= {each["method"] for each in told["methods"]} <= {"lcm", "stepwise", "chao", "chapman"}
    assert told["interval"][0] < 400 < told["interval"][1]
    assert run(capsys, str(given), "--method", "dga")[0] == 2


def test_ten_gigabytes_are_refused_unread(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.write(b"a,b,c\n")
        file.truncate(10 * 1024**3)  # of holes: no disk is filled
    code, out, err = run(capsys, str(large))
    assert (code, out) == (2, "")
    assert "10,240 MB, and 256 is the most" in err


@pytest.mark.parametrize(
    "wrong", [["--repetitions", "5"], ["--seconds", "0"], ["--method", "magic"], ["--seconds", "x"]]
)
def test_options_that_mean_nothing(capsys: pytest.CaptureFixture[str], wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["table.csv", *wrong])
    assert ended.value.code == 2
    assert wrong[0] in capsys.readouterr().err


def test_pictures_say_in_words_what_they_show(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = estimate(table("korea"), seconds=2.0, repetitions=50)
    for picture in (
        found.plot("overlaps"),
        found.plot(),
        found.plot("dga"),
        found.plot("lcm"),
        found.plot("loglinear"),
    ):
        drawn = ElementTree.fromstring(picture)  # noqa: S314  # our own
        assert drawn.get("role") == "img"
        assert drawn.findtext(f"{SVG}title")
        assert drawn.findtext(f"{SVG}desc")
    assert "b &amp; c: 54" in found.plot("overlaps")
    assert "observed 123" in found.plot()
    assert found.plot("chao") == ""
    page = tmp_path / "page.html"
    hostile = tmp_path / "hostile.csv"
    hostile.write_text("<script>,b&c,d,count\n1,1,0,9\n0,1,1,8\n1,0,1,7\n1,0,0,30\n0,1,0,30\n0,0,1,30\n1,1,1,4\n")
    assert run(capsys, str(hostile), "--method", "loglinear", "--draw", str(page))[0] == 0
    written = page.read_text()
    assert "<script" not in written
    assert "http" not in written.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "&lt;script&gt; (50)" in written
    assert run(capsys, str(hostile), "--draw", str(hostile))[0] == 2
    assert hostile.read_text().startswith("<script>")


def test_no_bar_is_empty_because_no_whole_number_lies_in_it() -> None:
    for few in (table("korea"), Table(tuple("abc"), {1: 10, 2: 7, 4: 6, 3: 5, 5: 5, 6: 4, 7: 3})):
        for answer in (estimate(few, "dga")["dga"], estimate(few, "lcm", seconds=5.0)["lcm"]):
            heights = [height for *_, height in answer.density]
            widths = {round(end - start, 6) for start, end, _ in answer.density}
            assert 8 <= len(heights) <= 50
            assert widths == {round(min(widths))}
            assert sum(heights) == pytest.approx(0.985, abs=0.02)
            top = heights.index(max(heights))
            assert min(heights[: top + len(heights) // 3]) > 0


def test_a_refused_table_is_drawn_without_an_estimate(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert run(capsys, str(FOLDER / "artificial_3.csv"), "--draw", str(page))[0] == 1
    assert "No estimate can be given" in page.read_text()


def test_many_patterns_are_drawn_up_to_a_bound() -> None:
    everything = Table(tuple("abcdefgh"), {pattern: pattern for pattern in range(1, 256)})
    assert "and 225 more patterns" in drawing.overlaps(everything)
