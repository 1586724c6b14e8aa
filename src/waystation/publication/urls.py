from django.urls import path

from waystation.publication import views

app_name = "publication"
urlpatterns = [
    path("publication/check", views.check, name="check"),
    path("publication/check/found", views.found, name="found"),
    path("publication/check/replace", views.replace, name="replace"),
    path("publication/check/forget", views.forget, name="forget"),
]
