"""Days and places as they stand where nobody is to be known by them. Pure."""

from waystation.documentation.dates import DAY, MONTH, PartialDate
from waystation.documentation.records import PlaceName


def month(day: PartialDate) -> PartialDate:
    """The month of a day; what is not known more exactly stays as it is."""
    if day.precision != DAY:
        return day
    return PartialDate(day=day.day.replace(day=1), precision=MONTH, about=day.about)


def region(place: PlaceName) -> PlaceName:
    """The region and the country alone."""
    return PlaceName(country=place.country, region=place.region)
