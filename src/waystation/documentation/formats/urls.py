from django.urls import path

from waystation.documentation.formats import home_views, views

app_name = "formats"
ONE = "events/import/<uuid:upload_id>"
urlpatterns = [
    path("events/export", views.export, name="export"),
    path("events/<uuid:event_id>/export", views.export_event, name="export-event"),
    path("events/home", home_views.home, name="home"),
    path("events/home/key", home_views.own_key, name="home-key"),
    path("events/home/carry", home_views.carry, name="carry-home"),
    path("events/home/arrived", home_views.arrived, name="arrived-at-home"),
    path("events/import", views.uploads, name="uploads"),
    path(ONE, views.upload, name="upload"),
    path(f"{ONE}/take", views.take, name="take"),
    path(f"{ONE}/drop", views.drop, name="drop"),
]
