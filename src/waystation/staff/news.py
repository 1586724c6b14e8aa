"""What every staff page says of the person's own sign-in, for the template engine's context processors."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from waystation.staff import account
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Unsound
from waystation.staff.records import Alert
from waystation.vault import sessions


def news(request: HttpRequest) -> dict[str, Any]:
    """`news`: the first thing that this person must be told; `signed_out_at`: when this ends."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {}
    until = account.here(actor).until
    said = {
        "signed_out_at": until,
        # Only at the end of the twelve hours less is left than the idle time, at which the style sheet warns.
        "soon": until - actor.now() < sessions.IDLE - timedelta(minutes=1),
        "account_url": reverse("staff:account"),
        "stay_url": reverse("staff:stay"),
    }
    match = request.resolver_match
    return said if match and match.view_name == "staff:account" else said | {"news": _first(actor)}


def _first(actor: Actor) -> str:
    try:
        alerts = account.to_tell(actor)
    except Unsound:
        return _("What is kept of your sign-in is gone or was changed. Tell the administrator now.")
    return words(actor, alerts[0]) if alerts else ""


def words(actor: Actor, alert: Alert) -> str:
    """The sentence for something that this person must be told."""
    said = {"when": date(localtime(alert.on), "SHORT_DATETIME_FORMAT")}
    if alert.kind == "device":
        return _("A new device signed in as you on %(when)s. Was it you?") % said
    if alert.kind == "tries":
        return _("Somebody who knows your passphrase entered wrong codes on %(when)s. Was it you?") % said
    if alert.kind == "code":
        return _("One of your recovery codes was used on %(when)s. Was it you?") % said
    if alert.kind == "older":
        text = _(
            "On %(when)s what is kept of your sign-in was older than this device remembers. An old copy may have been "
            "put back. Look at your second factor, and tell a coordinator."
        )
        return text % said
    if alert.by is None:
        return _("The trustees took off your second factor on %(when)s. Did you ask for it?") % said
    who = personas(actor).get(alert.by, "")
    return _("%(who)s took off your second factor (seen on %(when)s). Did you ask for it?") % (said | {"who": who})
