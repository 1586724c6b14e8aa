"""What anybody may reach: bare addresses, our keys, the callers' pages in each language, the door for other logs."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from waystation.site.cosigning import add_checkpoint
from waystation.site.keydirectory import directory

urlpatterns = [
    path("cosign/add-checkpoint", add_checkpoint),
    path(".well-known/openpgpkey/<path:path>", directory),
    path("api/v1/", include("waystation.interfaces.api_urls")),
    path("", include("waystation.hotline.door_urls")),
    path("", include("waystation.trust.door_urls")),
    *i18n_patterns(
        path("", include("waystation.hotline.public_urls")),
        path("", include("waystation.trust.public_urls")),
    ),
]
handler400 = "waystation.web.views.bad_request"
handler403 = "waystation.web.views.csrf_failure"
handler404 = "waystation.web.views.not_found"
handler500 = "waystation.web.views.server_error"
