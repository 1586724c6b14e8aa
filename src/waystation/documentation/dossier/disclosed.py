"""Days and places as they stand where nobody is to be known by them. Pure."""

from datetime import datetime

from waystation.documentation.dates import DAY, MONTH, PartialDate
from waystation.documentation.records import PlaceName


def month(day: PartialDate) -> PartialDate:
    """The month of a day; what is not known more exactly stays as it is."""
    if day.precision != DAY:
        return day
    return PartialDate(day=day.day.replace(day=1), precision=MONTH, about=day.about)


def moment(at: datetime) -> datetime:
    """The month of a moment: when exactly we wrote something down can tell when somebody spoke to us."""
    return at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def region(place: PlaceName) -> PlaceName:
    """The region and the country alone."""
    return PlaceName(country=place.country, region=place.region)
