"""The staff map alone, for a program on an address of its own."""

from django.urls import include, path

urlpatterns = [path("staff/", include("waystation.site.staff_urls"))]
handler400 = "waystation.web.views.bad_request"
handler403 = "waystation.web.views.csrf_failure"
handler404 = "waystation.web.views.not_found"
handler500 = "waystation.web.views.server_error"
