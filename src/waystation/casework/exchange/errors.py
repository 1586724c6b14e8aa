"""What an import cannot use. No error carries a datum."""


class NotOurs(Exception):
    """Not a case in the form that this program writes. `what` is a code: which part of the form is wrong.

    `field` of the record `row` in the file, from 1, where it is one record that is wrong.
    """

    def __init__(self, what: str, *, field: str = "", row: int = 0) -> None:
        super().__init__("not a case of ours: " + what)
        self.what, self.field, self.row = what, field, row
