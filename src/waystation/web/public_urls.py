"""Public addresses of the frame itself."""

from __future__ import annotations

from django.urls import path

from waystation.web import views

app_name = "web"
urlpatterns = [path("gallery", views.gallery, {"layout": "public"}, name="public-gallery")]
