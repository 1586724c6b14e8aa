"""Refusals that look alike."""

from django.utils.functional import Promise


class Absent(Exception):
    """Not there, or not for you: the answer is the same 404."""


class Refused(Exception):
    """Not possible, for a reason that the person is told: a whole sentence without a datum."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__("refused by a rule of the staff room")
        self.reason = reason


class Unsound(Exception):
    """The record of how somebody signs in is gone or was changed outside the program: nobody signs in without it."""


class NotFresh(Exception):
    """Too long ago that this person signed in: what guards the account is changed right after signing in only."""
