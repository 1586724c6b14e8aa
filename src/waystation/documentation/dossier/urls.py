from django.urls import path

from waystation.documentation.dossier import views

app_name = "dossier"
urlpatterns = [
    path("events/<uuid:event_id>/dossier", views.ask, name="ask"),
    path("events/<uuid:event_id>/dossier/file", views.file, name="file"),
]
