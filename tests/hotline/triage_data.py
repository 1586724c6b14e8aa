"""The labelled messages of tests/data/triage, and how what is proposed compares with the labels."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from waystation.hotline.triage import Proposal, propose

FOLDER = Path(__file__).resolve().parent.parent / "data" / "triage"
LABELS = ("now", "soon", "normal", "aside")
PROPOSALS = ("now", "soon", "unknown", "normal", "aside")


@dataclass(frozen=True)
class Message:
    """One labelled message; `script` is `latin` for Russian in Latin letters."""

    id: str
    language: str
    urgency: str
    kind: str
    text: str
    script: str = ""

    @property
    def group(self) -> str:
        """The language as figures are told by."""
        if self.language in ("ce", "mixed"):
            return "ce and mixed"
        return f"{self.language} {self.script}".strip()


@dataclass(frozen=True)
class Score:
    """Of what was proposed, how much was right; of what was labelled, how much was proposed. 1 where there is none."""

    precision: float
    recall: float


@cache
def messages(split: str) -> list[Message]:
    """The messages of `development` or `held_out`."""
    return [Message(**json.loads(line)) for line in (FOLDER / f"{split}.jsonl").read_text("utf-8").splitlines()]


@cache
def measured(message: Message) -> Proposal:
    """What the built-in rules propose."""
    return propose(message.text)


def confusion(listed: list[Message]) -> Counter[tuple[str, str]]:
    """How many messages of each label got each proposal."""
    return Counter((message.urgency, measured(message).urgency) for message in listed)


def scores(listed: list[Message]) -> dict[str, Score]:
    """Precision and recall of each label."""
    counted = confusion(listed)
    return {label: _score(counted, label) for label in LABELS}


def _score(counted: Counter[tuple[str, str]], label: str) -> Score:
    right = counted[label, label]
    proposed = sum(count for (_, said), count in counted.items() if said == label)
    labelled = sum(count for (meant, _), count in counted.items() if meant == label)
    return Score(right / proposed if proposed else 1.0, right / labelled if labelled else 1.0)
