"""What the check before a release costs and finds: one text of many pages against very many people.

    .venv/bin/python -m benchmarks.publication [--persons 100000] [--pages 20] [--texts 360] [--missed]
        [--held-out 25] [--site 500]

The people and the leaks are invented (`tests/publication/planted.py`); between the leaks stand the sentences of our own
catalogue, Russian and English. `--texts 0` leaves the labelled texts out, `--site 0` the public site of so many pages.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import django  # noqa: E402

from tests.publication import held_out as first  # noqa: E402
from tests.publication import held_out_fourth as fourth  # noqa: E402
from tests.publication import held_out_later as later  # noqa: E402
from tests.publication import held_out_third as third  # noqa: E402
from tests.publication.measured import Scores, measured  # noqa: E402
from tests.publication.planted import born, people, texts  # noqa: E402
from waystation.publication.protection import Level, check  # noqa: E402

PAGE = 2_500  # characters
LIMIT = 5.0  # seconds
SITE_LIMIT = 30.0  # seconds
KNOWN = 1_000  # people, for the labelled texts
_SAID = re.compile(r'^msg(?:id|str) "([^"%{<]{40,300})"$', re.MULTILINE)


def long_text(pages: int, planted: list[str]) -> str:
    """So many pages of sentences, with some leaks among them."""
    catalogue = (ROOT / "src/waystation/locale/ru/LC_MESSAGES/django.po").read_text("utf-8")
    sentences = _SAID.findall(catalogue)
    random.Random(3).shuffle(sentences)
    said, length = [], 0
    while length < pages * PAGE:
        said.append(sentences[len(said) % len(sentences)])
        length += len(said[-1]) + 1
    step = max(1, len(said) // (len(planted) + 1))
    for at, leak in enumerate(planted):
        said.insert(at * step, leak)
    return "".join(sentence + ("\n\n" if number % 6 == 5 else " ") for number, sentence in enumerate(said))


def seconds(persons: int, pages: int) -> float:
    """What one check costs, by the clock and of the processor."""
    known = people(persons)
    facts = [fact for each in known for fact in (*each.told(), born(each))]
    leaks = [f"{each.given} {each.surname}, {said}." for each in known[:50] for said in list(each.facts.values())[:1]]
    text = long_text(pages, leaks)
    before, worked = time.perf_counter(), time.process_time()
    heard: list[int] = []
    findings = check(text, facts, heard.append)
    took, cost = time.perf_counter() - before, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{len(text):,} characters against {persons:,} people, {len(facts):,} facts:")
    print(f"  {took:.2f} s by the clock, {cost:.2f} s of the processor (limit {LIMIT:.0f} s), {peak} MB at most")
    print(f"  {len(findings)} findings, told {len(heard)} times how far it was")
    return cost


def labelled(count: int) -> Scores:
    """Recall and precision on the labelled texts."""
    known = people(KNOWN)
    scores = measured(texts(known, count), [fact for each in known for fact in each.told()])
    print(f"{count} texts, {scores.planted.total()} leaks among {KNOWN:,} people: recall {scores.recall:.2%}")
    for level in Level:
        print(f"  from {level.name.lower():9} on: {scores.precision(level):.2%} of findings stand on a leak")
    for how, number in sorted(scores.planted.items()):
        print(f"  {how:30} {scores.found[how]:4} of {number}")
    return scores


def held_out(each: int) -> None:
    """Recall and precision on leaks that were held out: the check was mended by all of them since."""
    sets = (("first", first, first.texts), ("later", first, later.texts), ("third", third, third.texts))
    sets += (("third, hidden", third, partial(third.texts, hidden=True)), ("fourth", fourth, fourth.texts))
    for name, people_of, made in sets:
        those: list[Any] = people_of.everybody(400, 7717)
        scores = measured(made(those, each, 90001), [fact for one in those for fact in one.told()])
        print(f"{scores.planted.total()} leaks held out ({name}), {len(those)} people: recall {scores.recall:.2%}")
        for level in Level:
            print(f"  from {level.name.lower():9} on: {scores.precision(level):.2%} of findings stand on a leak")
        for how, number in sorted(scores.planted.items()):
            print(f"  {how:35} {scores.found[how]:4} of {number}")


def exported(number: int) -> float:
    """What it costs to make, hash, pack and write the public site of so many pages of words, in two languages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.settings")
    os.environ.setdefault("WAYSTATION_DATA", "/nowhere")
    django.setup()
    from waystation.publication.export import pages
    from waystation.publication.records import Public
    from waystation.site.command.site import _write

    said = long_text(4, [])
    told = [
        Public(
            kind="statement",
            name=f"{date(2026, 1, 1) + timedelta(days=at)}-{at:08x}",
            day=date(2026, 1, 1) + timedelta(days=at),
            languages=("ru", "en"),
            titles={"ru": f"Заявление {at}", "en": f"Statement {at}"},
            texts={"ru": said, "en": said},
        )
        for at in range(number // 2)
    ]
    before, worked = time.perf_counter(), time.process_time()
    found = pages.files(pages.Site(told, (), "https://example.org"))
    packed = pages.packed(found)
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), found, set())
    took, cost = time.perf_counter() - before, time.process_time() - worked
    print(f"the public site of {len(found):,} files, {len(packed):,} bytes:")
    print(f"  {took:.2f} s by the clock, {cost:.2f} s of the processor (limit {SITE_LIMIT:.0f} s)")
    return took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--texts", type=int, default=360)
    parser.add_argument("--missed", action="store_true")
    parser.add_argument(
        "--held-out", type=int, default=25, help="texts of each disguise that the check was not made with"
    )
    parser.add_argument("--site", type=int, default=500)
    asked = parser.parse_args()
    site = exported(asked.site) if asked.site else 0.0
    took = seconds(asked.persons, asked.pages)
    scores = labelled(asked.texts) if asked.texts else None
    if asked.held_out:
        held_out(asked.held_out)
    for how, said in scores.missed if scores and asked.missed else ():
        print(f"  missed: {how}: {said!r}")
    return int(site > SITE_LIMIT or took > LIMIT or (scores is not None and scores.recall < 0.99))


if __name__ == "__main__":
    sys.exit(main())
