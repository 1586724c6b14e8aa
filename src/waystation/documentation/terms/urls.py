from django.urls import path

from waystation.documentation.terms import views

app_name = "terms"
urlpatterns = [
    path("terms/", views.lists, name="lists"),
    path("terms/<int:number>", views.listed, name="list"),
    path("terms/<int:number>/<int:index>", views.term, name="term"),
]
