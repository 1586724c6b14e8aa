"""What rooms above tell those below, which never call up: functions that the settings name.

WAYSTATION_ABOVE = {
    "about": "...",           # (actor, what its id is called in addresses, id) whose case something is about, or None
    "called": "...",          # (actor, case) what we call the person of a case, "" where that is not for this person
    "sheltered": "...",       # (actor) how many cases are in shelter now
    "channel_state": "...",   # (actor or None, address) the state of a channel of ours
    "channels_of_calls": "...",  # () the telephone numbers and the like at which we are called
    "channels_lost": "...",   # () the addresses that callers are warned of
    "on_duty": "...",         # (actor) who is on duty and what is wrong with it, as words above the queue
    "before_answering": "...",  # (actor, thread) what it must not say; why it may be another now; what is proposed
    "consent_withdrawn": "...",  # (actor, case, purposes) is told when a no to these is written down in a case
    "turned_away": "...",  # (actor, threads) which of them are with somebody "hostile" or "rejected", and which
    "consent_taken_back": "...",  # (actor, case) is told when a thread in which consent was taken back is opened
    "money_covered": "...",  # (actor, case) what the ledger says of the money for the way: a casework.rules.Covered
    "hostile_along": "...",  # (actor, case) what we call those who go along in a case and are held hostile
    "same_as_hostile": "...",  # (actor, case) what we call those held hostile who are the same person as the one of it
    "looked_through": "...",  # (actor) is told, now and then, that a session may be used to look at what came in
    "legs_dropped": "...",  # (actor, case, legs) is told when these legs of a journey go no more, before they change
    "legs_elsewhere": "...",  # (actor, case, legs) is told which legs end elsewhere now, and of each whether it waits
    "helper_lost": "...",  # (actor, helper) is told when a helper is compromised
    "place_lost": "...",  # (actor, place) the same of a place
    "bundle_came": "...",  # (token, its name, bytes) takes a partner's bundle in, once: id, state, answer
    "bundles_came": "...",  # (token) the same of every bundle of a token, the newest first
    "released_tables": "...",  # () the tables that were released and their ids, the newest first
    "answer_refused": "...",  # (actor, thread, text) why an answer does not leave, None where it may
}
"""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def ask(name: str, *args: Any) -> Any:
    """What a room above says; None where nobody was named."""
    path = settings.WAYSTATION_ABOVE.get(name)
    return import_string(path)(*args) if path else None
