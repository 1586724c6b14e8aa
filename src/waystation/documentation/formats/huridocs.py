"""Codes of the HURIDOCS micro-thesauri for our terms, and our terms for their codes. Pure.

A HURIDOCS code is twelve digits, two for each level: what is a kind of something begins with the code of that.
"""

from dataclasses import dataclass
from functools import cache

from waystation.vocabulary.vocabularies import Term, terms

LISTS = {
    "acts": 4,
    "torture_methods": 5,
    "involvement_degrees": 18,
    "source_connections": 19,
    "source_types": 16,
    "submission_kinds": 20,
    "relationships": 21,
    "perpetrator_types": 24,
    "victim_status": 25,
    "reply_kinds": 27,
    "deprivation_conditions": 30,
    "violation_status": 41,
    "reliability": 42,
    "intervention_impacts": 44,
}
"""The number of the list that each vocabulary follows."""

OTHER, UNKNOWN = "900000000000", "990000000000"

NEAREST: dict[tuple[str, str], str] = {
    ("acts", "coercion.inform"): "020103000000",
    ("acts", "coercion.name_others"): "020103000000",
    ("acts", "documents.seizure"): "130107000000",
    ("involvement_degrees", "coerced"): "010000000000",
    ("involvement_degrees", "incited"): "010000000000",
    ("source_connections", "community_talk"): "030000000000",
    ("source_connections", "heard_in_custody"): "030000000000",
    ("victim_status", "free_in_region"): "",
    ("victim_status", "held_family"): "",
    ("submission_kinds", "victim.evacuation"): "010000000000",
    ("submission_kinds", "victim.psychological"): "010000000000",
}
"""What is nearest to terms of ours that no list has, and that are no kind of a term that one has; "" is nothing."""

CREDIBILITY = {
    "1": "010000000000",
    "2": "020000000000",
    "3": "030000000000",
    "4": "040000000000",
    "5": "050000000000",
    "6": UNKNOWN,
}
"""Of how credible a piece of information is: list 42, of which HURIDOCS has one for the source and what it says."""

LINKS = {
    "precedes": ("010000000000", False),
    "follows": ("010000000000", True),
    "part_of": ("020000000000", True),
    "causes": ("030000000000", False),
}
"""List 22, and whether the code is said by the other event; for two at the same time there is no code."""

ESTIMATE, NO_DAY, NO_MONTH = "010000000000", "020000000000", "030000000000"
"""List 48: what of a date is not known."""

INDIVIDUAL, FAMILY, ORGANISATION, COMMUNITY = "010000000000", "020000000000", "030000000000", "040000000000"
"""List 7: what a person of the file is counted as."""

UNITS = (INDIVIDUAL, FAMILY, ORGANISATION, COMMUNITY)

_FIRST_OF_A_GROUP = {"submission_kinds": "020000000000"}


@dataclass(frozen=True)
class Coded:
    """A code of a list; where it is not `exact`, the term says more or something else. "" where none is near."""

    code: str
    exact: bool


def outside(vocabulary: str, code: str) -> Coded:
    """What HURIDOCS has for a term of ours: its own code, or the nearest one."""
    return _outside(vocabulary).get(code, Coded("", False))


@cache
def _outside(vocabulary: str) -> dict[str, Coded]:
    if vocabulary == "credibility":
        return {code: Coded(found, True) for code, found in CREDIBILITY.items()}
    every = {each.code: each for each in terms(vocabulary)}
    found: dict[str, Coded] = {}
    given: set[str] = set()
    for each in every.values():
        code = _own(vocabulary, each)
        found[each.code] = Coded(code or _near(vocabulary, each.code, every), bool(code) and code not in given)
        given.add(code)
    return found


def _own(vocabulary: str, ours: Term) -> str:
    """The code that the vocabulary says, where it is of the list of this vocabulary and stands for the term alone."""
    if mapped := ours.extra.get("map_huridocs"):
        return str(mapped)
    sources = ours.extra.get("source", ())
    if any(each.get("std") == "product" for each in sources):
        return ""
    return _of_list(vocabulary, ours)


def _of_list(vocabulary: str, ours: Term) -> str:
    wanted = f"HURIDOCS MT{LISTS[vocabulary]}"
    return next((each["code"] for each in ours.extra.get("source", ()) if each.get("std") == wanted), "")


def _near(vocabulary: str, code: str, every: dict[str, Term]) -> str:
    if (vocabulary, code) in NEAREST:
        return NEAREST[vocabulary, code]
    if found := _of_list(vocabulary, every[code]):
        return found
    group = code.rpartition(".")[0]
    if group in every and (found := _of_list(vocabulary, every[group])):
        return found
    return _FIRST_OF_A_GROUP.get(vocabulary, UNKNOWN if code == "unknown" and vocabulary != "acts" else OTHER)


def whereabouts(condition: str) -> str:
    """The code of list 30 for a condition of detention, "" for one that the list does not have."""
    ours = next((each for each in terms("deprivation_conditions") if each.code == condition), None)
    return _of_list("deprivation_conditions", ours) if ours else ""


def condition(code: str) -> str:
    """The condition of detention that a code of list 30 means, "" for none."""
    wanted = code.strip()[:12]
    return next((each.code for each in terms("deprivation_conditions") if whereabouts(each.code) == wanted), "")


def inside(vocabulary: str, code: str) -> Coded:
    """Our term for a code of theirs: the one that means it, or that of which it is a kind; "" where there is none."""
    known = _inside(vocabulary)
    digits = code.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) in (12, 14)):
        return Coded("", False)
    digits = digits[:12]  # two more say which list it is
    if digits in known:
        return Coded(known[digits], True)
    for length in range(10, 0, -2):
        above = digits[:length].ljust(12, "0")
        if above in known and digits[:length].strip("0"):
            return Coded(known[above], False)
    return Coded("", False)


@cache
def _inside(vocabulary: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, coded in _outside(vocabulary).items():
        if coded.exact and coded.code:
            found.setdefault(coded.code, code)
    return found
