"""Is somebody who says that they are hunted who they say: what counts, what may follow what, what stands. Pure.

Neither a sum nor a program decides. Two people do, each of whom has seen both errors: turning away somebody who is
hunted can cost that life, letting in somebody who hunts can cost those of everybody in shelter.
"""

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.trust.records import Finding, Mark, Verdict, Vetting, Vouch, Voucher
from waystation.vocabulary.vocabularies import terms

Text = str | Promise

STATES: dict[str, Text] = {
    "pending": pgettext_lazy("vetting", "Not vetted yet"),
    "provisional": pgettext_lazy("vetting", "Provisional"),
    "cleared": pgettext_lazy("vetting", "Cleared"),
    "rejected": pgettext_lazy("vetting", "Rejected"),
    "hostile": pgettext_lazy("vetting", "Hostile"),
}
AGAIN = pgettext_lazy("vetting", "To be vetted again")
TONES = {"pending": "neutral", "provisional": "info", "cleared": "good", "rejected": "warn", "hostile": "danger"}
MAY_BE_TOLD: dict[str, Text] = {
    "pending": _("Comfort, and how to stay safe. Nothing about places, ways or helpers."),
    "provisional": _("Which help there is, and what we need to know. Nothing about places, ways or helpers."),
    "cleared": _("All of their own way: where they go, who drives them, where they sleep. Nothing of others."),
    "rejected": _("Other places to turn to. Nothing about us."),
    "hostile": _("Nothing."),
}
# What two different people must hold.
BY_TWO = ("cleared", "rejected", "hostile")
TURNED_AWAY = ("rejected", "hostile")
NEXT: dict[str, tuple[str, ...]] = {
    "pending": ("provisional", "rejected", "hostile"),
    "provisional": ("pending", "cleared", "rejected", "hostile"),
    "cleared": ("pending", "provisional", "cleared", "rejected", "hostile"),
    "rejected": ("pending",),
    "hostile": ("pending",),
}
AGAIN_AFTER = {"provisional": timedelta(days=14), "cleared": timedelta(days=60)}
AGAIN_MOST = timedelta(days=180)
SILENCE = timedelta(days=21)

VOUCHERS: dict[str, Text] = {
    "person": _("A person whom we cleared"),
    "colleague": _("A colleague"),
    "partner": _("A partner or somebody else outside"),
}
STRENGTHS: dict[str, tuple[Text, int]] = {
    "weak": (_("Has heard of them"), 1),
    "fair": (_("Knows them"), 2),
    "strong": (_("Knows them for years, would put their own safety on it"), 3),
}
LAPSES: dict[str, Text] = {
    "day": _("The day for vetting again has come."),
    "vouch": _("Somebody on whose word it leant does not stand for it any more."),
    "mark": _("A detail that only this person had turned up elsewhere."),
    "joined": _("Another thread was joined into this one since."),
    "silence": _("The person wrote again after a long silence."),
    "address": _("The person wrote from another address since."),
    "channel": _("The channel of ours by which this person writes fell into other hands."),
}


@dataclass(frozen=True)
class Standing:
    """What stands of somebody. `lapsed` says why a verdict is not to be relied on any more: codes of LAPSES.

    `again_on` is the day on which it lapses if nothing else happens.
    """

    state: str
    lapsed: tuple[str, ...] = ()
    again_on: date | None = field(default=None, compare=False)

    @property
    def is_cleared(self) -> bool:
        """Whether this person may be told of places, ways and helpers."""
        return self.state == "cleared" and not self.lapsed

    @property
    def is_hostile(self) -> bool:
        """Whether two people hold that this person means harm."""
        return self.state == "hostile"


@dataclass(frozen=True)
class Around:
    """What a standing depends on besides the vetting itself. `vouchers` are those who still stand for their word.

    `lost` are the channels of ours by which this person wrote and that are in other hands.
    """

    today: date
    vouchers: Container[UUID] = ()
    marks: Sequence[Mark] = ()
    joined: Collection[UUID] = ()
    news: Container[str] = ()
    lost: Collection[str] = ()


def stands(vetting: Vetting) -> Verdict | None:
    """The verdict that took effect last."""
    return vetting.verdicts[-1] if vetting.verdicts else None


def state(vetting: Vetting) -> str:
    verdict = stands(vetting)
    return verdict.state if verdict else "pending"


def standing(vetting: Vetting, around: Around) -> Standing:
    """What stands now."""
    verdict = stands(vetting)
    if verdict is None or verdict.state not in AGAIN_AFTER:
        return Standing(state(vetting))
    sound = {vouch.id for vouch in sound_vouches(vetting, around.vouchers)}
    happened = {
        "day": verdict.again_on is not None and verdict.again_on <= around.today,
        "vouch": not set(verdict.leans_on) <= sound,
        "mark": any(each.at > settled_at(verdict) for mark in around.marks for each in mark.seen),
        "joined": not set(around.joined) <= set(verdict.joined),
        "silence": "silence" in around.news,
        "address": "address" in around.news,
        "channel": not set(around.lost) <= set(verdict.despite),
    }
    return Standing(verdict.state, tuple(code for code, is_so in happened.items() if is_so), verdict.again_on)


def settled_at(verdict: Verdict) -> datetime:
    """When a verdict took effect."""
    return verdict.agreed_at or verdict.at


def sound_vouches(vetting: Vetting, vouchers: Container[UUID]) -> list[Vouch]:
    """The vouches that stand. Of somebody who was erased nobody can ask any more: their word does not."""
    return [vouch for vouch in vetting.vouches if vouch.withdrawn is None and vouch.voucher in vouchers]


def sound_findings(vetting: Vetting) -> list[Finding]:
    return [finding for finding in vetting.findings if not finding.taken_back]


def weight(code: str) -> int:
    """What a sign counts: more than 0 for somebody, less against. Raises KeyError for a code that is no sign."""
    signs = {"for": 1, "neutral": 0, "against": -1}
    weights = {term.code: signs[term.extra["side"]] * int(term.extra["weight"]) for term in terms("vetting_indicators")}
    return weights[code]


def sums(vetting: Vetting, vouchers: Container[UUID]) -> tuple[int, int]:
    """What speaks for somebody, and what against, each added up. A sign noted twice counts once."""
    signs = {finding.code: finding.weight for finding in sound_findings(vetting)}.values()
    words = sum(STRENGTHS[vouch.strength][1] for vouch in sound_vouches(vetting, vouchers))
    return sum(each for each in signs if each > 0) + words, -sum(each for each in signs if each < 0)


def again_on(wanted: str, chosen: date | None, today: date) -> date | None:
    """The day for vetting again: the chosen one, not later than half a year from now; None for what needs none."""
    if wanted not in AGAIN_AFTER:
        return None
    return min(chosen or today + AGAIN_AFTER[wanted], today + AGAIN_MOST)


def broke_silence(moments: Iterable[datetime], since: datetime) -> bool:
    """Whether a message that came after `since` ended a long silence. `moments` are those of all messages in."""
    ordered = sorted(moments)
    pairs = zip(ordered, ordered[1:], strict=False)
    return any(after > since and after - before >= SILENCE for before, after in pairs)


def is_same(voucher: Voucher, other: Voucher) -> bool:
    """Whether two records are of one voucher."""
    return _who(voucher) == _who(other)


def _who(voucher: Voucher) -> tuple[str, UUID | None, UUID | None, str]:
    return voucher.kind, voucher.thread, voucher.account, " ".join(voucher.name.casefold().split())
