"""Who is found to be one person, beside what other programs found in the same labelled sets; what it costs.

    .venv/bin/python -m benchmarks.linkage --data FOLDER [--set caucasus_20k] [--names] [--index]
    .venv/bin/python -m benchmarks.linkage --many 100000 [--spark]

FOLDER holds the labelled sets (docs/developers.md says which). Clusters are those that `./waystation link` writes with
nothing told to it; the column of the truth is taken out first. The figures of other programs were measured on another
day with Splink 5.0.0 and recordlinkage 0.16, the best threshold chosen by the truth. Processor time of the command.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import comb
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.table import Row, head, show  # noqa: E402

Table = list[dict[str, str]]

# What is wanted of each set, and the best that another program reached.
WANTED = {
    "febrl3": (0.998, "Splink, clustered", 0.9995),
    "febrl4": (0.998, "Splink", 0.9998),
    "historical_50k": (0.85, "Splink, clustered", 0.821),
    "caucasus_20k": (0.54, "Splink, names folded", 0.482),
    "caucasus_20k, well described": (0.80, "Splink, names folded", 0.722),
    "fake_1000": (0.0, "Splink, clustered", 0.882),
}


def sets(folder: Path, name: str) -> tuple[Table, list[str]]:
    """The records of a labelled set, and of each whose it is."""
    if name.startswith("febrl"):
        files = ["dataset3.csv"] if name == "febrl3" else ["dataset4a.csv", "dataset4b.csv"]
        rows = [
            {key.strip(): value.strip() for key, value in row.items()} for file in files for row in read(folder / file)
        ]
        truth = [row["rec_id"].split("-")[1] for row in rows]
        return [{**row, "rec_id": str(number)} for number, row in enumerate(rows)], truth
    if name == "historical_50k":
        from pyarrow import parquet

        table = parquet.read_table(folder / "historical_figures_with_errors_50k.parquet").to_pylist()
        rows = [{key: value or "" for key, value in row.items()} for row in table]
        truth = [row.pop("cluster") for row in rows]
        return [{**row, "unique_id": str(number)} for number, row in enumerate(rows)], truth
    rows = read(folder / f"{name}.csv")
    for row in rows:
        row.pop("family_id", None)
    return rows, [row.pop("entity_id" if "entity_id" in row else "cluster") for row in rows]


def read(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def linked(rows: Table, *more: str) -> tuple[list[str], float, float, float]:
    """The cluster of each record as the command writes it; seconds of the processor and by the clock, megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder, "records.csv"), Path(folder, "clusters.csv")
        with given.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(rows[0]))
            table.writeheader()
            table.writerows(rows)
        command = [sys.executable, "-m", "waystation.site", "link", str(given), "--out", str(out), *more]
        started = time.monotonic()
        process = subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stdout=subprocess.DEVNULL
        )
        _, code, used = os.wait4(process.pid, 0)
        took = time.monotonic() - started
        if code:
            sys.exit(f"the command ended with {os.waitstatus_to_exitcode(code)}")
        found = [row["cluster"] for row in read(out)]
    return found, used.ru_utime + used.ru_stime, took, used.ru_maxrss / 1024


def pairs(values: Iterable[object]) -> int:
    return sum(comb(count, 2) for count in Counter(values).values())


def scores(truth: Sequence[str], found: Sequence[str], kept: Sequence[int]) -> tuple[float, float, float]:
    """Precision, recall and F1 of pairs that share a cluster, among some of the records."""
    right = pairs((truth[place], found[place]) for place in kept)
    precision = right / max(1, pairs(found[place] for place in kept))
    recall = right / max(1, pairs(truth[place] for place in kept))
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def is_well_described(row: dict[str, str]) -> bool:
    """A given name that is no initial, a surname, and four fields at least in all."""
    fields = ("patronymic", "nickname", "village", "teip", "phone", "event_date")
    said = [row["given"], row["surname"], row["birth"] or row["age_text"], *(row[name] for name in fields)]
    return len(row["given"].strip(". ")) > 1 and bool(row["surname"]) and sum(map(bool, said)) >= 4


