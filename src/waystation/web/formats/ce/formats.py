from waystation.web.formats.ru.formats import *  # noqa: F403  Chechen is written beside Russian, with its dates
