"""What estimates cost, beside what programs in R took for the same tables; how often their intervals hold the truth.

    .venv/bin/python -m benchmarks.estimation [--rounds 5]
    .venv/bin/python -m benchmarks.estimation --agreement [--classes]
    .venv/bin/python -m benchmarks.estimation --coverage 500 [--scenario S1] [--keep FILE] [--pieces N]

Where `Rscript` is there, its glm fits the same models in the same run (`estimation.R`: what Rcapture does for each
model, without what it does around it). Those packages themselves are not asked: their processor seconds were recorded
on another day with R 4.2 (Rcapture 1.4-4, dga 2.0.2, LCMCR 0.4.14, MultipleSystemsEstimation 1.2.0), and the published
time of a bootstrap. Everything is processor time, of this process or of R's without its start.

Coverage takes hours. With --keep each 25 worlds are written to FILE as soon as they are done, and a run with the same
FILE goes on where another was stopped; --pieces ends it after so many of them. The table is of what is done by then.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.table import Row, head, show  # noqa: E402

PERSONS = {"S1": 2000, "S2": 2000, "S3": 300, "S4": 3500}


def taken(job: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds of this process's processors."""
    found = []
    for _ in range(rounds):
        started = time.process_time()
        job()
        found.append((time.process_time() - started) * 1000)
    return found


FEW = 40
"""Resampled tables that R is given; what a thousand would take is reckoned from them."""


def by_r(program: str, counts: Sequence[float], models: Iterable[Iterable[int]], draws: int = 0) -> tuple[float, float]:
    """Milliseconds of the processor that glm of R takes for these models of a table, or of as many resampled ones, and
    what the best of the first says.
    """
    with tempfile.TemporaryDirectory() as folder:
        given, wanted = Path(folder, "counts"), Path(folder, "models")
        given.write_text("\n".join(f"{each:.0f}" for each in counts) + "\n")
        wanted.write_text("\n".join(" ".join(map(str, sorted(each))) for each in models) + "\n")
        script = str(Path(__file__).with_suffix(".R"))
        asked = [program, "--vanilla", script, str(given), str(wanted), str(draws)]
        said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]) * 1000, float(said[1])


def beside_r(rounds: int) -> None:
    """Rows of base R in this run, ours beside it in turns."""
    from tests.estimation.known import table
    from waystation.estimation import bootstrap, models
    from waystation.estimation.loglinear import counts, search

    load = f"load {os.getloadavg()[0]:.1f}"
    program = shutil.which("Rscript")
    if program is None:
        print(f"R is not on this machine: beside it stand the recorded figures alone ({load}).")
        return
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    print(f"\nBeside {(version.stdout or version.stderr).strip()}, in this run, {load}:")
    head()
    for name in ("kosovo", "diabetes_italy"):
        given = table(name)
        every = models.hierarchical(len(given.lists), len(given.lists) - 1)
        ours, theirs = [], []
        for _ in range(rounds):
            ours += taken(lambda given=given: search(given), 1)  # type: ignore[misc]
            spent, best = by_r(program, counts(given), every)
            theirs.append(spent)
        row = f"{name.split('_')[0]}: all {len(every)} hierarchical models"
        show([Row(row, ours, floor=theirs, floor_name="R's glm, this run")])
        apart = abs(search(given)[0].abundance / best - 1)
        print(f"  the best by BIC: {search(given)[0].abundance:,.4f}, R's {best:,.4f} (apart {apart:.0e})")
    korea = table("korea")
    every = models.hierarchical(3, 2)
    ours, theirs = [], []
    for _ in range(rounds):
        ours += taken(lambda: bootstrap.bootstrap(korea, bootstrap.by_criterion(every), seed=1), 1)
        spent, _best = by_r(program, counts(korea), every, FEW)
        theirs.append(spent * 1000 / FEW)
    show(
        [
            Row(
                "korea: 1,000 bootstraps, with selection",
                ours,
                floor=theirs,
                floor_name=f"R's glm, {FEW} x {1000 // FEW}",
            )
        ]
    )
    print(f"  R was given {FEW} resampled tables, and {1000 / FEW:g} times their time is shown.")


