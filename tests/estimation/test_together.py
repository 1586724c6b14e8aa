"""Strata add up, and clusterings of the same records are mixed: what is not known of the parts is in the whole."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.estimation.known import FOLDER, table
from waystation import estimation
from waystation.estimation import Table, Unreadable, drawing
from waystation.estimation.answers import Answer
from waystation.estimation.estimating import Estimate
from waystation.estimation.together import added, combined, mixed, stratified
from waystation.site.command import estimate as command


def said(middle: float, spread: float, *, observed: int = 50, is_range: bool = False) -> Estimate:
    """An estimate whose total is normal."""
    sample = np.random.default_rng(int(middle)).normal(middle, spread, 20_000)
    low, high = np.quantile(sample, [0.025, 0.975])
    answer = Answer("dga", middle, low, high, sample=sample)
    number = math.nan if is_range else middle
    of = Table(("a", "b", "c"), {1: observed})
    return Estimate(of, "dga", number, low, high, 0.95, is_range, (answer,), (), 1, 0.0)


NOTHING = estimation.estimate(Table(("hotline",), {1: 114}))


def test_a_sum_has_the_variance_of_its_parts() -> None:
    found = added({"north": said(300, 30), "south": said(500, 40)})
    assert found.estimate == pytest.approx(800, abs=2)
    assert (found.low, found.high) == pytest.approx((800 - 1.96 * 50, 800 + 1.96 * 50), abs=4)
    assert found.observed == 100
    assert f"In all there are about {found.estimate:,.0f} (95% interval" in found.summary()
    assert "Each stratum, and their sum" in found.plot()


def test_a_stratum_of_which_nothing_can_be_said_counts_with_those_observed() -> None:
    found = added({"north": said(300, 30), "sea": NOTHING})
    assert found.estimate == pytest.approx(300 + 114, abs=2)
    assert "MSE-114" in {each.code for each in found.findings}
    assert added({"sea": NOTHING}).is_refused
    assert added({"sea": NOTHING}).headline() == "No estimate can be given."


def test_a_stratum_with_a_range_makes_the_sum_one() -> None:
    north, south = said(300, 30), said(500, 40, is_range=True)
    found = added({"north": north, "south": south})
    assert math.isnan(found.estimate)
    assert (found.low, found.high) == pytest.approx((north.low + south.low, north.high + south.high))
    assert found.is_unstable
    assert "unstable" in found.headline()
    assert ["south" in each.text for each in found.findings if each.code == "MSE-115"] == [True]


def test_a_mixture_has_the_variance_within_and_between() -> None:
    found = mixed({"one": said(300, 30), "other": said(400, 30)}, {"one": 0.5, "other": 0.5})
    assert found.estimate == pytest.approx(350, abs=3)
    assert found.between == pytest.approx(50**2 / (50**2 + 30**2), abs=0.02)
    assert found.low < said(300, 30).low + 15
    assert found.high > said(400, 30).high - 15
    assert "of the variance is from not knowing who is the same person" in found.summary()
    alone = mixed({"one": said(300, 30), "other": said(400, 30)}, {"one": 1.0, "other": 0.0})
    assert (alone.estimate, alone.low) == pytest.approx((300, said(300, 30).low), abs=2)


def test_clusterings_that_say_nothing_or_disagree_are_told() -> None:
    north = said(300, 30)
    few = mixed({"one": north, "other": NOTHING}, {"one": 0.9, "other": 0.1})
    assert few.estimate == pytest.approx(300, abs=2)
    assert "MSE-117" in {each.code for each in few.findings}
    assert mixed({"one": north, "other": NOTHING}, {"one": 0.4, "other": 0.6}).is_refused
    wide = said(900, 30, is_range=True)
    apart = mixed({"one": north, "other": wide}, {"one": 0.9, "other": 0.1})
    assert (apart.low, apart.high, apart.is_unstable) == (north.low, wide.high, True)


def test_missed_matches_widen_the_interval() -> None:
    """Of one table, and of clusterings in which some people on two lists are taken for two."""
    sure = Table(("a", "b", "c"), {1: 60, 2: 50, 4: 40, 3: 20, 6: 20, 5: 20, 7: 9})
    split = Table(("a", "b", "c"), {1: 70, 2: 60, 4: 45, 3: 12, 6: 17, 5: 17, 7: 6})
    alone, both = combined([sure, sure], method="dga"), combined([sure, split, split], [0.5, 0.25, 0.25], "dga")
    assert list(alone.weights.values()) == [1.0]
    assert alone.between == 0.0
    assert list(both.weights.values()) == [0.5, 0.5]
    assert both.between > 0.1
    assert both.high - both.low > alone.high - alone.low
    assert both.low <= alone.estimate < both.high


def test_what_cannot_be_combined_is_refused() -> None:
    for weights in ([1.0], [0.0, 0.0], [2.0, -1.0], [1.0, math.nan]):
        with pytest.raises(ValueError, match="one weight for each table"):
            combined([table("korea")] * 2, weights)
    for nothing in (lambda: combined([]), lambda: stratified({})):
        with pytest.raises(Unreadable):
            nothing()


def test_strata_of_killings_are_as_published_and_add_up() -> None:
    """Two of the six of Ball and colleagues, of eight and nine lists (the mean is what they print)."""
    published = {"ph_manila_police": 575, "ph_quezon_unidentified": 428}
    found = stratified({name: table(name) for name in published}, "lcm", most_sweeps=2500, seconds=math.inf)
    for name, number in published.items():
        assert found.parts[name]["lcm"].mean == pytest.approx(number, rel=0.03)
    assert sum(each.low for each in found.parts.values()) < found.low
    assert found.high < sum(each.high for each in found.parts.values())


ROWS = "place,a,b,c,count\nnorth,1,0,0,60\nnorth,0,1,0,50\nnorth,0,0,1,40\nnorth,1,1,0,20\nnorth,0,1,1,20\n"
ROWS += "north,1,0,1,20\nnorth,1,1,1,9\nsea,1,0,0,3\n"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = command.main([*arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_command_takes_strata_and_several_tables(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path, page = tmp_path / "strata.csv", tmp_path / "page.html"
    path.write_text(ROWS)
    code, out, _ = run(capsys, str(path), "--strata", "Place", "--method", "dga", "--json", "--draw", str(page))
    whole: dict[str, Any] = json.loads(out)
    assert (code, whole["kind"], whole["observed"], set(whole["strata"])) == (0, "strata", 222, {"north", "sea"})
    assert whole["interval"][0] < whole["estimate"] < whole["interval"][1]
    assert "all together" in page.read_text()
    code, out, _ = run(capsys, str(FOLDER / "korea.csv"), str(FOLDER / "spina_ny.csv"), "--method", "chao")
    assert code == 0
    assert "clustering 2 (weight 50%): 621 observed." in out
    assert "no column 'city'" in run(capsys, str(path), "--strata", "city")[2]
    path.write_text(ROWS + ",1,0,0,3\n")
    assert "line 10 says no place" in run(capsys, str(path), "--strata", "place")[2]
    path.write_text("p,a\n" + "".join(f"{n},1\n" for n in range(201)))
    assert "more than 200 strata" in run(capsys, str(path), "--strata", "p")[2]
    assert "either --strata or" in run(capsys, str(path), str(path), "--strata", "p")[2]


def test_members_and_data_frames_are_lists_too() -> None:
    class Frame(dict[str, list[Any]]):
        columns = property(list)

    made = Table(("a", "b"), {1: 2, 2: 1, 3: 3})
    assert Table.of({"a": [1, 2, 3, 4, 5], "b": {3, 4, 5, 6}}) == made == Table.of(made)
    assert Table.of(Frame(a=[1, 0, 1.0], b=[False, True, 1], count=[2, 1.0, 3])) == made
    assert estimation.estimate({"a": {1}}).is_refused
    for wrong in ("a,b", [{1, 2}], {"a": "text"}):
        with pytest.raises(Unreadable, match="data frame"):
            Table.of(wrong)
    with pytest.raises(Unreadable, match="'0.5' stands where"):
        Table.of(Frame(a=[0.5], b=[1]))


def test_clusterings_are_called_in_the_language_of_the_page() -> None:
    one, other = ({1: 60, 2: 50, 4: 40, 3: 20, 6: 20, 5: more, 7: 9} for more in (20, 25))
    found = combined([Table(("a", "b", "c"), one), Table(("a", "b", "c"), other)], method="dga")
    with drawing.in_words({"clustering {number}": "way {number}"}):
        drawn = found.plot()
    assert "way 2" in drawn
    assert "clustering" not in drawn.replace("Each clustering, and all of them", "")
    assert found.to_dict()["method"] == "dga"


def test_a_notebook_shows_words_and_pictures() -> None:
    found = estimation.estimate(Table(("<b>", "b", "c"), {1: 60, 2: 50, 4: 40, 3: 20, 6: 20, 5: 20, 7: 9}), "dga")
    shown = found._repr_html_()
    assert shown.count("<svg") == 3
    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown
    assert "Each stratum" in added({"north": found})._repr_html_()
