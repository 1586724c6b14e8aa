"""How well triage proposes, on messages that no rule was made from: a little less than was measured is demanded."""

from __future__ import annotations

import pytest

from tests.hotline.triage_data import LABELS, confusion, measured, messages, scores

EVERY_SPLIT = [*messages("development"), *messages("held_out"), *messages("unforeseen")]
HELD_OUT = messages("held_out")

# label: precision, recall, that must be reached on the messages kept apart
DEMANDED = {"now": (0.85, 0.88), "soon": (0.82, 0.82), "normal": (0.90, 0.75), "aside": (0.95, 0.75)}
NOW_OR_SOON_BY_LANGUAGE = {"ru": 0.92, "ru latin": 0.90, "en": 0.92, "ce and mixed": 0.85}


def test_the_labelled_messages_are_enough_and_differ() -> None:
    assert len(EVERY_SPLIT) >= 400
    assert len(HELD_OUT) >= 150
    assert len({message.id for message in EVERY_SPLIT}) == len(EVERY_SPLIT)
    assert len({message.text for message in EVERY_SPLIT}) == len(EVERY_SPLIT)
    assert {message.urgency for message in EVERY_SPLIT} == set(LABELS)


@pytest.mark.parametrize("label", DEMANDED)
def test_precision_and_recall_on_what_was_held_out(label: str) -> None:
    precision, recall = DEMANDED[label]
    score = scores(HELD_OUT)[label]
    assert score.precision >= precision
    assert score.recall >= recall


@pytest.mark.parametrize("group", NOW_OR_SOON_BY_LANGUAGE)
def test_in_each_language_danger_is_seen(group: str) -> None:
    pressing = [message for message in HELD_OUT if message.group == group and message.urgency in ("now", "soon")]
    seen = sum(measured(message).urgency in ("now", "soon") for message in pressing)
    assert seen >= NOW_OR_SOON_BY_LANGUAGE[group] * len(pressing)


@pytest.mark.parametrize("split", ["development", "held_out", "unforeseen"])
def test_nobody_in_danger_is_set_aside_or_put_behind(split: str) -> None:
    counted = confusion(messages(split))
    assert counted["now", "aside"] == counted["soon", "aside"] == 0
    assert counted["now", "normal"] == counted["soon", "normal"] == 0


def test_the_language_is_told() -> None:
    right = sum(measured(message).language == message.language for message in HELD_OUT)
    assert right >= 0.95 * len(HELD_OUT)
