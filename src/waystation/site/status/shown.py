"""The state of the machine as pictures: each a bar on a scale of its own, with the words that say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from waystation.hotline.wording import DOORS
from waystation.mail.doors import TROUBLES
from waystation.site import monitoring, upkeep
from waystation.site.doctor import checks
from waystation.site.status.machine import STEPS, Machine
from waystation.web import charts

Text = str | Promise
PARTS: dict[str, Text] = {
    "database": gettext_lazy("The database answers"),
    "vault half": gettext_lazy("The vault half is there"),
    "timers": gettext_lazy("The timers turn"),
    "disk": gettext_lazy("There is room for messages"),
}
TURNS_LATE, TURNS_NOT = timedelta(minutes=2), timedelta(minutes=3)
_SCALE = len(STEPS)


@dataclass(frozen=True)
class Picture:
    """One card of the page: its title, the bars of one scale, and what to do where something is not well."""

    title: Text
    bars: list[charts.Bar]
    do: Text = ""


@dataclass(frozen=True)
class Light:
    """One part that is well or is not."""

    label: Text
    well: bool


def lights(machine: Machine) -> list[Light]:
    """What the server needs to do its work, each well or not."""
    found = [Light(PARTS[name], state == "pass") for name, state in machine.health.items() if name in PARTS]
    return [*found, Light(_("The log agrees with its witness"), machine.log_agrees)]


def pictures(machine: Machine) -> list[Picture]:
    """Room, timers, queues, mail and upkeep, in this order."""
    return [_disk(machine), _timers(machine), _queues(machine), _mail(machine), _upkeep(machine)]


def _disk(machine: Machine) -> Picture:
    little, none = machine.free < checks.LITTLE_SPACE, machine.free < monitoring.LEAST_ROOM
    tone = "danger" if none else "warn" if little else "good"
    words = _("%(percent)d %%") % {"percent": machine.used}
    left = _("%(size)s left") % {"size": filesizeformat(machine.free)}
    do = _("Make room, or enlarge it: without room no message is taken.") if little else ""
    return Picture(_("Disk"), [charts.bar(_("Used"), machine.used, 100, words=words, note=left, tone=tone)], do)


def _timers(machine: Machine) -> Picture:
    if machine.turned is None:
        bar = charts.bar(_("Since the last turn"), 0, 1, words=_("cannot be told"), tone="warn")
    else:
        seconds = int(machine.turned.total_seconds())
        tone = "danger" if machine.turned >= TURNS_NOT else "warn" if machine.turned >= TURNS_LATE else "good"
        whole = int(TURNS_NOT.total_seconds())
        bar = charts.bar(_("Since the last turn"), seconds, whole, words=_lasts(machine.turned), tone=tone)
    late = machine.overdue != 0
    overdue = _waiting(_("Alarms that should have rung"), machine.overdue, "danger" if late else "good")
    well = bar.tone == "good" and not late
    return Picture(_("Timers"), [bar, overdue], "" if well else _("Look whether the worker runs, and at its log."))


def _lasts(turned: timedelta) -> str:
    seconds = int(turned.total_seconds())
    if seconds < 120:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = seconds // 60
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _queues(machine: Machine) -> Picture:
    bars = [
        _waiting(_("Letters on their way"), machine.letters, "info"),
        _waiting(_("Devices to be woken"), machine.knocks, "info"),
        _waiting(_("Of both: waiting for more than ten minutes"), machine.late, "warn" if machine.late else "good"),
    ]
    return Picture(_("What waits to leave"), bars, _("Look at the mail accounts below.") if machine.late else "")


def _waiting(label: Text, number: int, tone: str) -> charts.Bar:
    """A number in steps, drawn by the step: what is many shows, and one more or less does not."""
    at = STEPS.index(number) if number in STEPS else _SCALE
    if number == 0:
        words = _("none")
    elif number < 0:
        words = _("more than %(number)d") % {"number": STEPS[-1]}
    else:
        words = _("up to %(number)d") % {"number": number}
    return charts.bar(label, at, _SCALE, words=words, tone=tone)


def _mail(machine: Machine) -> Picture:
    bars = []
    for name, door in machine.doors.items():
        words, tone = DOORS.get(door.state, (door.state, "warn"))
        days = (machine.now.date() - door.since).days
        note = _("since %(day)s") % {"day": _day(door.since)} if days else _("since today")
        whole, tone = int(door.state not in TROUBLES), "" if tone == "neutral" else tone
        bars.append(charts.bar(name, whole, 1, words=str(words), note=note, tone=tone))
    broken = any(door.state in TROUBLES for door in machine.doors.values())
    return Picture(_("Mail accounts"), bars, _("What is wrong stands beside the account.") if broken else "")


def _day(day: date) -> str:
    return str(date_format(day, "SHORT_DATE_FORMAT"))


def _upkeep(machine: Machine) -> Picture:
    every: Mapping[str, tuple[Text, timedelta, timedelta]] = {
        upkeep.BACKUP: (pgettext_lazy("upkeep", "Last backup"), checks.BACKUP_EVERY, checks.BACKUP_AT_LEAST),
        upkeep.REHEARSAL: (_("Last rehearsal of the recovery"), checks.REHEARSAL_EVERY, 2 * checks.REHEARSAL_EVERY),
    }
    bars = []
    for name, (label, good, bad) in every.items():
        last = machine.last.get(name)
        if last is None:
            bars.append(charts.bar(label, 1, 1, words=_("never"), tone="danger"))
            continue
        days = max((machine.now.date() - last).days, 0)
        tone = "danger" if days > bad.days else "warn" if days > good.days else "good"
        words = ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days} if days else _("today")
        bars.append(charts.bar(label, days, bad.days, words=words, tone=tone))
    well = all(bar.tone == "good" for bar in bars)
    return Picture(_("Upkeep"), bars, "" if well else _("The command “doctor” says what to do."))
