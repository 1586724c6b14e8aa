"""The pages of the staff: who is on it, adding, roles, taking off; and one's own passphrase."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from waystation.staff import account, holders, renewal, second
from waystation.staff import members as staff
from waystation.staff.access import profiles
from waystation.staff.actor import Actor
from waystation.staff.errors import Refused
from waystation.staff.member_forms import AddForm, PassphraseForm, RolesForm
from waystation.staff.phrases import new_passphrase
from waystation.staff.policy import allows
from waystation.staff.records import Profile
from waystation.staff.requests import StaffRequest, acting
from waystation.staff.wording import NOT_FOR_YOU_TO_CONFIRM, ROLE_WORDS, TEAM_WORDS
from waystation.vault.errors import Busy
from waystation.web import notices
from waystation.web.charts import bar
from waystation.web.pages import back, page

notices.register(
    {
        "roles-changed": gettext_lazy("The roles are changed."),
        "confirmed": gettext_lazy("Confirmed. From now on they count as one of two."),
        "not-confirmed": NOT_FOR_YOU_TO_CONFIRM,
        "let-in": gettext_lazy("Let in. The keys of the team are in your colleague's hands."),
        "passphrase-changed": gettext_lazy(
            "Your new passphrase is the only one from now on, and your other sessions are ended."
        ),
    }
)
AT_ONCE = 1.0  # seconds for what follows from taking somebody off
EVERY = "2"  # seconds


def members(request: StaffRequest) -> HttpResponse:
    """Who is on the staff."""
    actor = acting(request, "staff.read")
    found = sorted(profiles(actor).items(), key=lambda each: each[1].persona.casefold())
    context = {
        "people": [_line(actor, *each) for each in found],
        "may_manage": allows(actor, "staff.manage"),
        "unfinished": renewal.unfinished(),
    }
    return page(request, "staff/members.html", context)


def _line(actor: Actor, account: UUID, profile: Profile) -> dict[str, Any]:
    mine = holders.in_hand(actor) if allows(actor, "staff.let_in") else []
    return {
        "id": account,
        "persona": profile.persona,
        "counts": profile.counts,
        "is_me": account == actor.account,
        "roles": [ROLE_WORDS[role] for role in profile.roles if role in ROLE_WORDS],
        "waits": [(team, TEAM_WORDS[team], team in mine) for team in staff.waits_for(actor, account, profile)],
    }


def _crumbs(*more: tuple[str, str]) -> dict[str, Any]:
    return {"breadcrumbs": [(reverse("staff:members"), _("Staff")), *more]}


@sensitive_variables()
def add(request: StaffRequest) -> HttpResponse:
    """Makes an account. The answer shows the passphrase, this once."""
    actor = acting(request, "staff.manage")
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phrase = new_passphrase()
        try:
            account = staff.add(actor, passphrase=phrase, **form.cleaned_data)
        except (Refused, Busy) as error:
            form.add_error(None, _reason(error))
        else:
            _row, profile = staff.member(actor, account)
            context = _crumbs() | {"name": form.cleaned_data["name"], "phrase": phrase, "person": profile}
            context["waits"] = [TEAM_WORDS[team] for team in staff.waits_for(actor, account, profile)]
            return page(request, "staff/added.html", context)
    return page(request, "staff/add.html", _crumbs() | {"form": form}, status=422 if form.errors else 200)


def _reason(error: Refused | Busy) -> str:
    if isinstance(error, Refused):
        return str(error.reason)
    return _("Too many people are signing in at this moment. Please try again in a minute.")


def member(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Somebody's roles."""
    actor = acting(request, "staff.manage")
    _row, profile = staff.member(actor, account_id)
    form = RolesForm(request.POST or None, initial={"roles": profile.roles})
    if request.method == "POST" and form.is_valid():
        try:
            staff.change_roles(actor, account_id, form.cleaned_data["roles"])
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            renewal.work(actor, AT_ONCE)
            return _after(actor, "roles-changed")
    context = _crumbs() | {"person": profile, "account_id": account_id, "form": form}
    return page(request, "staff/member.html", context, status=422 if form.errors else 200)


def remove(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Asks once more, then takes somebody off the staff."""
    actor = acting(request, "staff.manage")
    _row, profile = staff.member(actor, account_id)
    error = ""
    if request.method == "POST":
        try:
            staff.remove(actor, account_id)
        except Refused as refused:
            error = str(refused.reason)
        else:
            renewal.work(actor, AT_ONCE)
            return _after(actor, "")
    context = _crumbs((reverse("staff:member", args=[account_id]), profile.persona))
    context |= {"person": profile, "account_id": account_id, "error": error}
    context["closed_to_me"] = holders.is_kept_out(actor)
    return page(request, "staff/remove.html", context, status=422 if error else 200)


def _after(actor: Actor, notice: str) -> HttpResponse:
    """Back to the list, or to the bar that shows what is still to be done."""
    if renewal.progress(actor) or not notice:
        return back(f"{reverse('staff:keys')}?watch=1")
    return back("staff:members", notice)


@require_POST
def let_in(request: StaffRequest, account_id: UUID, team: str) -> HttpResponse:
    """One click in the list of the staff."""
    staff.let_in(request.actor, account_id, team)
    return back("staff:members", "let-in")


@require_POST
def confirm(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """One click on the page of today: somebody new is a person of their own."""
    try:
        second.confirm(acting(request, "staff.own"), account_id)
    except Refused:
        return back("desk:today", "not-confirmed")
    return back("desk:today", "confirmed")


def keys(request: StaffRequest) -> HttpResponse:
    """How far the new keys have got since somebody was taken off. Each look does some of the work."""
    actor = acting(request, "staff.manage")
    renewal.work(actor, AT_ONCE)
    found = renewal.progress(actor)
    watch = bool(found) and request.GET.get("watch") == "1"
    context = _crumbs() | {
        "bars": [bar(TEAM_WORDS[each.team], each.done, each.total, note=_of(each)) for each in found],
        "watch": watch,
        "others": not actor.apart and renewal.unfinished() and not found,
    }
    response = page(request, "staff/keys.html", context)
    if watch:
        response["Refresh"] = EVERY
    return response


def _of(progress: renewal.Progress) -> str:
    return _("of %(total)s cases") % {"total": progress.total}


@sensitive_variables()
def passphrase(request: StaffRequest) -> HttpResponse:
    """A new passphrase for oneself. It is typed from paper, so that nobody is locked out by a page that got lost."""
    actor = acting(request, "staff.own")
    form = PassphraseForm(request.POST or None, initial={"suggested": new_passphrase()})
    if request.method == "POST" and form.is_valid():
        try:
            staff.new_passphrase(actor, form.cleaned_data["current"], form.cleaned_data["new"])
        except (Refused, Busy) as error:
            form.add_error(None, _reason(error))
        else:
            account.end_others(actor)
            return back("desk:today", "passphrase-changed")
    suggested = form["suggested"].value()
    return page(
        request, "staff/passphrase.html", {"form": form, "suggested": suggested}, status=422 if form.errors else 200
    )
