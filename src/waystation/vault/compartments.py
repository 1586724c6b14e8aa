"""The compartments of need-to-know: what one key opens and another does not."""

from enum import IntEnum


class Compartment(IntEnum):
    """Persons and teams have SELF; a case has the others. The number is part of what is bound to each sealed row."""

    SELF = 0
    LIST = 1
    IDENTITY = 2
    CONTACT = 3
    TESTIMONY = 4
    LOGISTICS = 5
    MEDICAL = 6
    MONEY = 7


CASE_COMPARTMENTS = tuple(compartment for compartment in Compartment if compartment is not Compartment.SELF)
