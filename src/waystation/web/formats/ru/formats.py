DATE_FORMAT = "j E Y"
SHORT_DATE_FORMAT = "d.m.Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j E Y, H:i"
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
MONTH_DAY_FORMAT = "j E"
MONTH_DAY_TIME_FORMAT = "j E, H:i"  # a name of our own: Django's "M" is "Окт" in Russian
FIRST_DAY_OF_WEEK = 1
