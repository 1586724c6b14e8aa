from django.urls import path

from waystation.evacuation.houses import views

app_name = "houses"
urlpatterns = [
    path("beds", views.beds, name="beds"),
    path("places/<uuid:place_id>/leave", views.leave, name="leaving"),
]
