"""An evaluation as a report in PDF, in English or Russian, in the order of the Istanbul Protocol (2022), annex IV.

It says who judged, with which qualification, and what was changed since. The same facts give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.documentation.medical import body, rules, wording
from waystation.documentation.medical.records import Agreed, Circumstances, Evaluation, Finding
from waystation.vocabulary.vocabularies import label_of

if TYPE_CHECKING:
    from waystation.casework.exchange.paper import Drawing, Sheet

LANGUAGES = ENGLISH, RUSSIAN = ("en", "ru")
MOST_ON_A_MARK = 3  # numbers that stand on one place of the drawing

Pairs = list[tuple[str, str]]


def pdf(
    evaluation_id: UUID,
    told: Evaluation,
    findings: Sequence[Finding],
    language: str,
    photographs: Mapping[UUID, bytes] | None = None,
) -> bytes:
    """The report. Of exhibits of which there are `photographs` (JPEG) each is shown, beside its number and hash."""
    from waystation.casework.exchange.paper import Sheet  # which brings numpy; the server starts without

    with translation.override(language):
        sheet = Sheet(_("Medical and psychological evaluation"), made=_last(told, findings))
        for title, pairs in _sections(evaluation_id, told, findings):
            if pairs:
                sheet.section(title, pairs)
            if title == _("Findings") and rules.counted(findings):
                sheet.beside([_drawing(view, findings) for view in body.VIEWS])
            if title == _("Findings"):
                _show(sheet, findings, photographs or {})
        if sheet.missing:
            sheet.pair("", str(wording.MISSING_LETTERS % {"number": sheet.missing}))
        return sheet.bytes()


def _show(sheet: Sheet, findings: Sequence[Finding], photographs: Mapping[UUID, bytes]) -> None:
    """The photographs, each under the finding that it shows, with the hashes of what came and of what is shown."""
    for found in findings:
        for each in found.photographs:
            if (content := photographs.get(each.exhibit)) is None:
                continue
            number = _("Finding %(number)s") % {"number": found.number}
            exhibit = wording.photograph_words(each)
            said = wording.COPY_SHOWN % {"original": each.sha256, "copy": hashlib.sha256(content).hexdigest()}
            sheet.picture(content, f"{number}, {exhibit}\n{said}")


def _last(told: Evaluation, findings: Sequence[Finding]) -> datetime:
    """When something of it was written last."""
    times = [told.at, *(each.at for each in findings), *(each.at for each in told.signatures)]
    times += [each.judgement.at for each in findings if each.judgement]
    return max((each for each in times if each), default=datetime(1970, 1, 1, tzinfo=UTC)).astimezone(UTC)


def _sections(evaluation_id: UUID, told: Evaluation, findings: Sequence[Finding]) -> Iterator[tuple[str, Pairs]]:
    named = [(_("Person"), told.called), (_("Evaluation"), str(evaluation_id))]
    yield _("After the Istanbul Protocol (2022)"), named
    yield _("Circumstances"), _said(circumstances(told.circumstances))
    yield _("Consent"), _said(agreed(told.agreed))
    yield _("What they tell, in their own words"), _said([("", told.account)])
    yield _("Methods"), _said([("", "\n".join(methods(told)))])
    yield _("Conditions of detention"), _said([("", "\n".join(conditions(told))), ("", told.detention)])
    yield _("Symptoms and treatment"), _said(symptoms(told))
    yield _("Examination"), _said(examination(told))
    yield _("Findings"), _findings(findings)
    yield _("Opinion"), _opinion(told, findings)
    yield _("Signatures"), _signatures(told, findings)


def _said(pairs: Sequence[tuple[object, object]]) -> Pairs:
    return [(str(label), str(text)) for label, text in pairs if text not in (None, "")]


def circumstances(told: Circumstances) -> list[tuple[object, object]]:
    """How the evaluation took place, in words."""
    return [
        (_("Day"), told.on.isoformat() if told.on else ""),
        (_("Place"), told.place),
        (_("Who asked for it"), told.asked_by),
        (_("Minutes"), told.minutes),
        (_("Who was present"), told.present),
        (_("Restraints"), told.restraints),
        (_("Language"), told.language),
        (_("Interpreter"), told.interpreter),
    ]


def agreed(told: Agreed) -> list[tuple[object, object]]:
    """What the person agreed to, in words."""
    return [
        (_("To the interview"), wording.ANSWER_WORDS[told.interview]),
        (_("To being examined"), wording.ANSWER_WORDS[told.examination]),
        (_("To photographs"), wording.ANSWER_WORDS[told.photographs]),
        (_("That a report is given to others"), wording.ANSWER_WORDS[told.sharing]),
        (_("How they were asked"), told.how),
        (_("Limits that they set"), told.limits),
    ]


def methods(told: Evaluation) -> list[str]:
    """What was done, and of each whether it was said freely."""
    freely, asked = _("said freely"), _("said when asked")
    return [f"{label_of('torture_methods', each.code)} – {asked if each.prompted else freely}" for each in told.methods]


def conditions(told: Evaluation) -> list[str]:
    """The conditions of detention."""
    return [label_of("deprivation_conditions", code) for code in told.conditions]


def symptoms(told: Evaluation) -> list[tuple[object, object]]:
    """What they suffered then, and suffer now."""
    return [
        (_("Acute symptoms, at the time"), told.acute),
        (_("Chronic symptoms, until now"), told.chronic),
        (_("Treatment since"), told.treatment),
    ]


def examination(told: Evaluation) -> list[tuple[object, object]]:
    """What the examinations found as a whole."""
    return [(_("Physical examination"), told.physical), (_("Psychological examination"), told.psychological)]


def size(found: Finding) -> str:
    """How large something is, in millimetres; "" where nobody measured."""
    known = [str(each) for each in (found.length, found.width) if each is not None]
    return " × ".join(known) + " " + _("mm") if known else ""


def finding(found: Finding) -> list[tuple[object, object]]:
    """One finding, in words, without its judgement."""
    shown = "\n".join(f"{wording.photograph_words(each)}: {each.sha256}" for each in found.photographs)
    return [
        (_("What it is"), label_of("finding_kinds", found.kind)),
        (_("Where"), wording.place_words(found.place) if found.place else ""),
        (_("Size"), size(found)),
        (_("How old it looks"), found.age),
        (_("Description"), found.description),
        (_("Cause, as they say it"), found.cause or wording.CAUSE_WORDS[found.known]),
        (_("Photographs"), shown),
    ]


def _findings(findings: Sequence[Finding]) -> Pairs:
    if not findings:
        return [("", _("None."))]
    pairs: Pairs = []
    for found in findings:
        lines = [f"{label}: {text}" for label, text in _said(finding(found))]
        lines += _judged(found)
        pairs.append((_("Finding %(number)s") % {"number": found.number}, "\n".join(lines)))
    return pairs


def _judged(found: Finding) -> list[str]:
    judged = found.judgement
    if judged is None:
        return [_("Degree of consistency") + f": {label_of('ip_consistency', rules.NOT_ASSESSED)}"]
    lines = [
        _("Degree of consistency") + f": {label_of('ip_consistency', judged.level)}",
        _("Why") + f": {judged.why}",
        _("Judged by") + f": {_who(judged.who, judged.qualification, judged.at)}",
    ]
    return lines if rules.stands(found) else [*lines, str(wording.OUTDATED)]


def _who(who: str, qualification: str, at: datetime) -> str:
    return ", ".join(part for part in (who, qualification, f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC") if part)


def _opinion(told: Evaluation, findings: Sequence[Finding]) -> Pairs:
    given = told.opinion
    pairs = [("", str(wording.NO_MARKS)), ("", str(wording.WHOLE_COUNTS))]
    if given is None:
        return [(_("Degree of consistency of the whole"), label_of("ip_consistency", rules.NOT_ASSESSED)), *pairs]
    said = _said(
        [
            (_("Degree of consistency of the whole"), label_of("ip_consistency", given.level)),
            (_("Conclusion"), given.conclusion),
            (_("Recommendations"), given.recommendations),
            (_("Judged by"), _who(given.who, given.qualification, given.at)),
        ]
    )
    if not rules.opinion_stands(told, findings):
        said.append(("", str(wording.OPINION_OUTDATED)))
    said += [("", str(wording.BOTH % {"who": each.who})) for each in rules.judged_own(told, findings)]
    return said + pairs


def _signatures(told: Evaluation, findings: Sequence[Finding]) -> Pairs:
    now = rules.signed_digest(told, findings)
    pairs: Pairs = []
    for each in told.signatures:
        text = _who(each.who, each.qualification, each.at)
        if each.facts != now:
            text += f"\n{wording.SIGNATURE_OUTDATED}"
        pairs.append((str(wording.CAPACITY_WORDS[each.capacity]), text))
    pairs.append((_("Signature, place and day"), "\n" + "_" * 50))
    pairs.append((_("SHA-256 of what is signed"), now.hex()))
    return pairs


def _drawing(view: str, findings: Sequence[Finding]) -> Drawing:
    from waystation.casework.exchange.paper import Drawing

    places = [place for place in body.places().values() if place.view == view]
    found = rules.counted(findings)
    filled = frozenset(number for number, place in enumerate(places) if place.code in found)
    marks = [(*place.mark, mark(found[place.code])) for place in places if place.code in found]
    caption = f"{wording.VIEW_WORDS[view]}"
    return Drawing(caption, body.WIDTH, body.HEIGHT, [place.points for place in places], filled, marks)


def mark(numbers: Sequence[int]) -> str:
    """What stands at a place of the drawing: the numbers of its findings, or of the first and how many more."""
    if len(numbers) <= MOST_ON_A_MARK:
        return ",".join(str(each) for each in numbers)
    return f"{numbers[0]}+{len(numbers) - 1}"
