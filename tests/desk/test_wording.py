"""The log page has words for whatever is logged."""

import ast
import re
from pathlib import Path

import waystation
from waystation.desk import rules
from waystation.desk.wording import BASIS, PARTS, VERBS
from waystation.staff.policy import VERB_ROLES

ROOMS = ("organisation", "staff", "hotline", "duty", "casework", "evacuation", "pursuers", "relocation")
VERB = re.compile(rf"^({'|'.join(ROOMS)})\.[a-z_]+$")


def verbs_in_the_source() -> set[str]:
    """Every string constant that reads like a verb and is no right of the policy."""
    found: set[str] = set()
    for path in Path(waystation.__file__).parent.rglob("*.py"):
        if path.parts[-2] in ("desk", "migrations"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and VERB.match(node.value):
                found.add(node.value)
    return found - set(VERB_ROLES)


def test_it_works() -> None:
    assert "casework.accepted" in verbs_in_the_source()


def test_every_verb_has_words() -> None:
    assert verbs_in_the_source() - set(VERBS) == set()


def test_every_part_of_a_count_has_words() -> None:
    assert {*rules.PARTS, *rules.REQUEST_PARTS, "cases"} == set(PARTS)
    assert BASIS
