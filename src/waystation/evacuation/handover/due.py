"""No word by the hour of a hand-over becomes an alarm by itself: no key, nobody signed in, nothing readable."""

from datetime import datetime, timedelta

from django.db import transaction

from waystation.audit.log import log
from waystation.duty import alarms
from waystation.hotline.briefings.models import ConfirmationRow
from waystation.hotline.briefings.records import Confirmed
from waystation.staff.teams import DUTY, locator
from waystation.vault.order import in_order

CALL_AGAIN = timedelta(minutes=15)


def run(now: datetime) -> int:
    """Turns what is due at `now` into alarms and calls the duty team once for all of them; and everybody, again and
    again, for those that nobody takes on. Returns how many alarms are new.
    """
    over = ConfirmationRow.objects.over(now)
    raised = alarms.call_for_due(over, "alarm", "handover.unconfirmed", now=now, state=Confirmed.MISSED)
    _call_again(now)
    return raised


def _call_again(now: datetime) -> None:
    """A call has no content: one for whatever reason within that time was a call for these, too."""
    unheard = ConfirmationRow.objects.alarming().filter(locator=locator(DUTY), alarm_at__lte=now - CALL_AGAIN)
    if not unheard.exists() or _was_called(now):  # looking takes no write lock
        return
    with transaction.atomic():
        in_order()  # before looking: two workers call one after the other
        if unheard.exists() and not _was_called(now):
            alarms.tell_duty("alarm", now=now, everybody=True)
            log(None, "handover.alarm_repeated")


def _was_called(now: datetime) -> bool:
    last = alarms.last_alarm()
    return last is not None and last <= now < last + CALL_AGAIN
