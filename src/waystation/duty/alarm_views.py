"""The page of alarms: when the duty team is called, what wakes oneself, and what did not arrive."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from waystation.audit.log import log
from waystation.duty import alarms, devices, nudges, shown, wording
from waystation.duty.errors import TooMany
from waystation.duty.forms import AddressForm, BrowserForm, ClockForm
from waystation.hotline import waiting
from waystation.hotline.errors import NoAddress
from waystation.hotline.records import Clock
from waystation.push.sending import NotADevice
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.policy import may
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web.pages import back, page


@require_safe
def page_of_alarms(request: StaffRequest) -> HttpResponse:
    return _page(request, acting(request, "duty.read"))


def _page(request: StaffRequest, actor: Actor, *, status: int = 200, **more: Any) -> HttpResponse:
    names, now = personas(actor), actor.now()
    clock = waiting.clock(actor)
    context = {
        "clock": clock,
        "devices": shown.devices_of(devices.own(actor)),
        "lost": [shown.lost(each, names, now) for each in alarms.undelivered(actor)],
        "may_plan": may(actor.roles, "duty.plan"),
        "push_key": devices.push_key() if devices.services() else "",
        "clock_form": ClockForm(initial={name: getattr(clock, name) for name in Clock.__struct_fields__}),
        "address_form": AddressForm(),
        "browser_form": BrowserForm(),
    }
    return page(request, "duty/alarms.html", context | more, status=status)


@require_POST
def set_clock(request: StaffRequest) -> HttpResponse:
    """When the duty team is called."""
    actor, form = acting(request, "duty.plan"), ClockForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                row = waiting.set_clock(actor, Clock(**form.cleaned_data))
                log(actor.account, "duty.clock_set", subject=row.pk)
            return back("duty:alarms", "clock-kept")
        except Stale:
            form.add_error(None, wording.CHANGED)
    return _page(request, actor, clock_form=form, status=422)


@require_POST
def add_address(request: StaffRequest) -> HttpResponse:
    """An address of one's own."""
    actor, form = acting(request, "duty.hand_over"), AddressForm(request.POST)
    if form.is_valid():
        try:
            devices.add_address(actor, form.cleaned_data["address"])
            return back("duty:alarms", "device-added")
        except NoAddress:
            form.add_error("address", wording.BAD_ADDRESS)
        except TooMany:
            form.add_error(None, wording.TOO_MANY)
    return _page(request, actor, address_form=form, status=422)


@require_POST
def add_browser(request: StaffRequest) -> HttpResponse:
    """The browser that asks."""
    actor, form = acting(request, "duty.hand_over"), BrowserForm(request.POST)
    if form.is_valid():
        try:
            devices.add_browser(actor, **form.cleaned_data)
            return back("duty:alarms", "device-added")
        except NotADevice:
            form.add_error(None, wording.NOT_A_DEVICE)
        except TooMany:
            form.add_error(None, wording.TOO_MANY)
    return _page(request, actor, browser_form=form, status=422)


@require_POST
def remove(request: StaffRequest, device_id: UUID) -> HttpResponse:
    devices.remove(acting(request, "duty.hand_over"), device_id)
    return back("duty:alarms", "device-removed")


@require_POST
def for_work(request: StaffRequest, device_id: UUID) -> HttpResponse:
    """Whether a device of one's own is called for one's work, too."""
    nudges.use(acting(request, "duty.hand_over"), device_id, wanted=request.POST.get("do") == "on")
    return back("duty:alarms", "clock-kept")


@require_POST
def try_devices(request: StaffRequest) -> HttpResponse:
    """Calls one's own devices."""
    called = alarms.try_own(acting(request, "duty.hand_over"))
    return back("duty:alarms", "devices-called" if called else "no-device")


@require_POST
def settle(request: StaffRequest) -> HttpResponse:
    alarms.settle(acting(request, "duty.hand_over"))
    return back("duty:alarms", "alarms-settled")
