from django.urls import path

from waystation.evacuation.handover import views

LEG = "cases/<uuid:case_id>/journey/leg/<uuid:leg_id>"

app_name = "handover"
urlpatterns = [
    path("journeys/live", views.live, name="live"),
    path("hand-overs/", views.alarms, name="alarms"),
    path("hand-overs/<uuid:confirmation_id>", views.alarm, name="alarm"),
    path("places/<uuid:place_id>/on-the-way", views.on_the_way, name="on-the-way"),
    path(f"{LEG}/hand-over", views.leg, name="leg"),
    path(f"{LEG}/hand-over/<slug:role>", views.brief, name="brief"),
    path(f"{LEG}/times", views.times, name="times"),
    path(f"{LEG}/divert", views.divert, name="divert"),
    path(f"{LEG}/cancel-departure", views.cancel, name="cancel"),
]