def speed(rounds: int) -> None:
    from tests.estimation.known import reference, table
    from waystation.estimation import Table, bootstrap, models
    from waystation.estimation.classes import latent
    from waystation.estimation.graphs import dga
    from waystation.estimation.loglinear import search

    print(f"Beside what was recorded of R's packages on another day; load {os.getloadavg()[0]:.1f}:")
    head()
    kosovo, korea, diabetes, congenital = map(table, ("kosovo", "korea", "diabetes_italy", "congenital_mass"))

    def bootstraps(of: Table, order: int) -> object:
        candidates = models.hierarchical(len(of.lists), order)
        return bootstrap.bootstrap(of, bootstrap.by_criterion(candidates), seed=1)

    jobs: list[tuple[str, Callable[[], object], float, str, float | None]] = [
        ("kosovo: all 113 hierarchical models", lambda: search(kosovo), 9231, "Rcapture", 400),
        ("diabetes: all 113 hierarchical models", lambda: search(diabetes), 6813, "Rcapture", None),
        ("congenital: 1,024 models of pairs", lambda: search(congenital, order=2), 78292, "Rcapture", None),
        ("korea: 1,000 BCa bootstraps, with selection", lambda: bootstraps(korea, 2), 123000, "MSE", 3000),
        ("kosovo: 1,000 BCa bootstraps, with selection", lambda: bootstraps(kosovo, 3), math.nan, "", None),
        ("kosovo: 61 decomposable graphs, 22,001 totals", lambda: dga(kosovo, most_unseen=22000), 553, "dga", 100),
        ("congenital: 822 graphs, 301 totals", lambda: dga(congenital, delta=0.5, most_unseen=300), 17, "dga", None),
    ]
    rows = []
    for what, job, theirs, name, limit in jobs:
        floor = None if math.isnan(theirs) else [theirs]
        rows.append(Row(what, taken(job, rounds), floor=floor, floor_name=name, limit=limit))
    show(rows)
    beside_r(min(rounds, 3))
    print("\nBeside LCMCR's recorded sweeps:")
    head()
    rows = []
    for name in ("korea", "kosovo", "congenital_mass", "ned"):
        known = [each["cpu_seconds"] for each in reference()["lcmcr"] if each["dataset"] == name]
        theirs = median(known) / 110_000 * 1e6

        def sweeps(name: str = name) -> float:
            return taken(lambda: latent(table(name), seed=1, most_sweeps=2500), 1)[0] * 1000 / (2500 * 16)

        rows.append(Row(f"{name}: a sweep of a chain of latent classes", [sweeps() for _ in range(rounds)], unit="µs",
                        floor=[theirs], floor_name="LCMCR", limit=1.0, of_floor=True))  # fmt: skip
    show(rows)


# Published with the table, by methods that are ours too: model and estimate.
PUBLISHED = {
    ("kosovo", "Ball et al. 2002; all hierarchical models, BIC"): 10356.519,
    ("korea", "Silverman, Chan & Vincent 2024; BIC"): 157.1667,
    ("korea", "the same package; stepwise, p = 0.02"): 268.7778,
    ("western", "Chan, Silverman & Vincent 2021; stepwise"): 2483.38,
    ("neworl", "the package of 2024; stepwise"): 1110.4881,
    ("ukdat_5", "Silverman, Chan & Vincent 2024; pairs, BIC"): 22991.33,
}
# Means that HRDAG published of the Philippines (Ball, Coronel, Padilla & Mora 2019): LCMCR, five classes.
PHILIPPINES = {
    "ph_manila_police": 575, "ph_manila_unidentified": 414, "ph_quezon_police": 348, "ph_quezon_unidentified": 428,
    "ph_caloocan_police": 331, "ph_caloocan_unidentified": 745,
}  # fmt: skip


def agreement(has_classes: bool) -> None:
    """A table: what other programs and papers give for the published tables, and what is found here."""
    from tests.estimation.known import reference, table
    from waystation.estimation import models
    from waystation.estimation.classes import latent
    from waystation.estimation.graphs import dga
    from waystation.estimation.loglinear import search
    from waystation.estimation.selection import stepwise

    print("| table | whose, and how | theirs | here | relative difference |")
    print("|---|---|---|---|---|")

    def line(name: str, whose: str, theirs: float, here: float, more: str = "") -> None:
        apart = f"{abs(here / theirs - 1):.0e}{more}"
        print(f"| {name} | {whose} | {theirs:,.4f} | {here:,.4f} | {apart} |", flush=True)

    for name, known in reference()["rcapture"].items():
        model, theirs = known["best"]
        best = search(table(name), order=known["order"])[0]
        same = models.read(model, len(table(name).lists)) == best.model
        line(name, f"Rcapture, best by BIC {model}", theirs, best.abundance, "" if same else f"; here {best.written}")
    for (name, whose), theirs in PUBLISHED.items():
        pairs = 2 if "pairs" in whose else None
        found = stepwise(table(name)) if "stepwise" in whose else search(table(name), order=pairs)[0]
        line(name, f"{whose}; {found.written}", theirs, found.abundance)
    for known in reference()["dga"]:
        given = table(known["dataset"])
        posterior = dga(given, delta=known["delta"], most_unseen=int(known["nmissing_max"]))
        limits = (posterior.median, *posterior.interval()) == (known["median"], known["lo"], known["hi"])
        said = "; median and limits the same" if limits else "; limits OTHERS"
        line(known["dataset"], f"dga, mean, delta {known['delta']}", known["mean"], posterior.mean, said)
    if not has_classes:
        return
    for name in ("korea", "spina_ny", "hav_taiwan", "kosovo", "hiv", "lesbian", "congenital_mass"):
        theirs = [each["median"] for each in reference()["lcmcr"] if each["dataset"] == name]
        settled = latent(table(name), seed=1)
        said = f"; theirs {min(theirs):,g} to {max(theirs):,g}{'' if settled.is_settled else '; not settled'}"
        line(name, "LCMCR, median of its seeds", median(theirs), settled.median, said)
    for name, theirs in PHILIPPINES.items():
        settled = latent(table(name), seed=1, classes=5)
        said = "" if settled.is_settled else "; not settled"
        line(name, "HRDAG 2019, LCMCR, mean", theirs, float(settled.draws.mean()), said)


