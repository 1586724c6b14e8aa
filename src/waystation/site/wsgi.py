"""Three doors: `application` serves both maps, `public` and `staff` one each."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.settings")

from django.core.wsgi import get_wsgi_application

from waystation.bounded.confine import leave_no_memory
from waystation.site.maps import PUBLIC, STAFF_ONLY, serving

leave_no_memory()
os.umask(0o077)

application = get_wsgi_application()
public = serving(PUBLIC)
staff = serving(STAFF_ONLY)
