"""The rules of triage: data that the organisation reads and edits. The built-in ones stand in `rules.toml`.

A rule fires where one of its patterns is found, once for each message. A pattern is words that stand together, in any
order, within `window` words and one sentence; the first is the one the others are looked for around:

    убьют меня          both words
    сломали рук*        a word that begins with рук
    забрали|увезли @me  one of these, and one of the group `me`
    за+дверью           these one right after the other
    под/за+дверью       the same, after either
    забрали !паспорт    unless паспорт stands within two words of it, with no comma between
    помогите~           one letter may be wrong
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from waystation.hotline.triage.language import SMALL_WORDS

Effect = Literal["danger", "hurry", "calm", "aside", "mark"]
SHORTEST_STEM = 2
MOST_PATTERNS = 300  # of one rule
_FILE = Path(__file__).with_name("rules.toml")


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One rule. `danger` adds its points, `hurry` does where there is danger, `calm` takes them off; `aside` counts for
    itself; `mark` only tells whoever reads.

    `of` is the code of the one danger that a calming rule takes its points from, else it is from the sum. `languages`
    empty means all; `longest` is the most words of a message that it looks at, 0 for any. `alone`: it fires only where
    the message has no other words than those of its patterns. `explanation` is by language.
    """

    code: str
    effect: Effect = "danger"
    points: int = 0
    patterns: tuple[str, ...] = ()
    explanation: dict[str, str] = {}
    languages: tuple[str, ...] = ()
    of: str = ""
    window: int = 5
    longest: int = 0
    alone: bool = False
    enabled: bool = True


class RuleList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Rules and the groups of words that they name."""

    rules: tuple[Rule, ...] = ()
    groups: dict[str, tuple[str, ...]] = {}


@cache
def built_in() -> RuleList:
    """The rules that come with the program."""
    read = tomllib.loads(_FILE.read_text("utf-8"))
    rules = [msgspec.convert({"code": code} | rule, Rule) for code, rule in read["rules"].items()]
    groups = {name: tuple(listed) for name, listed in read["groups"].items()}
    return RuleList(rules=tuple(rules), groups=groups)


def merged(own: RuleList, base: RuleList | None = None) -> RuleList:
    """The organisation's rules over the built-in ones: one of the same code replaces, another is added.

    A group of the same name gets the words of both.
    """
    base = base or built_in()
    rules = {rule.code: rule for rule in (*base.rules, *own.rules)}
    return RuleList(rules=tuple(rules.values()), groups=_both(base.groups, own.groups))


def _both(base: Mapping[str, tuple[str, ...]], own: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    names = base.keys() | own.keys()
    return {name: tuple(dict.fromkeys((*base.get(name, ()), *own.get(name, ())))) for name in sorted(names)}


def faults(rules: RuleList) -> list[tuple[str, str, str]]:
    """What cannot be meant, as (rule, pattern, fault).

    `empty`, `no-group`, `too-short` (a beginning of one letter), `only-absent`, `too-common` (a small word that would
    be enough by itself).
    """
    return [(rule.code, pattern, fault) for rule in rules.rules for pattern, fault in _faults(rule, rules.groups)]


def _faults(rule: Rule, groups: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, str]]:
    for pattern in rule.patterns:
        items = pattern.split()
        if not items:
            yield pattern, "empty"
        elif items[0].startswith("!"):
            yield pattern, "only-absent"
        elif all(item.startswith("!") for item in items[1:]) and SMALL_WORDS & {*items[0].split("|")}:
            yield pattern, "too-common"
        for word in (word for item in items for word in alternatives(item)):
            if word.startswith("@") and word[1:] not in groups:
                yield pattern, "no-group"
            elif len(word.rstrip("*~").lstrip("@")) < (SHORTEST_STEM if word.endswith("*") else 1):
                yield pattern, "too-short"


def spelled_out(word: str, groups: Mapping[str, tuple[str, ...]], within: frozenset[str] = frozenset()) -> list[str]:
    """A word, or those of the group that it names; a group that names itself adds nothing."""
    if not word.startswith("@"):
        return [word]
    name = word[1:]
    listed = groups.get(name, ()) if name not in within else ()
    return [each for inner in listed for each in spelled_out(inner, groups, within | {name})]


def alternatives(item: str) -> list[str]:
    """The single words that an item of a pattern names."""
    return re.split(r"[|+/]", item.removeprefix("!"))
