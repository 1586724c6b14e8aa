"""The one door to the organisation's own rules of triage."""

from datetime import timedelta

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.hotline import triage
from waystation.hotline.models import TriageRow
from waystation.hotline.records import OwnRules
from waystation.hotline.triage import Rule, RuleList, Triage
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault.records import create, rewrite


class Faulty(Exception):
    """Rules that cannot be meant: `faults` as (rule, pattern, fault)."""

    def __init__(self, faults: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self.faults = faults


def _row(actor: Actor) -> tuple[TriageRow | None, OwnRules]:
    found = stubs(actor, TriageRow.objects.filter(locator=actor.team(DUTY)))
    return max(found, key=lambda pair: pair[1].at, default=(None, OwnRules(at=actor.now())))


def current(actor: Actor) -> OwnRules:
    """The rules as they stand; without any, an empty list and the default clock."""
    require(actor, "hotline.read")
    return _row(actor)[1]


def first_reply(actor: Actor) -> timedelta:
    """Within what time somebody shall have our first word."""
    return timedelta(hours=current(actor).first_reply_hours)


def triage_of(actor: Actor) -> Triage:
    """The organisation's rules over the built-in ones, made ready once in a session as long as they stay."""
    own = current(actor).rules
    if own == RuleList():
        return triage.by_built_in()
    known: tuple[RuleList, Triage] | None = actor.memory.get("hotline:triage")
    if known is None or known[0] != own:
        known = actor.memory["hotline:triage"] = own, Triage(triage.merged(own))
    return known[1]


def change(actor: Actor, rule: Rule) -> None:
    """Puts a rule in the place of the one with its code, or adds it. Raises Faulty, Stale."""
    row, own = _changing(actor)
    mine = RuleList(rules=(rule,), groups=own.rules.groups)
    faulty = triage.faults(triage.merged(mine, RuleList(groups=triage.built_in().groups)))
    if faulty:
        raise Faulty(faulty)
    _write(actor, row, _with_rules(own, {each.code: each for each in own.rules.rules} | {rule.code: rule}))


def take_back(actor: Actor, code: str) -> None:
    """Takes a rule of our own away: the built-in one of its code, if there is one, holds again. Raises Absent."""
    row, own = _changing(actor)
    if not any(each.code == code for each in own.rules.rules):
        raise Absent
    _write(actor, row, _with_rules(own, {each.code: each for each in own.rules.rules if each.code != code}))


def set_first_reply(actor: Actor, hours: int) -> None:
    """Says within how many hours somebody shall have our first word."""
    row, own = _changing(actor)
    _write(actor, row, msgspec.structs.replace(own, first_reply_hours=hours))


def _changing(actor: Actor) -> tuple[TriageRow | None, OwnRules]:
    require(actor, "hotline.rules")
    return _row(actor)


def _with_rules(own: OwnRules, rules: dict[str, Rule]) -> OwnRules:
    return msgspec.structs.replace(own, rules=msgspec.structs.replace(own.rules, rules=tuple(rules.values())))


@transaction.atomic
def _write(actor: Actor, row: TriageRow | None, own: OwnRules) -> None:
    own = msgspec.structs.replace(own, at=actor.now())
    if row is None:
        row = create(TriageRow, own, actor.keys.key(actor.team(DUTY)))
    else:
        rewrite(row, own, actor.keys)
    log(actor.account, "hotline.rules_changed", subject=row.pk)
