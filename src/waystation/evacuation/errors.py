"""Why something was not done. A constant code and nothing else: the words stand in sentences.py."""


class Refused(Exception):
    """A rule of the room forbids it. `code` is a constant; it never carries content."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
