"""What the hotline refuses. No error carries a datum."""

from django.utils.functional import Promise


class AlreadyStored(Exception):
    """The same form or message was offered before; it is kept once."""


class NoRoom(Exception):
    """The disk is nearly full: what is left is for staff."""


class NotAPhrase(Exception):
    """These words are no code phrase. `position` counts from 1 and names the first wrong one; 0: no single word.

    `count` is how many words there were, where that is what is wrong; else 0.
    """

    def __init__(self, position: int = 0, *, count: int = 0) -> None:
        super().__init__()
        self.position, self.count = position, count


class NoAddress(Exception):
    """There is nobody to answer: the message names no address that can be used, or one of our own."""


class Unsayable(Exception):
    """The person may not be told this yet. `reason` is a whole sentence without a datum."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__("refused: it may not be told yet")
        self.reason = reason


class ShutChannel(Exception):
    """The address that the thread is with is not answered from any more, and nobody has said from which."""


class NotPossible(Exception):
    """The thread is not of a kind for which this can be done."""


class Exposed(Exception):
    """The answer would leave readable, or cannot be encrypted, and nobody has said that this may be so."""


class HeldBack(Exception):
    """What the person asked for stands against it. `why` are codes of `contact_rules.WHY`: two people can lift them."""

    def __init__(self, why: tuple[str, ...]) -> None:
        super().__init__("refused: against what this person asked for")
        self.why = why


class NotSealed(Exception):
    """What came as sealed in a browser is not of the form that browsers of ours give it."""


class Overtaken(Exception):
    """More was said in the thread since it was read: by the other side, or by one of us."""


class KeptByAnother(Exception):
    """A colleague keeps a draft in this thread, which only they change until somebody takes it over."""


class Unfilled(Exception):
    """The answer still has placeholders that nobody filled: `names`, which are words of ours."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names
