"""What a provider may take on, and when a service is late. Pure."""

from collections.abc import Iterator
from datetime import date

from waystation.casework.clock import LONG_AGO
from waystation.casework.services import wording
from waystation.casework.services.records import ACTIVE, NOT_CHECKED, STATES, VETTINGS, Provider, Service
from waystation.casework.wording import TOO_LONG_AGO, Words


def provider_faults(provider: Provider) -> Iterator[tuple[str, Words]]:
    """What is wrong with what is said of a provider."""
    if not provider.name.strip():
        yield "name", wording.NAME_IT
    if provider.state not in STATES or provider.vetting not in VETTINGS:
        yield "state", wording.CHOOSE
    if provider.at_most is not None and provider.at_most < 0:
        yield "at_most", wording.NO_NUMBER
    if provider.state != ACTIVE and not provider.why.strip():
        yield "why", wording.SAY_WHY


def refusal(provider: Provider) -> Words | None:
    """Why nobody is sent to this provider, whatever the reason."""
    return wording.TAKES_NOBODY.get(provider.state)


def objections(provider: Provider, code: str, taken: int) -> list[Words]:
    """What stands against sending somebody there for this need; a reason that is written down outweighs it."""
    found = [
        (is_full(provider, taken), wording.IS_FULL),
        (code not in provider.offers, wording.DOES_NOT_OFFER),
        (provider.vetting == NOT_CHECKED, wording.NOT_CHECKED_YET),
    ]
    return [sentence for holds, sentence in found if holds]


def is_full(provider: Provider, taken: int) -> bool:
    """Whether there is no place left; `taken` is how many are with them now."""
    return provider.at_most is not None and taken >= provider.at_most


def kind_of_place(code: str) -> str:
    """What a place is for: needs of one kind (`medical.injury`, `medical.hiv`) are met in one; a bed is another."""
    return code.partition(".")[0]


def share_a_place(one: Service, other: Service) -> bool:
    """Whether two open services of one case take one place: of one person, with one provider, of one kind.

    A provider says how many people at once, not how many appointments.
    """
    return (
        one.provider is not None
        and (one.provider, one.person) == (other.provider, other.person)
        and kind_of_place(one.code) == kind_of_place(other.code)
        and is_open(one)
        and is_open(other)
    )


def is_open(service: Service) -> bool:
    return service.done_on is None


def is_overdue(service: Service, today: date) -> bool:
    """Whether it should have been done before today."""
    return is_open(service) and service.due is not None and service.due < today


def ending_faults(done_on: date, today: date) -> Iterator[tuple[str, Words]]:
    """What contradicts itself when a service ends."""
    if done_on > today:
        yield "done_on", wording.NOT_YET_DAY
    elif done_on < today - LONG_AGO:
        yield "done_on", TOO_LONG_AGO
