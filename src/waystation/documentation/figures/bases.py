"""What numbers count: the terms of the vocabulary count_basis, and others that published figures stand on."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from waystation.vocabulary.vocabularies import Term, term


@dataclass(frozen=True)
class Basis:
    """What a number counts. `unit` is that of each one counted; `status` how sure each is at least, "" if unsaid."""

    term: Term
    unit: str
    status: str

    @property
    def label(self) -> str:
        """The basis in the language of the page."""
        return self.term.label


@cache
def bases() -> dict[str, Basis]:
    """Every basis by its code."""
    listed = json.loads((Path(__file__).parent / "bases.json").read_text())["bases"]
    return {each["code"]: Basis(_term(each), each["unit"], each.get("status", "")) for each in listed}


def _term(said: dict[str, str]) -> Term:
    if "en" in said:
        return Term("count_basis", said["code"], said["en"], said["ru"], {})
    return term("count_basis", said["code"])
