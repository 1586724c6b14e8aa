"""Why a file is not read. No error carries anything of what stands in it."""


class NotRead(Exception):
    """`what` is a code of `wording.WHY`; `kind`, `row` (from 1) and `field` say which record is wrong, where one is."""

    def __init__(self, what: str, *, kind: str = "", row: int = 0, field: str = "") -> None:
        super().__init__("not read: " + what)
        self.what, self.kind, self.row, self.field = what, kind, row, field
