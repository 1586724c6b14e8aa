"""Why the desk says no."""

from django.utils.functional import Promise


class Refused(Exception):
    """The rules do not allow it. `reason` is a sentence that says what to do."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__("refused by a rule of the desk")
        self.reason = reason
