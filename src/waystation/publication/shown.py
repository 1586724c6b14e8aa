"""What was found, as pages show it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.confidential import Kind
from waystation.mail.words import clean
from waystation.publication import rules, wording
from waystation.publication.checks import Check, Where, loosest
from waystation.publication.protection import Finding, Reason
from waystation.publication.protection.dates import month
from waystation.publication.records import Override
from waystation.staff.actor import Actor
from waystation.staff.policy import allows

Text = str | Promise
_PLACES = 5


@dataclass(frozen=True)
class Line:
    """One finding: what, why, where, of whom, and what may stand in its place."""

    number: int
    what: Text
    why: Text
    level: tuple[Text, str]
    written: str = field(repr=False)
    places: list[Where] = field(repr=False)
    more: int
    cases: list[tuple[str, str]] = field(repr=False)
    suggestion: str
    is_combination: bool
    settled: bool = False


def lines(actor: Actor, check: Check, numbers: Iterable[int], overrides: Iterable[Override] = ()) -> Iterator[Line]:
    """What was found, by the numbers of the findings; `settled` is what two people let stand."""
    left = set(rules.still_open(check.findings, overrides))
    for number in numbers:
        finding = check.findings[number]
        places = [check.where(span) for span in finding.spans[:_PLACES]]
        yield Line(
            number,
            _what(finding),
            _why(finding),
            wording.LEVELS[finding.level],
            clean(finding.written)[0],
            [_clean(each) for each in places],
            len(finding.spans) - len(places),
            _cases(actor, finding),
            suggestion(check, finding),
            finding.reason is Reason.COMBINATION,
            number not in left,
        )


def _what(finding: Finding) -> Text:
    if finding.reason is not Reason.COMBINATION:
        return wording.KINDS[finding.kind]
    traits = ", ".join(str(wording.KINDS[kind]) for kind in finding.kinds)
    return _("Together: %(traits)s") % {"traits": traits}


def _why(finding: Finding) -> Text:
    if finding.reason is Reason.COMBINATION:
        return wording.FITS % {"number": finding.people}
    return wording.REASONS[finding.reason]


def _clean(where: Where) -> Where:
    return Where(where.layer, where.line, *(clean(each)[0] for each in (where.before, where.written, where.after)))


def _cases(actor: Actor, finding: Finding) -> list[tuple[str, str]]:
    """The cases that it is of, as far as this person may see them: what we call them, and their pages."""
    if not allows(actor, "casework.read"):
        return []
    found = {UUID(bytes=each): casework.called(actor, UUID(bytes=each)) for each in finding.about}
    return [(called, reverse("casework:case", args=[case_id])) for case_id, called in found.items() if called]


def suggestion(check: Check, finding: Finding) -> str:
    """What may stand in the place of a finding, in the language of the text around."""
    span, kind = loosest(finding) if finding.reason is Reason.COMBINATION else (finding.spans[0], str(finding.kind))
    around = check.text[max(0, span[0] - 200) : span[1] + 200]
    cyrillic = wording.is_cyrillic(around)
    if kind == Kind.DATE and (found := month(check.text[span[0] : span[1]])):
        return wording.month(found[0], found[1], cyrillic=cyrillic)
    return wording.instead(Kind(kind), cyrillic=cyrillic)