def drawn(scenario: str, random: object) -> dict[int, int]:
    """How many people of each pattern a world has whose truth is known; pattern 0 is left out."""
    import numpy as np

    assert isinstance(random, np.random.Generator)
    if scenario == "S1":  # A refers to B with odds of 6; C and D avoid each other with 0.35
        people, on = 2000, np.empty((2000, 4), dtype=bool)
        base = np.array([-0.9, -1.1, -0.8, -1.2])
        for place in range(4):
            odds = np.full(people, base[place])
            if place == 1:
                odds = odds + np.log(6) * on[:, 0] - 0.6
            if place == 3:
                odds = odds + np.log(0.35) * on[:, 2] + 0.2
            on[:, place] = random.random(people) < 1 / (1 + np.exp(-odds))
    elif scenario == "S2":  # Manrique-Vallier 2016, simulation 1: one in ten easy to find, the others hard
        people = 2000
        easy = random.random(people) < 0.1
        rates = np.where(easy[:, None], [0.033, 0.033, 0.099, 0.132, 0.033], [0.033, 0.033, 0.099, 0.132, 0.033])
        rates = np.where(easy[:, None], [0.660, 0.825, 0.759, 0.990, 0.693], rates)
        on = random.random((people, 5)) < rates
    elif scenario == "S3":  # few, sparse; A and B avoid each other with 0.2, and people differ
        people = 300
        bent = random.normal(0, 0.7, people)
        on = np.empty((people, 3), dtype=bool)
        for place, base_rate in enumerate((-1.3, -1.5, -1.2)):
            odds = base_rate + bent + (np.log(0.2) * on[:, 0] if place == 1 else 0.0)
            on[:, place] = random.random(people) < 1 / (1 + np.exp(-odds))
    else:  # S4: of 5,000 three in ten can never be listed; 3,500 can
        people = 3500
        on = random.random((people, 4)) < np.array([0.3, 0.25, 0.35, 0.2])
    patterns = (on * (1 << np.arange(on.shape[1]))).sum(axis=1)
    values, counts = np.unique(patterns, return_counts=True)
    return {int(value): int(count) for value, count in zip(values, counts, strict=True) if value}


METHODS = {"panel": "what is told", "lcm": "latent classes", "dga": "graphs", "loglinear": "log-linear, BCa"}
LISTS = {"S1": 4, "S2": 5, "S3": 3, "S4": 4}
PIECE = 25
SWEEPS = {"S1": 2500, "S2": 2500, "S3": 4500, "S4": 2500}
"""The most that the chains get: of S1 they would need ten times as many, and the graphs speak."""
Said = dict[str, tuple[float, float, float, bool]]
"""By method: estimate, from, to, whether it is sound (of all together: whether it is no range)."""
Results = list[tuple[Said, set[str]]]
Job = tuple[str, int, int, int]
"""A scenario, the first of its worlds, how many, and how many resampled tables."""


def repetitions_of(job: Job) -> Results:
    """Some worlds of a scenario: what each method says, and what is warned of. The same job, the same answer."""
    import numpy as np

    from waystation.estimation import Table
    from waystation.estimation.estimating import estimates

    scenario, first, many, boots = job
    lists = tuple("abcde"[: LISTS[scenario]])
    worlds = [drawn(scenario, np.random.default_rng((19481210, first + number))) for number in range(many)]
    tables = [Table(lists, world) for world in worlds]
    told = []
    most = SWEEPS[scenario]
    for found in estimates(tables, seed=first, seconds=math.inf, most_sweeps=most, enough=400, repetitions=boots):
        codes = {each.code for each in found.findings if each.weight != "note"}
        said = {each.method: (each.estimate, each.low, each.high, each.is_sound) for each in found.answers}
        said["panel"] = (found.estimate, found.low, found.high, not found.is_unstable)
        told.append(({} if found.is_refused else said, codes))
    return told


