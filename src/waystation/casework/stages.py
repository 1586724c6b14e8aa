"""The way of a case: which stage may follow which. Codes are those of the vocabulary case_stages. Pure."""

# The way out, in order. `advice_only` stands beside it: the person stays.
PATH = (
    "new",
    "answered",
    "verifying",
    "assessing",
    "accepted",
    "planning_exit",
    "in_transit",
    "shelter_domestic",
    "documents",
    "visa_pending",
    "departing",
    "transit_country",
    "arrived",
    "asylum_pending",
    "aftercare",
)
OUT_OF_REGION = PATH[PATH.index("shelter_domestic") :]
SHELTERED = ("shelter_domestic", "documents", "visa_pending")
ABROAD = ("transit_country", "arrived", "asylum_pending", "aftercare")
SAFE = PATH[PATH.index("arrived") :]
WITH_A_WAY = PATH[PATH.index("planning_exit") : PATH.index("arrived")]
"""Where we plan for somebody, move or house them."""

CLOSED = (
    "closed_safe",
    "closed_declined_by_person",
    "closed_referred",
    "closed_out_of_scope",
    "closed_hostile",
)
ALARMS = ("lost_contact", "seized_returned")
ENDED = (*CLOSED, "deceased")
# Whatever the stage, these can happen to somebody.
MISFORTUNES = ("lost_contact", "seized_returned", "returned_voluntarily", "deceased")

_FORWARD: dict[str, tuple[str, ...]] = {
    "new": ("answered", "verifying", "assessing"),
    "answered": ("verifying", "assessing"),
    "verifying": ("answered", "assessing"),
    "assessing": ("verifying", "advice_only", "accepted"),
    "advice_only": ("assessing", "accepted"),
    "accepted": ("advice_only", "planning_exit"),
    "planning_exit": ("accepted", "advice_only", "in_transit"),
    # Some roads lead straight over the border.
    "in_transit": ("planning_exit", "shelter_domestic", "departing"),
    "shelter_domestic": ("in_transit", "documents", "visa_pending", "departing"),
    "documents": ("in_transit", "shelter_domestic", "visa_pending", "departing"),
    "visa_pending": ("in_transit", "shelter_domestic", "documents", "departing"),
    "departing": ("shelter_domestic", "documents", "visa_pending", "transit_country", "arrived"),
    "transit_country": ("departing", "arrived"),
    "arrived": ("departing", "asylum_pending", "aftercare"),
    "asylum_pending": ("departing", "aftercare"),
    "aftercare": ("departing", "asylum_pending"),
}
_UNSAFE_ENDS = tuple(code for code in CLOSED if code != "closed_safe")
# Somebody may be safe in another part of the country as well as abroad.
_MAY_END_SAFE = ("shelter_domestic", "documents", "visa_pending", *SAFE)
_FOUND_AGAIN = PATH[PATH.index("accepted") :]

_AFTER_MISFORTUNE: dict[str, tuple[str, ...]] = {
    # Found again, the person may be anywhere on the way.
    "lost_contact": (*_FOUND_AGAIN, "advice_only"),
    "seized_returned": ("accepted", "planning_exit", "in_transit", "shelter_domestic"),
    "returned_voluntarily": ("advice_only", "accepted", "planning_exit"),
}


def _exits(stage: str) -> tuple[str, ...]:
    safe = ("closed_safe",) if stage in _MAY_END_SAFE else ()
    misfortunes = tuple(code for code in MISFORTUNES if code != stage)
    return (*misfortunes, *safe, *_UNSAFE_ENDS)


def _may_follow(stage: str) -> tuple[str, ...]:
    if stage in _FORWARD:
        return _FORWARD[stage] + _exits(stage)
    if stage == "closed_safe":
        return ("planning_exit", "departing", "aftercare")
    if stage in CLOSED:
        return ("accepted",)
    if stage == "deceased":
        # The news may prove wrong: until the person is heard of, contact is lost.
        return ("lost_contact",)
    # Contact lost is never closed as it stands, whatever the reason: "never auto-close".
    ends = () if stage == "lost_contact" else _UNSAFE_ENDS
    misfortunes = tuple(code for code in MISFORTUNES if code != stage)
    return _AFTER_MISFORTUNE[stage] + misfortunes + ends


STAGES = (*PATH, "advice_only", *CLOSED, *MISFORTUNES)
NEXT: dict[str, tuple[str, ...]] = {stage: _may_follow(stage) for stage in STAGES}


def following(stage: str) -> tuple[str, ...]:
    """Where a case may go from a stage. From one that is in no list any more it goes on as from contact lost."""
    return NEXT.get(stage, NEXT["lost_contact"])


def allowed(stage: str, to: str) -> bool:
    """Whether a case may go from one stage to another. Raises KeyError where it is to go to what is no stage."""
    if to not in NEXT:
        raise KeyError(to)
    return to in following(stage)


def is_open(stage: str) -> bool:
    """Whether there is still something to do for this person."""
    return stage not in ENDED
