"""The two addresses without a language."""

from django.urls import path

from waystation.hotline import public_views as views

app_name = "door"
urlpatterns = [path("", views.door, name="door"), path("up", views.up, name="up")]
