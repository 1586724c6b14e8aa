"""Several answers to one question: what an earlier one says otherwise than what is shown. Pure.

All of them count until somebody has settled it with the person: to show the newest alone would hide what it does not
lift.
"""

from collections.abc import Sequence

from waystation.hotline.records import Contact

ADDED_UP = ("avoid", "unsaid")
NOT_COMPARED = ("hours", "free_since")
SEEN_MOST = ("yes", "sometimes", "unknown", "no")  # the most dangerous answer to "who sees this device" first


def seen_most(terms: Sequence[Contact]) -> str:
    """Of all answers to who sees the device, the most dangerous."""
    said = {each.who_sees for each in terms}
    return next((answer for answer in SEEN_MOST if answer in said), "")


def otherwise(earlier: Contact, shown: Contact) -> Contact:
    """What `earlier` says and `shown` does not; empty where it says nothing else."""
    found = {name: getattr(earlier, name) for name in Contact.__struct_fields__ if _differs(name, earlier, shown)}
    return Contact(**found)


def _differs(name: str, earlier: Contact, shown: Contact) -> bool:
    said, known = getattr(earlier, name), getattr(shown, name)
    if name == "hours":
        return bool(said.when or said.never) and said != known
    if name == "who_sees":
        return said != known and seen_most([earlier, shown]) == said
    if name in ADDED_UP:
        return not set(said) <= set(known)
    return name not in NOT_COMPARED and bool(said) and said != known


def beside(terms: Sequence[Contact], shown: Contact) -> tuple[Contact, ...]:
    """Each different answer that counts and that `shown` does not say, the oldest first."""
    found = (otherwise(each, shown) for each in terms)
    return tuple(dict.fromkeys(each for each in found if each != Contact()))
