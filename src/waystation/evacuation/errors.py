"""Why something was not done. Constant codes and nothing else: the words stand in wording.py."""


class Refused(Exception):
    """A rule of the room forbids it. `code` is a constant, the first of all `codes`; they never carry content."""

    def __init__(self, code: str, *more: str) -> None:
        super().__init__(code)
        self.code, self.codes = code, (code, *more)


class Overtaken(Exception):
    """Somebody else changed by hand what this person had before them; nothing was written."""
