"""What an import cannot use. No error carries a datum."""


class NotOurs(Exception):
    """Not a case in the form that this program writes. `what` is a code: which part of the form is wrong."""

    def __init__(self, what: str) -> None:
        super().__init__("not a case of ours: " + what)
        self.what = what
