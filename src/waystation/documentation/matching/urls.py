from django.urls import path

from waystation.documentation.matching import views

app_name = "matching"
urlpatterns = [
    path("people/same", views.matches, name="matches"),
    path("people/same/anew", views.anew, name="anew"),
    path("people/<uuid:documented_id>/same/<uuid:namesake_id>", views.match, name="match"),
]
