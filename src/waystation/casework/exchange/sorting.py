"""The rows of a table, each where it belongs: it makes a case, made one before, is left out, or is wrong.

The id of a case follows from what the row says, or from its own mark and whose mark that is, keyed by the vault half:
the same row makes the same case. The id of the first move of a case follows from all that its row said: so a row that
was taken in is told from another one with its mark, which is left out and shown. Nothing is written here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from waystation.casework import access, rules
from waystation.casework.exchange import comparing, import_rules
from waystation.casework.exchange.import_rules import Problem, Said
from waystation.casework.exchange.records import Import
from waystation.casework.exchange.wording import ANOTHER_PERSON, ERASED_HERE, SAYS_OTHERWISE
from waystation.casework.models import Case, MoveRow
from waystation.casework.persons import access as persons
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.teams import COORDINATION
from waystation.vault import files, grants, half

LOOKED_AT = "look"  # the table is taken in, and kept until somebody has looked at the rows that were left out


@dataclass
class Outcome:
    """What a look at a table found: rows that make cases, that did so before, that are left out, that are wrong.

    `past` are the sentences of what is asked before a stage, with how many rows come to a stage unasked.
    """

    new: list[Said] = field(default_factory=list, repr=False)
    known: list[Said] = field(default_factory=list, repr=False)
    twice: list[Problem] = field(default_factory=list, repr=False)
    otherwise: list[Problem] = field(default_factory=list, repr=False)
    problems: list[Problem] = field(default_factory=list, repr=False)
    alike: list[int] = field(default_factory=list)
    past: dict[str, int] = field(default_factory=dict)

    @property
    def left(self) -> list[Problem]:
        """The rows that are left out though nothing is wrong with them."""
        return sorted((*self.twice, *self.otherwise), key=lambda each: each.row)

    @property
    def left_out(self) -> list[Problem]:
        """Every row that makes no case and did not make one before, each with why."""
        return sorted((*self.problems, *self.left), key=place)

    def of_rows(self, first: int, last: int) -> "Outcome":
        """What it found of some rows."""
        found = Outcome()
        for name in ("new", "known", "twice", "otherwise", "problems"):
            setattr(found, name, [each for each in getattr(self, name) if first <= each.row <= last])
        return found


def cells(record: Import) -> list[list[str]]:
    """The cells of a table. Raises Tampered."""
    return msgspec.json.decode(b"".join(files.read(record.file, record.content)), type=list[list[str]])


def look(actor: Actor, record: Import) -> Outcome:
    """What taking the table in would do, or which rows it left out. Nothing is written."""
    outcome = once(actor, record)
    said, outcome.new = outcome.new, []
    beside_cases(actor, record, said, outcome)
    outcome = outcome if record.state == LOOKED_AT else outcome.of_rows(record.done + 1, record.rows)
    outcome.problems.sort(key=place)
    outcome.alike = comparing.like_known(actor, outcome.new)
    outcome.past = past(actor, outcome.new)
    return outcome


def past(actor: Actor, said: Iterable[Said]) -> dict[str, int]:
    """What is asked before the stages of these rows, each with how many come there unasked."""
    today = actor.today
    return dict(Counter(str(sentence) for each in said for sentence in rules.passed_over(each.stub, today)))


def _read(actor: Actor, record: Import) -> tuple[list[Said], list[Problem]]:
    rows = list(enumerate(cells(record), 1))[record.head :]
    return import_rules.understood(rows, record.columns, actor.today, record.stage)


def once(actor: Actor, record: Import) -> Outcome:
    """Each row by the others of its table; all that may make a case are `new`."""
    said, problems = _read(actor, record)
    first, twice, clashes = import_rules.once(said, record.columns)
    return Outcome(new=first, twice=twice, problems=[*problems, *clashes])


def beside_cases(actor: Actor, record: Import, said: Iterable[Said], outcome: Outcome) -> None:
    """Says of each row whether it makes a case, made one before, or has the number of one that is another."""
    wanted = by_case(actor, record, said)
    here, erased, taken = _here(wanted), _erased(wanted), _taken_before(wanted)
    column = import_rules.letter(record.columns.get("reference", 0))
    for case_id, each in wanted.items():
        if case_id in erased:
            outcome.otherwise.append(Problem(each.row, "", ERASED_HERE))
        elif case_id not in here:
            outcome.new.append(each)
        elif case_id in taken or not each.reference:
            outcome.known.append(each)
        elif _is_another(actor, case_id, each):
            outcome.problems.append(Problem(each.row, column, ANOTHER_PERSON, case_id))
        else:
            outcome.otherwise.append(Problem(each.row, column, SAYS_OTHERWISE, case_id))


def _is_another(actor: Actor, case_id: UUID, said: Said) -> bool:
    """Whether the case that has a row's number is somebody else's; not where that was erased, or may not be known."""
    try:
        _row, stub = access.case(actor, case_id)
        _row, person = persons.person(actor, case_id, persons.applicant(actor, case_id))
    except Absent:
        return False
    return import_rules.is_another(said, person, stub.pseudonym)


def id_of(actor: Actor, said: Said, source: str = "") -> UUID:
    """The id of the case that a row makes: of its own mark and whose mark it is, or of all that it says."""
    whose = " ".join(source.casefold().split()) + "\0" if source.strip() and said.reference else ""
    told = whose + (said.reference or said.words)
    return UUID(bytes=half.digest(b"imported case", actor.team(COORDINATION).bytes + told.encode()))


def by_case(actor: Actor, record: Import, said: Iterable[Said]) -> dict[UUID, Said]:
    """Rows of a table by the cases that they make."""
    return {id_of(actor, each, record.source): each for each in said}


def first_move(case_id: UUID, said: Said) -> UUID:
    """The id of the first move of a case that is made of this row, and of no other."""
    return UUID(bytes=half.digest(b"imported row", case_id.bytes + said.words.encode()))


def _taken_before(wanted: Mapping[UUID, Said]) -> set[UUID]:
    """Those of the cases that were made of this very row."""
    moves = {first_move(*each): each[0] for each in wanted.items()}
    rows = (MoveRow.objects.filter(pk__in=some).values_list("pk", "locator") for some in _some(moves))
    return {case for some in rows for move, case in some if moves[move] == case}


def _here(ids: Iterable[UUID]) -> set[UUID]:
    """Those of which there is a case."""
    return {case for some in _some(ids) for case in Case.objects.filter(pk__in=some).values_list("pk", flat=True)}


def _erased(ids: Iterable[UUID]) -> set[UUID]:
    """Those of which there was a case that is erased."""
    return {place[0] for some in _some(ids) for place in grants.buried(locator__in=some)}


def _some(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    """As many at once as one statement asks for."""
    wanted = list(ids)
    return (wanted[start : start + 500] for start in range(0, len(wanted), 500))


def place(each: Problem) -> tuple[int, str]:
    """By what rows and their columns are in order."""
    return each.row, each.column


def made_of(actor: Actor, record: Import) -> dict[UUID, Said]:
    """What each case that the table makes is made of."""
    return by_case(actor, record, reversed(_read(actor, record)[0]))
