"""The page on which a coordinator reads and edits the rules of triage."""

from typing import Any
from uuid import UUID, uuid5

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from waystation.hotline import own_rules, wording
from waystation.hotline.own_rules import Faulty
from waystation.hotline.proposed import LANGUAGES, TONES, URGENCIES, explained
from waystation.hotline.rules_forms import EFFECTS, ClockForm, NewRuleForm, RuleForm, TryForm
from waystation.hotline.triage import Proposal, Rule, built_in, merged
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(wording.RULE_NOTICES)

_NAMESPACE = UUID("6a7b1d0c-8f0e-4a55-9a37-3c8b6f2d1e94")


def id_of(code: str) -> UUID:
    """What a rule is called in an address: no word of the organisation's stands there."""
    return uuid5(_NAMESPACE, code)


def _found(actor: Actor, rule_id: UUID) -> Rule:
    for rule in merged(own_rules.current(actor).rules).rules:
        if id_of(rule.code) == rule_id:
            return rule
    raise Absent


@require_safe
def rules(request: StaffRequest) -> HttpResponse:
    """Every rule in words, ours first; the clock; and a box to try the rules in."""
    return _rules(request, acting(request, "hotline.rules"))


def _rules(request: StaffRequest, actor: Actor, *, status: int = 200, **more: Any) -> HttpResponse:
    own = own_rules.current(actor)
    mine = {rule.code for rule in own.rules.rules}
    listed = sorted(merged(own.rules).rules, key=lambda rule: (rule.code not in mine, rule.effect, -rule.points))
    rows = [(id_of(rule.code), rule, explained(rule), EFFECTS[rule.effect], rule.code in mine) for rule in listed]
    blank = {"clock_form": ClockForm(initial={"hours": own.first_reply_hours}), "try_form": TryForm()}
    return page(request, "hotline/rules.html", {"rows": rows} | blank | more, status=status)


@require_POST
def try_rules(request: StaffRequest) -> HttpResponse:
    """What the rules say of a text, which is not kept."""
    actor, form = acting(request, "hotline.rules"), TryForm(request.POST)
    if not form.is_valid():
        return _rules(request, actor, try_form=form, status=422)
    return _rules(request, actor, try_form=form, tried=_told(actor, form.cleaned_data["text"]))


def _told(actor: Actor, text: str) -> dict[str, Any]:
    proposal: Proposal = own_rules.triage_of(actor).propose(text)
    words = {rule.code: explained(rule) for rule in merged(own_rules.current(actor).rules).rules}
    return {
        "label": URGENCIES[proposal.urgency],
        "tone": TONES.get(proposal.urgency, "neutral"),
        "language": LANGUAGES[proposal.language],
        "danger": proposal.danger,
        "reasons": [(words[reason.code], reason) for reason in proposal.reasons],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: StaffRequest, rule_id: UUID) -> HttpResponse:
    """One rule to edit; a built-in one becomes ours when it is saved."""
    actor = acting(request, "hotline.rules")
    old = _found(actor, rule_id)
    form = RuleForm(request.POST or None, initial=_initial(old))
    if request.method == "POST" and form.is_valid() and _saved(actor, form, old):
        return back("hotline:rules", "rule-kept")
    mine = any(each.code == old.code for each in own_rules.current(actor).rules.rules)
    context = {
        "form": form,
        "rule_id": rule_id,
        "title": explained(old),
        "mine": mine,
        "built_in": _is_built_in(old.code),
    }
    return page(request, "hotline/rule.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new_rule(request: StaffRequest) -> HttpResponse:
    actor = acting(request, "hotline.rules")
    form = NewRuleForm(request.POST or None, initial={"effect": "danger", "points": 10, "enabled": True})
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["code"]
        if any(each.code == code for each in merged(own_rules.current(actor).rules).rules):
            form.add_error("code", wording.RULE_EXISTS)
        elif _saved(actor, form, Rule(code=code)):
            return back("hotline:rules", "rule-kept")
    return page(request, "hotline/rule.html", {"form": form}, status=422 if form.is_bound else 200)


def _initial(rule: Rule) -> dict[str, Any]:
    shown = {name: getattr(rule, name) for name in ("effect", "points", "enabled")}
    return {"explanation": explained(rule), "patterns": "\n".join(rule.patterns)} | shown


def _is_built_in(code: str) -> bool:
    return any(each.code == code for each in built_in().rules)


def _saved(actor: Actor, form: RuleForm, old: Rule) -> bool:
    try:
        own_rules.change(actor, form.rule(old))
    except Faulty as faulty:
        for _rule, pattern, fault in faulty.faults[:5]:
            form.add_error("patterns", wording.FAULTS[fault] % {"pattern": pattern})
    except Stale:
        form.add_error(None, wording.RULES_STALE)
    return form.is_valid()


@require_POST
def take_back(request: StaffRequest, rule_id: UUID) -> HttpResponse:
    actor = acting(request, "hotline.rules")
    own_rules.take_back(actor, _found(actor, rule_id).code)
    return back("hotline:rules", "rule-taken-back")


@require_POST
def clock(request: StaffRequest) -> HttpResponse:
    actor, form = acting(request, "hotline.rules"), ClockForm(request.POST)
    if not form.is_valid():
        return _rules(request, actor, clock_form=form, status=422)
    own_rules.set_first_reply(actor, form.cleaned_data["hours"])
    return back("hotline:rules", "clock-set")
