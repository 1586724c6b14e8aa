"""The waterfall: bars begin where the one before ended, the total stands where they led, all of it in the picture."""

from __future__ import annotations

import pytest

from waystation.documentation.matching.waterfall import WIDTH, Step, picture


def test_bars_hang_together() -> None:
    steps = [Step("any", -9.0, "prior"), Step("name", 8.0), Step("rare", 3.0, "rare"), Step("place", -2.0)]
    drawn = picture([*steps, Step("these", 0.0, "total")])
    bars = drawn.bars
    for one, other in zip(bars[:3], bars[1:4], strict=True):
        assert other.first == pytest.approx(one.last)
    assert bars[-1].last == pytest.approx(bars[-2].last)
    assert bars[-1].first == pytest.approx(float(drawn.evens), abs=0.1)
    assert [bar.tone for bar in bars] == ["start", "for", "for", "against", "end"]
    assert all(float(bar.x) >= 0 and float(bar.x) + float(bar.width) <= WIDTH for bar in bars)


def test_nothing_is_drawn_too_thin_to_be_seen() -> None:
    drawn = picture([Step("any", 0.0, "prior"), Step("these", 0.0, "total")])
    assert all(float(bar.width) >= 2 for bar in drawn.bars)
    assert Step("", -1.25).said == "−1.2"
    assert Step("", 3.04).said == "+3.0"
