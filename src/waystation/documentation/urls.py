from django.urls import path

from waystation.documentation import intervening_views, views

app_name = "documentation"
INTERVENTION = "events/<uuid:event_id>/interventions/<uuid:intervention_id>"
LIFE = "people/<uuid:documented_id>/life/<uuid:life_id>"
urlpatterns = [
    path("events/", views.events, name="events"),
    path("events/new", views.new, name="new"),
    path("events/<uuid:event_id>", views.event, name="event"),
    path("events/<uuid:event_id>/record", views.record, name="record"),
    path("events/<uuid:event_id>/acts/<uuid:act_id>", views.act, name="act"),
    path("events/<uuid:event_id>/interventions/new", intervening_views.new_intervention, name="intervention-new"),
    path(INTERVENTION, intervening_views.intervention, name="intervention"),
    path(f"{INTERVENTION}/remove", intervening_views.remove_intervention, name="intervention-remove"),
    path("people/<uuid:documented_id>/life/new", intervening_views.new_life, name="life-new"),
    path(LIFE, intervening_views.life, name="life"),
    path(f"{LIFE}/remove", intervening_views.remove_life, name="life-remove"),
    path("events/<uuid:event_id>/erase", views.erase, name="erase"),
]
