from django.conf.locale.ru.formats import *  # noqa: F403  Django has no Chechen: numbers are written as beside it

from waystation.web.formats.ru.formats import *  # noqa: F403  Chechen is written beside Russian, with its dates
