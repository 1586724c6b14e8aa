"""Refusals that look alike."""


class Absent(Exception):
    """Not there, or not for you: the answer is the same 404."""


class Unsound(Exception):
    """The record of how somebody signs in is gone or was changed outside the program: nobody signs in without it."""


class NotFresh(Exception):
    """Too long ago that this person signed in: what guards the account is changed right after signing in only."""
