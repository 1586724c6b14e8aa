"""Staff addresses of the frame itself, to be included under /staff/."""

from __future__ import annotations

from django.urls import path

from waystation.web import views

app_name = "web"
urlpatterns = [
    path("language/<slug:code>", views.language, name="language"),
    path("gallery", views.gallery, name="gallery"),
]