def coverage(
    repetitions: int, scenarios: list[str], processes: int, boots: int, keep: Path | None, pieces: int | None
) -> None:
    """A table: of each scenario and method how often the interval holds the truth. Of 500, 0.92 is known to 0.024."""
    from multiprocessing import get_context

    jobs = [
        (scenario, first, min(PIECE, repetitions - first), boots)
        for scenario in scenarios
        for first in range(0, repetitions, PIECE)
    ]
    done = kept(keep)
    missing = [job for job in jobs if job not in done][:pieces]
    with get_context("spawn").Pool(processes) as pool:
        for job, results, spent in pool.imap_unordered(timed, missing):
            done[job] = results
            if keep is not None:
                write(keep, job, results, spent)
            print(f"{job[0]}, worlds {job[1]} to {job[1] + job[2] - 1}: {spent:.0f} s of a processor", file=sys.stderr)
    print(
        "| scenario | worlds | | sound | holds the truth | width : N | median bias | refused | twofold off, unwarned |"
    )
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    for scenario in scenarios:
        found = [each for job in jobs if job[0] == scenario for each in done.get(job, [])]
        for method in METHODS:
            print(f"| {scenario} | {len(found)} | {METHODS[method]} | {covered(method, found, PERSONS[scenario])} |")


def timed(job: Job) -> tuple[Job, Results, float]:
    started = time.process_time()
    return job, repetitions_of(job), time.process_time() - started


def kept(keep: Path | None) -> dict[Job, Results]:
    """The pieces that earlier runs wrote; a last line that was cut off is as if it was not there."""
    found: dict[Job, Results] = {}
    for line in keep.read_text("utf-8").splitlines() if keep is not None and keep.exists() else ():
        try:
            said = json.loads(line)
        except ValueError:
            continue
        results = [({name: tuple(row) for name, row in each.items()}, set(codes)) for each, codes in said["results"]]
        found[tuple(said["job"])] = results
    return found


def write(keep: Path, job: Job, results: Results, spent: float) -> None:
    """Adds one piece, whole, on a line of its own."""
    said = {"job": job, "seconds": round(spent, 1), "results": [(each, sorted(codes)) for each, codes in results]}
    with keep.open("a+b") as file:
        file.seek(max(0, file.tell() - 1))
        torn = file.read(1) not in (b"", b"\n")
        file.write(b"\n" * torn + json.dumps(said).encode() + b"\n")


def covered(method: str, results: Results, truth: int) -> str:
    """The rest of a row: a method is counted where it is sound, all together wherever there is an answer."""
    said = [(each[method], codes) for each, codes in results if method in each]
    taken = [(each, codes) for each, codes in said if (each[3] or method == "panel") and not math.isnan(each[1])]
    held = sum(low <= truth <= high for (_, low, high, _), _ in taken)
    share = held / max(len(taken), 1)
    error = 1.96 * math.sqrt(share * (1 - share) / max(len(taken), 1))
    wide = median((high - low) / truth for (_, low, high, _), _ in taken) if taken else math.nan
    bias = [each[0] / truth - 1 for each, _ in taken if not math.isnan(each[0])]
    wild = sum(not codes and (low > 2 * truth or high < truth / 2) for (_, low, high, _), codes in taken)
    sound = sum(each[3] for each, _ in said)
    refused = sum(not each for each, _ in results)
    return (
        f"{sound} of {len(results)} | {share:.3f} ± {error:.3f} | {wide:.2f} | "
        f"{f'{median(bias):+.1%}' if bias else ''} | {refused} | {wild if method == 'panel' else ''}"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--coverage", type=int, default=0, metavar="N", help="repetitions of each scenario instead")
    options.add_argument("--scenario", choices=sorted(PERSONS), action="append")
    options.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options.add_argument("--boots", type=int, default=100, help="resampled tables for log-linear models")
    options.add_argument("--agreement", action="store_true", help="published figures beside what is found here")
    options.add_argument("--classes", action="store_true", help="with --agreement: latent classes, too (minutes)")
    options.add_argument("--keep", type=Path, metavar="FILE", help="where coverage keeps what is done, to go on from")
    options.add_argument("--pieces", type=int, metavar="N", help=f"at most so many times {PIECE} worlds more")
    chosen = options.parse_args()
    if chosen.agreement:
        agreement(chosen.classes)
    elif chosen.coverage:
        which = chosen.scenario or sorted(PERSONS)
        coverage(chosen.coverage, which, chosen.processes, chosen.boots, chosen.keep, chosen.pieces)
    else:
        speed(chosen.rounds)


if __name__ == "__main__":
    main()
