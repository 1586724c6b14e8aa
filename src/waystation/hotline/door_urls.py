"""The addresses without a language, and those whose language is typed otherwise than it stands in them."""

from django.urls import path, re_path

from waystation.hotline import public_views as views

app_name = "door"
urlpatterns = [
    path("", views.door, name="door"),
    path("up", views.up, name="up"),
    re_path(r"^(?P<typed>(?!(?:ru|ce|en)/)(?i:ru|ce|en)(?:/.*)?)$", views.spelt, name="spelt"),
]
