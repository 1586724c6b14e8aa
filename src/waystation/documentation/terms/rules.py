"""What may become of a term. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from waystation.documentation.assertions import OWN
from waystation.documentation.terms import wording
from waystation.documentation.terms.records import TermChange
from waystation.documentation.wording import Words
from waystation.mail.words import same
from waystation.vocabulary.vocabularies import terms, worded

EDITABLE = (
    "acts",
    "torture_methods",
    "deprivation_conditions",
    "victim_status",
    "involvement_degrees",
    "perpetrator_types",
    "submission_kinds",
    "reply_kinds",
    "relationships",
)
"""The lists that an organisation may change. Scales are not among them: their order decides what is how sure."""

Changes = Mapping[tuple[str, str], TermChange]


@dataclass(frozen=True)
class Listed:
    """One term as the organisation has it."""

    vocabulary: str
    code: str
    en: str
    ru: str
    nearest: str = ""
    added: bool = False
    retired: bool = False

    @property
    def label(self) -> str:
        """The term in the language of the page; Russian falls back to English where nobody wrote it."""
        return worded(self.vocabulary, self.en, self.ru or self.en)


def listed(vocabulary: str, changes: Changes) -> list[Listed]:
    """Every term of a list: the published ones as the organisation calls them, then its own."""
    found = []
    for term in terms(vocabulary):
        change = changes.get((vocabulary, term.code))
        en, ru = (change.en, change.ru or term.ru) if change else (term.en, term.ru)
        found.append(Listed(vocabulary, term.code, en, ru, retired=bool(change and change.retired)))
    own = sorted((each for (name, _code), each in changes.items() if name == vocabulary and each.added), key=_by_code)
    return found + [
        Listed(vocabulary, each.code, each.en, each.ru, each.nearest, added=True, retired=each.retired) for each in own
    ]


def _by_code(change: TermChange) -> str:
    return change.code


def new_code(vocabulary: str, en: str, nearest: str, taken: Collection[str]) -> str:
    """The code of a term that is added: it stands in the group of what is nearest, and can be read without the list."""
    plain = unicodedata.normalize("NFKD", en).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40] or "term"
    group = nearest.partition(".")[0] if vocabulary in ("acts", "torture_methods", "perpetrator_types") else ""
    code, number = f"{group}.{OWN}{slug}" if group else f"{OWN}{slug}", 2
    first = code
    while code in taken:
        code, number = f"{first}_{number}", number + 1
    return code


def faults(change: TermChange, others: Iterable[Listed]) -> Iterator[tuple[str, Words]]:
    """What is wrong with a term, beside the others of its list."""
    if not change.en.strip():
        yield "en", wording.SAY_IT
    words = {same(each.en): each.code for each in others} | {same(each.ru): each.code for each in others if each.ru}
    for name in ("en", "ru"):
        word = same(getattr(change, name))
        if word and words.get(word, change.code) != change.code:
            yield name, wording.SAID_ALREADY
    if change.added and change.nearest not in {each.code for each in others if not each.added}:
        yield "nearest", wording.SAY_NEAREST
