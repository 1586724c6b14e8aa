"""Problems and plans as JSON of format 1, read with a clear error and written so that they read the same again."""

import json
import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from types import GenericAlias
from typing import Final, NoReturn, TypeVar

import msgspec

from waystation.planning.problem import Count, Day, Leg, Party, Pathway, Place, Plan, Probability, Problem, Step

MOST_BYTES: Final = 64 * 2**20
MOST: Final = {
    "parties": 20_000, "places": 5_000, "legs": 50_000, "pathways": 1_000, "drivers": 10_000, "conflicts": 100_000,
    "closed": 100_000, "away": 100_000,
}  # fmt: skip
"""How many of each a problem may have: what is larger is a mistake or an attack, and no machine of ours plans it."""
MOST_PERSONS: Final = 10_000_000
"""In all parties together: what is counted of persons is counted in 32 bits."""

_NAMED: Final = {"pursuit": Probability, "visas": Day, "drivers": Count, "": tuple[Step, ...]}
"""What has names that the format does not know, and what stands under them; without a name, a plan."""
_PATH: Final = re.compile(r"^(?P<why>.*?)(?: - at `\$?\.?(?P<path>.*)`)?$", re.DOTALL)
_UNSEEN: Final = "it has a character that does not show"
_DEEP: Final = "there is something within something too often"
_Read = TypeVar("_Read")


class Unreadable(ValueError):
    """Something is wrong with the field at `path`, such as `parties[3].size`; empty where it is all of it."""

    def __init__(self, path: str, why: str) -> None:
        said = f"{path}: {why}" if path else why
        super().__init__("".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in said))
        self.path, self.why = path, why


def read_problem(raw: bytes) -> Problem:
    """A problem whose ids all lead somewhere and that contradicts itself nowhere. Raises Unreadable."""
    problem = _read(raw, Problem)
    for kind, most in MOST.items():
        if (number := len(getattr(problem, kind))) > most:
            _refuse(kind, f"there are {number:,}; at most {most:,} can be planned at once")
    _refuse_doubles(raw)
    for path, why in _faults(problem):
        _refuse(path, why)
    return problem


def read_plan(raw: bytes, problem: Problem) -> Plan:
    """A plan with the parties and legs of this problem, whether or not it keeps the rules. Raises Unreadable."""
    plan = _read(raw, dict[str, tuple[Step, ...]])
    _refuse_doubles(raw)
    known, legs = {party.id for party in problem.parties}, {leg.id for leg in problem.legs}
    for party, steps in plan.items():
        if party not in known:
            _refuse(_name(party), "the problem has no such party")
        if len(steps) > problem.slots:
            _refuse(_name(party), f"there are {len(steps):,} steps, and {problem.slots:,} slots to begin one in")
        for number, step in enumerate(steps):
            if step.leg not in legs:
                _refuse(f"{_name(party)}[{number}][0]", f"the problem has no leg {_name(step.leg)}")
    for missing in sorted(known - plan.keys()):
        _refuse(missing, "the plan does not say what this party does; [] if it stays")
    return plan


def write_problem(problem: Problem) -> bytes:
    """The problem as `read_problem` takes it."""
    return msgspec.json.encode(problem) + b"\n"


def write_plan(plan: Plan) -> bytes:
    """The plan as `read_plan` takes it, a party to a line."""
    lines = (msgspec.json.encode(party) + b": " + msgspec.json.encode(steps) for party, steps in plan.items())
    return b"{\n" + b",\n".join(lines) + b"\n}\n"


def validated(problem: Problem) -> Problem:
    """The problem, made by hand and not read, held to the same. Raises Unreadable."""
    return read_problem(write_problem(problem))