def quality(folder: Path, names: Sequence[str]) -> None:
    print("| set | records | precision | recall | F1 | wanted | | others | CPU s | s | MB |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name in names:
        rows, truth = sets(folder, name)
        found, processor, clock, memory = linked(rows)
        parts = {name: range(len(rows))}
        if name == "caucasus_20k":
            parts[f"{name}, well described"] = [place for place, row in enumerate(rows) if is_well_described(row)]
        for part, kept in parts.items():
            precision, recall, f1 = scores(truth, found, kept)
            wanted, other, theirs = WANTED[part]
            met = "met" if f1 >= wanted else "MISSED"
            figures = f"{len(kept):,} | {precision:.4f} | {recall:.4f} | **{f1:.4f}** | {wanted:g} | {met}"
            print(
                f"| {part} | {figures} | {theirs} {other} | {processor:.0f} | {clock:.0f} | {memory:.0f} |", flush=True
            )


def names(folder: Path) -> None:
    """Single words with nothing beside them: one name from a nearness on that the other half of them chooses."""
    from waystation.linkage.names import form, nearness

    print("| words | pairs | precision | recall | F1 | wanted | | others |")
    print("|---|---|---|---|---|---|---|---|")
    for file, kind, wanted, theirs in (
        ("pairs_ru_lat.tsv", "", 0.93, "0.879 folded, 0.716 plain"),
        ("pairs_ru_lat.tsv", "cauc", 0.88, "0.801 folded, 0.646 plain"),
        ("pairs_lat_lat.tsv", "", 0.0, "0.759 folded, 0.499 plain"),
    ):
        with (folder / file).open(encoding="utf-8") as table:
            lines = list(csv.reader(table, delimiter="\t"))[1:]
        if kind:
            stems = {line[0] for line in lines if line[3] == kind}
            lines = [line for line in lines if line[0] in stems]
        told = [(nearness(form(line[0]), form(line[1])), line[2] == "1") for line in lines]
        random.Random(1).shuffle(told)
        halves = told[: len(told) // 2], told[len(told) // 2 :]
        taken = [
            (near >= limit, is_one)
            for limit, half in zip(map(best, reversed(halves)), halves, strict=True)
            for near, is_one in half
        ]
        precision, recall, f1 = f1_of(taken, True)
        met = "met" if f1 >= wanted else "MISSED"
        figures = f"{len(told):,} | {precision:.3f} | {recall:.3f} | **{f1:.3f}** | {wanted:g} | {met}"
        print(f"| {file} {kind} | {figures} | {theirs} |", flush=True)


def best(told: Sequence[tuple[int, bool]]) -> int:
    """From which nearness on F1 is highest."""
    return max({near for near, _ in told}, key=lambda each: f1_of(told, each)[2])


def f1_of(told: Sequence[tuple[int, bool]], limit: int) -> tuple[float, float, float]:
    right = sum(is_one for near, is_one in told if near >= limit)
    precision = right / max(1, sum(near >= limit for near, _ in told))
    recall = right / max(1, sum(is_one for _, is_one in told))
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def index(folder: Path, asked: int = 600) -> None:
    """One record against 100,000: those of the set, and 80,000 strangers put together of its own names and villages."""
    from waystation.linkage.index import Index
    from waystation.linkage.linking import link

    rows, truth = sets(folder, "caucasus_20k")
    found = link(rows)
    known = Index(found.roles, found.model, found.share)
    persons = [found.reader.person(row) for row in rows]
    for person in persons:
        known.add(person)
    strangers = random.Random(1)
    for row in put_together(rows, 80_000, strangers):
        known.add(found.reader.person(row))
    size = Counter(truth)
    clock, processor, first, five, having = [], [], 0, 0, 0
    for place in strangers.sample(range(len(rows)), asked):
        started, own = time.perf_counter(), time.thread_time()
        near = known.nearest(persons[place], 6)
        clock.append((time.perf_counter() - started) * 1000)
        processor.append((time.thread_time() - own) * 1000)
        if size[truth[place]] > 1:
            having += 1
            others = [each.number for each in near if each.number != place][:5]
            hits = [number < len(rows) and truth[number] == truth[place] for number in others]
            first, five = first + hits[0], five + any(hits)
    for name, took in (("of the processor", processor), ("by the clock", clock)):
        p50, p95, p99 = (sorted(took)[asked * part // 100] for part in (50, 95, 99))
        print(f"one record against {known.count:,}, {name}: p50 {p50:.1f} ms, p95 {p95:.1f} (wanted 50), p99 {p99:.1f}")
    print(
        f"true match first in {first / having:.1%}, among the first five in {five / having:.1%} of {having} that have"
    )
    print("one (wanted 66 % among the first five; a plain index of keys 49 % and 58 %)")


def put_together(rows: Table, count: int, chance: random.Random) -> Iterable[dict[str, str]]:
    """People who are nobody in the set, as likely to be called and to live as those who are."""
    written = defaultdict(list)
    for row in rows:
        written[row["script"]].append(row)
    births, events = [[row[name] for row in rows if row[name]] for name in ("birth", "event_date")]
    for _ in range(count):
        row = dict(chance.choice(rows))
        one, other, third = chance.choices(written[row["script"]], k=3)
        row["given"] = one["given"] or row["given"]
        for name, of in (("surname", other), ("teip", other), ("patronymic", third), ("village", third)):
            row[name] = of[name] if row[name] else ""
        row["name_raw"] = f"{row['given']} {row['surname']}"
        row["birth"] = chance.choice(births) if row["birth"] else ""
        row["event_date"] = chance.choice(events) if row["event_date"] else ""
        row["phone"] = f"+79{chance.randrange(10**9):09}" if row["phone"] else ""
        yield row


def generated(count: int) -> tuple[Table, list[str]]:
    """So many records of people with some thousand surnames, and of each whose it is."""
    from tests.linkage.people import people

    syllables = (
        ("Ба", "Ге", "Да", "За", "Ка", "Ла", "Ма", "На", "Ра", "Са", "Та", "Ха", "Ша", "Ю"),
        ("й", "ла", "мур", "рса"),
    )
    stems = [
        first + second + third + "ев" for first in syllables[0] for second in syllables[1] for third in syllables[0]
    ]
    rows = people(count * 10 // 22, stems=[stem.capitalize() for stem in stems])[:count]
    return rows, [row.pop("person") for row in rows]


def many(count: int) -> None:
    """Generated records: how long, how much memory, and whether those of one person are found."""
    rows, truth = generated(count)
    found, processor, clock, memory = linked(rows)
    precision, recall, f1 = scores(truth, found, range(len(rows)))
    head()
    limits = (300_000.0, 2048.0) if count <= 100_000 else (None, None)
    show([Row(f"{len(rows):,} records, by the clock", [clock * 1000], limit=limits[0]),
          Row(f"{len(rows):,} records, of the processors", [processor * 1000]),
          Row(f"{len(rows):,} records, memory at most", [memory], unit="MB", limit=limits[1])])  # fmt: skip
    print(f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")


def on_spark(count: int) -> None:
    """Generated records, weighed here and on Spark on this machine: whether it is the same."""
    from waystation.linkage import spark
    from waystation.linkage.linking import Linked, link

    rows, _ = generated(count)
    session = spark.session()
    found: list[Linked] = []
    for where, of in (("here", None), ("on Spark", session)):
        started = time.monotonic()
        found.append(link(rows, spark=of))
        took = time.monotonic() - started
        print(f"{where}: {found[-1].looked_at:,} pairs looked at, {len(found[-1].weighed):,} kept, {took:.0f} s")
    here, there = (
        dict(zip(zip(each.weighed.left.tolist(), each.weighed.right.tolist(), strict=True),
                 each.weighed.bits.tolist(), strict=True))
        for each in found
    )  # fmt: skip
    apart = max((abs(here[pair] - there[pair]) for pair in here.keys() & there.keys()), default=0.0)
    print(f"pairs of one alone: {len(here.keys() ^ there.keys())}; weights apart by at most {apart:.1e} bits; "
          f"clusters {'the same' if found[0].clusters == found[1].clusters else 'OTHERS'}")  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, help="the folder of the labelled sets")
    options.add_argument("--set", action="append", help="one of them alone (may be said again)")
    options.add_argument("--names", action="store_true", help="single words alone")
    options.add_argument("--index", action="store_true", help="one record against 100,000 alone")
    options.add_argument("--many", type=int, metavar="N", help="generated records alone")
    options.add_argument("--spark", action="store_true", help="with --many: on Spark, too (needs pyspark and Java)")
    chosen = options.parse_args()
    every = [name for name in WANTED if "," not in name]
    if chosen.many:
        (on_spark if chosen.spark else many)(chosen.many)
        return
    if chosen.data is None:
        options.error("--data says where the labelled sets are")
    one_alone = chosen.names or chosen.index
    if chosen.set or not one_alone:
        quality(chosen.data, chosen.set or every)
    if chosen.names or not (chosen.set or one_alone):
        names(chosen.data)
    if chosen.index or not (chosen.set or one_alone):
        index(chosen.data)


if __name__ == "__main__":
    main()
