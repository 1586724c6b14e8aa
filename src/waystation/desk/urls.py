from django.urls import path

from waystation.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.today, name="today"),
    path("counts", views.counts, name="counts"),
    path("log", views.log, name="log"),
    path("log/set-aside", views.set_aside, name="set-aside"),
]
