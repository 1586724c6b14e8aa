"""Controlled vocabularies: codes are stored, words are shown.

Each term has English and Russian labels in our own words and the code of the standard it comes from, where there is
one. Any other language says it in its catalogue of texts, under the context `context_of`; until then Russian is shown,
or English.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, pgettext

from waystation.vocabulary.written import BOTH, written

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
        return worded(self.vocabulary, self.en, self.ru)

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


def context_of(vocabulary: str) -> str:
    """Under what the terms of a vocabulary stand in a catalogue of texts (gettext's msgctxt)."""
    return f"term {vocabulary}"


def worded(vocabulary: str, en: str, ru: str) -> str:
    """A label in the language of the page: one of the two, or what its catalogue says for the English one."""
    if get_language() not in BOTH and (said := pgettext(context_of(vocabulary), en)) != en:
        return said
    return en if written() == "en" else ru


def names() -> list[str]:
    """Every vocabulary there is."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


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
