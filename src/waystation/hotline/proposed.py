"""What the rules of triage propose, in words, beside what people judged."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from waystation.hotline import own_rules, rules
from waystation.hotline.records import RequestStub
from waystation.hotline.rules import Line
from waystation.hotline.triage import Rule, built_in, merged
from waystation.staff.actor import Actor
from waystation.vocabulary.written import written

URGENCIES: dict[str, str | Promise] = {
    "now": pgettext_lazy("rules", "Rules: in danger now"),
    "soon": pgettext_lazy("rules", "Rules: soon"),
    "normal": pgettext_lazy("rules", "Rules: no danger told"),
    "unknown": pgettext_lazy("rules", "Rules: nothing found"),
    "aside": pgettext_lazy("rules", "Rules: set aside"),
}
LANGUAGES: dict[str, str | Promise] = {
    "ru": pgettext_lazy("language", "Russian"),
    "ce": pgettext_lazy("language", "Chechen"),
    "en": pgettext_lazy("language", "English"),
    "mixed": pgettext_lazy("language", "Chechen and Russian"),
    "other": pgettext_lazy("language", "another language"),
}
TONES = {"now": "danger", "soon": "warn"}


@dataclass(frozen=True)
class Said:
    """A proposal in words: each reason is what the rule stands for, and the words it found."""

    urgency: str
    label: str | Promise
    tone: str
    language: str | Promise
    judged: bool
    reasons: tuple[tuple[str, str], ...] = field(repr=False)


def explained(rule: Rule) -> str:
    """What a rule stands for, in the language of the page, else in whatever it is told in."""
    told = rule.explanation
    wanted = ((get_language() or "en")[:2], written(), "en")
    return next((said for each in wanted if (said := told.get(each))), "") or next(iter(told.values()), rule.code)


class Teller:
    """Tells proposals in words for one page."""

    def __init__(self, actor: Actor) -> None:
        own = own_rules.current(actor)
        self._words = {rule.code: explained(rule) for rule in merged(own.rules, built_in()).rules}
        self._within = own_rules.first_reply(actor)

    def __call__(self, stub: RequestStub) -> Said | None:
        """What the rules say of a request; None where they have not looked or found nothing."""
        told = stub.proposed
        if told is None or (told.urgency == "unknown" and not told.reasons):
            return None
        reasons = tuple((self._words.get(code, code), found) for code, found in told.reasons)
        language = LANGUAGES.get(told.language, "")
        tone = TONES.get(told.urgency, "neutral")
        return Said(told.urgency, URGENCIES[told.urgency], tone, language, told.judged, reasons)

    def is_overdue(self, line: Line, now: datetime) -> bool:
        return rules.is_overdue(line, now, self._within)


def language(stub: RequestStub) -> str | Promise:
    """In which language a thread is written, as the rules tell it, whether or not they found anything in it."""
    return LANGUAGES.get(stub.proposed.language, "") if stub.proposed else ""


def said(actor: Actor, stub: RequestStub) -> Said | None:
    """What the rules say of one request."""
    return Teller(actor)(stub)
