"""What can go wrong with a message. None of these carries an address or content."""

from __future__ import annotations


class TryAgain(Exception):
    """Not stored or not sent now; the same message may be offered again later (SMTP 4xx, exit code 75).

    `why` is a code of `doors.TROUBLES` where the server could not be reached or would not let us in.
    """

    def __init__(self, why: str = "") -> None:
        super().__init__(why)
        self.why = why


class Unclear(TryAgain):
    """Handed over, and nobody said what became of it: offered again it may arrive twice."""


class Refused(Exception):
    """Refused for good (SMTP 5xx).

    `code` is an SMTP reply code from 500 to 599; `sentence` says in plain English what the sender can do,
    optionally led by an enhanced status code (RFC 3463), and is shown to the sender.
    """

    def __init__(self, code: int, sentence: str) -> None:
        if not 500 <= code <= 599:
            raise ValueError("a refusal needs a permanent SMTP code")
        super().__init__(code)
        self.code = code
        self.sentence = sentence


class Unreadable(Exception):
    """The bounded process could not give what was asked for within its limits."""


def too_large(max_bytes: int) -> Refused:
    """The refusal for a message above the size limit (RFC 1870, RFC 3463 X.3.4)."""
    return Refused(
        552,
        f"5.3.4 This message is larger than {max(1, max_bytes // 2**20)} MB and was not delivered. "
        "Please send it again without attachments, or send the attachments in several smaller messages.",
    )
