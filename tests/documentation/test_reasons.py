"""Every reason has its sentence, and none stands there for nothing."""

from __future__ import annotations

from waystation.documentation import corroboration, reasons, reviews


def test_it_works() -> None:
    assert tuple(reasons.WORDS) == corroboration.REASONS
    assert tuple(reasons.TIES) == reviews.TIES
    said = [str(each) for each in (*reasons.WORDS.values(), *reasons.TIES.values())]
    assert len(set(said)) == len(said)
