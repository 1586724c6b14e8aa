"""Refusals that look alike."""


class Absent(Exception):
    """Not there, or not for you: the answer is the same 404."""
