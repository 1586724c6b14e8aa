"""A list that waits for a signature, as its second reader sees it: what differs, what looks like something else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from waystation.hotline import spelled
from waystation.hotline.spelled import Spelled
from waystation.mail.spelling import revealed
from waystation.staff.actor import Actor
from waystation.trust import channels, likeness, lines, rules, shown, statements
from waystation.trust.records import Channel, Draft

Text = str | Promise
_LATIN = ("web", "onion", "email")  # in a name at a messenger other letters are nothing to point out


@dataclass(frozen=True)
class Mark:
    text: Text
    tone: str = "warn"


@dataclass(frozen=True)
class DraftLine:
    """One channel, with all that somebody must look at before signing."""

    line: shown.Line = field(repr=False)
    spelled: Spelled = field(repr=False)
    marks: Sequence[Mark] = ()


def context(actor: Actor, record: Draft) -> dict[str, Any]:
    """What the page shows of a proposal. Without a list in force it is compared with what the settings name."""
    stated = statements.stated_channels()
    before = stated or statements.ours()
    named = {likeness.bare(each.address) for each in record.channels}
    gone = [each for each in before if likeness.bare(each.address) not in named]
    pairs = zip(record.channels, channels.with_keys(actor, record.channels), strict=True)
    return {
        "lines": [_line(each, keyed, before, record.channels) for each, keyed in pairs],
        "gone": [shown.line(each) for each in gone],
        "first": not stated,
    }


def _line(channel: Channel, keyed: Channel, before: Sequence[Channel], beside: Sequence[Channel]) -> DraftLine:
    marks = [*_changed(channel, before), *_alike(channel, (*statements.ours(), *before, *beside))]
    if not lines.same_fingerprint(channel.fingerprint, keyed.fingerprint):
        marks.append(Mark(_("Not the key that is in use for it now"), "danger"))
    plain = Spelled((spelled.Run(revealed(channel.address), marked=False),))
    return DraftLine(shown.line(channel), spelled.alone(channel.address) if channel.kind in _LATIN else plain, marks)


def _changed(channel: Channel, before: Sequence[Channel]) -> list[Mark]:
    name = likeness.bare(channel.address)
    known = next((each for each in before if likeness.bare(each.address) == name), channel)
    words = {
        "new": Mark(pgettext("channel", "New")),
        "kind": Mark(_("Other kind: %(kind)s before") % {"kind": rules.KINDS[known.kind]}, "danger"),
        "state": Mark(_("Other state: %(state)s before") % {"state": rules.STATUSES[known.status]}),
        "fingerprint": Mark(
            _("Other fingerprint than before: %(before)s") % {"before": revealed(known.fingerprint) or "—"}, "danger"
        ),
    }
    return [words[code] for code in lines.changes(channel, before)]


def _alike(channel: Channel, known: Sequence[Channel]) -> list[Mark]:
    """Whether it looks like another address, before or beside it. What the settings name is ours for sure."""
    name = likeness.bare(channel.address)
    if name in {likeness.bare(each.address) for each in statements.ours()}:
        return []
    others = [each.address for each in known if likeness.bare(each.address) != name]
    found = likeness.like(channel.address, others)
    return [Mark(_("Looks like %(address)s") % {"address": revealed(found)}, "danger")] if found else []
