"""What trust refuses. No error carries a datum."""

from django.utils.functional import Promise


class Refused(Exception):
    """A rule says no; the reason is a whole sentence for the person who asked."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__("refused by a rule of trust")
        self.reason = reason
