"""Why something was not done: a code, whose words stand in wording.py."""

from waystation.evacuation.errors import Refused as EvacuationRefused


class Refused(EvacuationRefused):
    """A rule of this room forbids it."""
