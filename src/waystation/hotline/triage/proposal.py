"""From the rules that fired to a proposal, by adding up points that everybody can add up again."""

from collections.abc import Iterable, Sequence
from functools import cache

import msgspec

from waystation.hotline.triage import language, words
from waystation.hotline.triage.patterns import Found, Ids, Patterns, identified, known
from waystation.hotline.triage.rules import Rule, RuleList, built_in
from waystation.hotline.triage.words import Word

NOW, SOON, NORMAL, UNKNOWN, ASIDE = "now", "soon", "normal", "unknown", "aside"
NOW_POINTS, SOON_POINTS, NORMAL_POINTS = 10, 4, 2
MORE_POINTS = 3  # what all further dangers add at most
HURRIED_POINTS = 5  # danger from which on haste counts
ASIDE_POINTS, ASIDE_POINTS_OF_ONE = 6, 10
_QUOTED = 80
_OF_ONE = frozenset(
    ("я", "меня", "мне", "мной", "мое", "мой", "моя", "мою", "ya", "menya", "i", "im", "me", "my", "mine")
)


class Reason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rule that fired: what it found in the message and where in its characters, and the points it gave.

    `of` is the one danger that a calming rule takes its points from, empty for the whole sum.
    `denied`: the words are there but taken back, as in "nobody threatens me", and give no points.
    """

    code: str
    effect: str
    found: str
    at: int
    points: int = 0
    of: str = ""
    denied: bool = False


class Proposal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is proposed: `now`, `soon`, `normal` or `aside`, the language, the sums and their reasons.

    `unknown` where no rule tells anything: people write of the worst in words that nobody foresaw.
    """

    urgency: str = UNKNOWN
    language: str = language.RUSSIAN
    danger: int = 0
    aside: int = 0
    reasons: tuple[Reason, ...] = ()

    @property
    def marks(self) -> tuple[Reason, ...]:
        """What whoever reads should notice besides: somebody asks where our houses are."""
        return tuple(reason for reason in self.reasons if reason.effect == "mark" and not reason.denied)


class Triage:
    """A list of rules, ready to propose. Making one takes some milliseconds: keep it while the rules stay."""

    def __init__(self, rules: RuleList) -> None:
        self._patterns = Patterns(rules)

    def propose(self, text: str) -> Proposal:
        """Proposes how urgent a message of at most 20,000 characters is; what is beyond is not read."""
        text = words.folded(text)
        listed = words.words(text)
        spoken, ids = self._understood(text, listed)
        reasons = self._reasons(text, listed, ids, spoken)
        return _weighed(reasons, spoken, of_one=any(word.key in _OF_ONE for word in listed))

    def _understood(self, text: str, listed: Sequence[Word]) -> tuple[str, list[Ids]]:
        """The language, and what the words are. Latin letters are read as English, and as Russian."""
        lexicon = self._patterns.lexicon
        exact = known(lexicon, listed)
        ids = identified(lexicon, listed, exact, latin=False)
        if not language.is_latin(listed):
            return language.language_of(text, listed), ids
        as_russian = identified(lexicon, listed, exact, latin=True)
        english = sum(map(bool, ids))
        spoken = language.language_of(text, listed, english, sum(map(bool, as_russian)) - english)
        return spoken, as_russian if spoken == language.RUSSIAN else ids

    def _reasons(self, text: str, listed: Sequence[Word], ids: Sequence[Ids], spoken: str) -> list[Reason]:
        found = self._patterns.found(listed, ids)
        rules = self._patterns.rules
        return [
            _reason(rules[number], hit, text, listed)
            for number, hit in found.items()
            if _looks_at(rules[number], spoken, len(listed))
            and (not rules[number].alone or self._patterns.is_alone(number, ids))
        ]


def _looks_at(rule: Rule, spoken: str, length: int) -> bool:
    parts = ("ru", "ce", spoken) if spoken == language.MIXED else (spoken,)
    in_language = not rule.languages or any(part in rule.languages for part in parts)
    return in_language and not 0 < rule.longest < length


def _reason(rule: Rule, hit: Found, text: str, listed: Sequence[Word]) -> Reason:
    start, end = listed[hit.first].start, listed[hit.last].end
    points = 0 if hit.denied else rule.points
    found = text[start : min(end, start + _QUOTED)]
    return Reason(
        code=rule.code, effect=rule.effect, found=found, at=start, points=points, of=rule.of, denied=hit.denied
    )


def _sum(reasons: Iterable[Reason], effect: str) -> int:
    return sum(reason.points for reason in reasons if reason.effect == effect and not reason.of)


def _danger(reasons: Sequence[Reason]) -> int:
    """The strongest danger in full; the others add half, but not much: many worries are not yet one emergency."""
    eased = {reason.of: reason.points for reason in reasons if reason.of}
    dangers = [reason.points - eased.get(reason.code, 0) for reason in reasons if reason.effect == "danger"]
    points = sorted((max(0, each) for each in dangers), reverse=True)
    return sum(points[:1]) + min(MORE_POINTS, sum(each // 2 for each in points[1:]))


def _weighed(reasons: list[Reason], spoken: str, *, of_one: bool) -> Proposal:
    """Adds up. What tells of any danger is never set aside, not even where something calms it."""
    danger, aside = _danger(reasons), _sum(reasons, "aside")
    haste = _sum(reasons, "hurry") if danger >= HURRIED_POINTS else 0
    calm = _sum(reasons, "calm")
    left = danger + haste - calm
    set_aside = aside >= (ASIDE_POINTS_OF_ONE if of_one else ASIDE_POINTS) and danger < SOON_POINTS
    return Proposal(
        urgency=ASIDE if set_aside else _urgency(left, calm),
        language=spoken,
        danger=left,
        aside=aside,
        reasons=tuple(sorted(reasons, key=lambda reason: (reason.denied, -reason.points, reason.at))),
    )


def _urgency(left: int, calm: int) -> str:
    """Silence of the rules is no calm: `normal` needs something that says so."""
    if left >= NOW_POINTS:
        return NOW
    if left >= SOON_POINTS:
        return SOON
    return NORMAL if calm >= NORMAL_POINTS else UNKNOWN


@cache
def by_built_in() -> Triage:
    """The built-in rules, ready to propose."""
    return Triage(built_in())


def propose(text: str) -> Proposal:
    """Proposes by the built-in rules."""
    return by_built_in().propose(text)
