"""Three doors: `application` serves both maps, `public` and `staff` one each."""

import os
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.settings")

from django.core.wsgi import get_wsgi_application

from waystation.bounded.confine import leave_no_memory
from waystation.site.maps import PUBLIC, STAFF_ONLY, serving

leave_no_memory()
os.umask(0o077)

application = get_wsgi_application()
import_module(
    "waystation.site.innocent.story"
)  # not by the first page that needs it, which would take longer than others
public = serving(PUBLIC)
staff = serving(STAFF_ONLY)
