"""How well triage proposes: precision and recall by urgency and language, and what a message costs.

    .venv/bin/python -m benchmarks.triage [--split held_out] [--errors]

Reads the labelled messages of tests/data/triage. `--errors` lists what was proposed otherwise than labelled, with the
rules that fired: for the development split, since whoever reads the errors of the other may no longer measure with it.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from tests.hotline.triage_data import PROPOSALS, Message, confusion, measured, messages, scores  # noqa: E402
from waystation.hotline.triage import propose  # noqa: E402

HOSTILE = {
    "one word": "убьют " * 3400,
    "one letter": "я " * 10_000,
    "different words": " ".join(f"слово{number}ж" for number in range(2000)),
    "no spaces": "а" * 20_000,
    "stars": "уб*ют " * 3400,
}


def table(listed: list[Message]) -> None:
    """The confusion table of some messages, and the scores by label."""
    counted = confusion(listed)
    print(f"{'labelled':>10}" + "".join(f"{label:>8}" for label in PROPOSALS) + "   precision  recall")
    for label, score in scores(listed).items():
        row = "".join(f"{counted[label, proposed]:8}" for proposed in PROPOSALS)
        print(f"{label:>10}{row}   {score.precision:9.2f}  {score.recall:6.2f}")


def errors(listed: list[Message]) -> None:
    """What was proposed otherwise than labelled."""
    for message in listed:
        said = measured(message)
        if said.urgency != message.urgency:
            why = "; ".join(f"{r.code} {r.points}{' denied' * r.denied} «{r.found}»" for r in said.reasons)
            print(f"{message.id} {message.urgency} -> {said.urgency}: {message.text}\n    {why}")


def languages(listed: list[Message]) -> None:
    right = sum(measured(message).language == message.language for message in listed)
    print(f"language told rightly: {right} of {len(listed)}")
    for message in listed:
        if (said := measured(message).language) != message.language:
            print(f"    {message.id} {message.language} -> {said}")


def cost(texts: list[str]) -> tuple[float, float, float]:
    """Milliseconds for one message: median, smallest and largest of seven rounds, mean of the texts in each."""
    rounds = []
    for _ in range(7):
        started = time.perf_counter()
        for text in texts:
            propose(text)
        rounds.append((time.perf_counter() - started) / len(texts) * 1000)
    return median(rounds), min(rounds), max(rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("development", "held_out", "unforeseen"), default="held_out")
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    listed = messages(arguments.split)
    print(f"{arguments.split}: {len(listed)} messages")
    table(listed)
    for name in ("ru", "ru latin", "en", "ce and mixed", "other"):
        print(f"\n{name}")
        table([message for message in listed if message.group == name])
    print()
    languages(listed)
    if arguments.errors:
        errors(listed)
    propose("")
    print("\nms a message: median (smallest, largest of 7 rounds)")
    for name, texts in {
        "labelled": [message.text for message in listed],
        **{k: [v] for k, v in HOSTILE.items()},
    }.items():
        print("{:>16}: {:.2f} ({:.2f}, {:.2f})".format(name, *cost(texts)))


if __name__ == "__main__":
    main()
