"""The addresses that partners' programs ask, under /api/v1/."""

from django.urls import path

from waystation.interfaces import api_views as views

app_name = "api"
urlpatterns = [
    path("openapi.json", views.description, name="description"),
    path("forms", views.forms, name="forms"),
    path("messages", views.messages, name="messages"),
    path("sealed-messages", views.sealed_messages, name="sealed-messages"),
    path("bundles", views.bundles, name="bundles"),
    path("bundles/<uuid:bundle_id>", views.bundle, name="bundle"),
    path("statistics", views.statistics, name="statistics"),
]
