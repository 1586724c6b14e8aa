"""Controlled vocabularies: codes are stored, words are shown.

Each term has English and Russian labels in our own words and the code of the standard it comes from, where there is
one. Chechen labels need a native speaker; until then Russian is shown.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

FOLDER = Path(__file__).parent / "terms"


@dataclass(frozen=True)
class Term:
    """One term. `extra` holds what its vocabulary adds: an order, a group, a note."""

    vocabulary: str
    code: str
    en: str
    ru: str
    extra: dict[str, Any]

    @property
    def label(self) -> str:
        """The term in the language of the page."""
        return self.en if (get_language() or "ru").startswith("en") else self.ru

    def __str__(self) -> str:
        return self.label


@cache
def _terms(vocabulary: str) -> dict[str, Term]:
    data = json.loads((FOLDER / f"{vocabulary}.json").read_text())
    named = ("code", "en", "ru")
    return {
        term["code"]: Term(
            vocabulary,
            *(term[key] for key in named),
            {key: value for key, value in term.items() if key not in named},
        )
        for term in data["terms"]
    }


def terms(vocabulary: str) -> list[Term]:
    """All terms of a vocabulary, in its order."""
    return list(_terms(vocabulary).values())


def term(vocabulary: str, code: str) -> Term:
    """One term. Raises KeyError for a code that is not in the vocabulary."""
    return _terms(vocabulary)[code]


def label_of(vocabulary: str, code: str) -> str:
    """The word of a code that is stored; one that the vocabulary does not know any more is shown as it is."""
    found = _terms(vocabulary).get(code)
    return found.label if found else code
