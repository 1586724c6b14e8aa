from django.urls import path

from waystation.documentation.formats import views

app_name = "formats"
ONE = "events/import/<uuid:upload_id>"
urlpatterns = [
    path("events/export", views.export, name="export"),
    path("events/<uuid:event_id>/export", views.export_event, name="export-event"),
    path("events/import", views.uploads, name="uploads"),
    path(ONE, views.upload, name="upload"),
    path(f"{ONE}/take", views.take, name="take"),
    path(f"{ONE}/drop", views.drop, name="drop"),
]
