"""Both maps in one, for a process that serves both. On two machines each program names its own map."""

from django.urls import include, path

from waystation.site import public_urls

urlpatterns = [
    path("staff/", include("waystation.site.staff_urls")),
    *public_urls.urlpatterns,
]
handler400 = "waystation.web.views.bad_request"
handler403 = "waystation.web.views.csrf_failure"
handler404 = "waystation.web.views.not_found"
handler500 = "waystation.web.views.server_error"
