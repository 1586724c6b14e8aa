from django.urls import path

from waystation.documentation.pictures import views

app_name = "pictures"
urlpatterns = [
    path("events/pictures", views.whole, name="whole"),
    path("events/<uuid:event_id>/pictures", views.event, name="event"),
]
