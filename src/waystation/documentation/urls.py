from django.urls import path

from waystation.documentation import views

app_name = "documentation"
urlpatterns = [
    path("events/", views.events, name="events"),
    path("events/new", views.new, name="new"),
    path("events/<uuid:event_id>", views.event, name="event"),
    path("events/<uuid:event_id>/record", views.record, name="record"),
    path("events/<uuid:event_id>/acts/<uuid:act_id>", views.act, name="act"),
    path("events/<uuid:event_id>/erase", views.erase, name="erase"),
]