def _read(raw: bytes, kind: type[_Read]) -> _Read:
    if len(raw) > MOST_BYTES:
        _refuse("", f"the file is larger than {MOST_BYTES // 2**20} MiB; of {MOST['parties']:,} parties it is smaller")
    raw = raw.removeprefix(BOM_UTF8)  # editors on Windows begin a file with it
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if isinstance(error, msgspec.DecodeError) and not isinstance(error, msgspec.ValidationError):
            _refuse_no_number(raw)
        found = _PATH.match(str(error))
        path, why = _spelt(raw, (found and found["path"]) or ""), (found and found["why"]) or ""
        why = _UNSEEN if "matching regex" in why else _DEEP if isinstance(error, RecursionError) else why
        _refuse(path, why or "this is no JSON of format 1")


def _refuse_no_number(raw: bytes) -> None:
    """NaN and Infinity are written by programs that are not strict, and are no JSON."""
    found: list[tuple[object, str]] = []

    def constant(name: str) -> object:
        found.append((object(), name))
        return found[-1][0]

    whole: object = None
    with suppress(ValueError, RecursionError):
        whole = json.loads(raw, parse_constant=constant)
    for value, name in found[:1]:
        _refuse((_path_to(whole, value) or "").removeprefix("."), f"{name} is no number")


def _spelt(raw: bytes, path: str) -> str:
    """The path with a name where it says only that it is one of many: found without reading what is wrong."""
    before, one_of_many, after = path.partition("[...]")
    if not one_of_many:
        return path.partition("key` in `$.")[2] or path
    with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        for number, name in re.findall(r"\[(\d+)\]|([^.\[\]]+)", before):
            raw = _parts(raw)[name] if name else msgspec.json.decode(raw, type=list[msgspec.Raw])[int(number)]
        wrong = _last_name(raw, _NAMED[before.rpartition(".")[2]])
        return f"{before}.{_name(wrong)}{after}".removeprefix(".")
    return path


def _parts(raw: bytes) -> dict[str, msgspec.Raw]:
    return msgspec.json.decode(raw, type=dict[str, msgspec.Raw])


class _Name(str):
    """A name that is told before what stands under it is read."""


def _last_name(raw: bytes, kind: object) -> str:
    """Under which name there is something else."""
    names = [""]

    def told(_: type, name: str) -> _Name:
        names.append(name)
        return _Name(name)

    with suppress(msgspec.DecodeError, RecursionError):
        msgspec.json.decode(raw, type=GenericAlias(dict, (_Name, kind)), dec_hook=told)
    return names[-1]


def _refuse_doubles(raw: bytes) -> None:
    """Of two values with one name either would be wrong. What comes here has been read before."""
    doubled: list[tuple[object, str]] = []

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            times = Counter(name for name, _ in pairs)
            doubled.append((found, next(name for name in times if times[name] > 1)))
        return found

    whole = json.loads(raw, object_pairs_hook=once)
    for found, name in doubled[:1]:
        path = _path_to(whole, found) or ""
        _refuse(f"{path}.{_name(name)}".removeprefix("."), "it is there twice")


def _path_to(value: object, sought: object) -> str | None:
    """Where in the value that very object is."""
    if value is sought:
        return ""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        if (rest := _path_to(part, sought)) is not None:
            return (f"[{key}]" if isinstance(key, int) else f".{_name(key)}") + rest
    return None


def _refuse(path: str, why: str) -> NoReturn:
    raise Unreadable(path, why) from None


def _name(given: str) -> str:
    """An id that nobody has checked, as an error may show it."""
    return given[:64].encode("unicode_escape").decode()


def _faults(problem: Problem) -> Iterator[tuple[str, str]]:
    yield from _twice("places", (each.id for each in problem.places))
    yield from _twice("legs", (each.id for each in problem.legs))
    yield from _twice("pathways", (each.id for each in problem.pathways))
    yield from _twice("parties", (each.id for each in problem.parties))
    if (persons := sum(each.size for each in problem.parties)) > MOST_PERSONS:
        yield "parties", f"they are {persons:,} persons; at most {MOST_PERSONS:,} can be planned at once"
    places, pathways = {each.id: each for each in problem.places}, {each.id: each for each in problem.pathways}
    for number, pathway in enumerate(problem.pathways):
        if pathway.dest not in places or places[pathway.dest].kind != "dest":
            yield f"pathways[{number}].dest", f"{_name(pathway.dest)} is no destination of this problem"
    for number, leg in enumerate(problem.legs):
        yield from ((f"legs[{number}].{field}", why) for field, why in _of_leg(problem, leg, places, pathways))
    for number, party in enumerate(problem.parties):
        yield from ((f"parties[{number}].{field}", why) for field, why in _of_party(party, places, pathways))
    yield from _of_pairs(problem)
    yield from _of_closed(problem)
    if problem.now > problem.slots:
        yield "now", "it is after the end of the horizon"
    for number, away in enumerate(problem.away):
        if away.pool and away.pool not in problem.drivers:
            yield f"away[{number}][0]", f"there is no pool of drivers {_name(away.pool)}"


def _twice(path: str, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for number, id_ in enumerate(ids):
        if id_ in seen:
            yield f"{path}[{number}].id", f"{_name(id_)} is there twice"
        seen.add(id_)


def _of_leg(
    problem: Problem, leg: Leg, places: dict[str, Place], pathways: dict[str, Pathway]
) -> Iterator[tuple[str, str]]:
    for field, place in (("a", leg.a), ("b", leg.b)):
        if place not in places:
            yield field, f"there is no place {_name(place)}"
    if leg.a == leg.b:
        yield "b", "it ends where it begins"
    if leg.pathway and leg.pathway not in pathways:
        yield "pathway", f"there is no pathway {_name(leg.pathway)}"
    elif leg.pathway and leg.b in places and places[leg.b].kind == "dest" and pathways[leg.pathway].dest != leg.b:
        yield "pathway", f"{_name(leg.pathway)} does not lead to {_name(leg.b)}"
    if leg.mode == "car" and leg.pool not in problem.drivers:
        yield "pool", f"there is no pool of drivers {_name(leg.pool)}" if leg.pool else "a car needs a pool of drivers"


def _of_party(party: Party, places: dict[str, Place], pathways: dict[str, Pathway]) -> Iterator[tuple[str, str]]:
    if party.origin not in places or places[party.origin].kind != "origin":
        yield "origin", f"{_name(party.origin)} is no origin of this problem"
    for place in party.pursuit:
        if place not in places:
            yield f"pursuit.{_name(place)}", "there is no such place"
    for pathway in party.visas:
        if pathway not in pathways:
            yield f"visas.{_name(pathway)}", "there is no such pathway"


def _of_pairs(problem: Problem) -> Iterator[tuple[str, str]]:
    parties = {party.id for party in problem.parties}
    for number, pair in enumerate(problem.conflicts):
        if pair[0] == pair[1]:
            yield f"conflicts[{number}]", f"{_name(pair[0])} cannot be kept apart from itself"
        for place, party in enumerate(pair):
            if party not in parties:
                yield f"conflicts[{number}][{place}]", f"there is no party {_name(party)}"


def _of_closed(problem: Problem) -> Iterator[tuple[str, str]]:
    legs = {leg.id for leg in problem.legs}
    for number, closed in enumerate(problem.closed):
        if closed.leg not in legs:
            yield f"closed[{number}][0]", f"there is no leg {_name(closed.leg)}"


def read_as(raw: bytes, kind: type[_Read]) -> _Read:
    """JSON as one of our records. Raises Unreadable with the path of the field that is wrong."""
    found = _read(raw, kind)
    _refuse_doubles(raw)
    return found


def shown_id(given: str) -> str:
    """An id that nobody has checked, as an error may show it."""
    return _name(given)


def faults_of_party(party: Party, problem: Problem) -> Iterator[tuple[str, str]]:
    """The fields of a party that lead nowhere in a problem, and why."""
    yield from _of_party(
        party, {each.id: each for each in problem.places}, {each.id: each for each in problem.pathways}
    )
