from django.urls import path

from waystation.documentation import correcting_views, intervening_views, views

app_name = "documentation"
ACT = "events/<uuid:event_id>/acts/<uuid:act_id>"
INTERVENTION = "events/<uuid:event_id>/interventions/<uuid:intervention_id>"
LIFE = "people/<uuid:documented_id>/life/<uuid:life_id>"
urlpatterns = [
    path("events/", views.events, name="events"),
    path("events/new", views.new, name="new"),
    path("events/<uuid:event_id>", views.event, name="event"),
    path("events/<uuid:event_id>/record", views.record, name="record"),
    path(ACT, views.act, name="act"),
    path("events/<uuid:event_id>/interventions/new", intervening_views.new_intervention, name="intervention-new"),
    path(INTERVENTION, intervening_views.intervention, name="intervention"),
    path(f"{INTERVENTION}/remove", intervening_views.remove_intervention, name="intervention-remove"),
    path("people/<uuid:documented_id>/life/new", intervening_views.new_life, name="life-new"),
    path(LIFE, intervening_views.life, name="life"),
    path(f"{LIFE}/remove", intervening_views.remove_life, name="life-remove"),
    path(f"{ACT}/remove", correcting_views.remove_act, name="act-remove"),
    path(f"{ACT}/by/<uuid:involvement_id>/remove", correcting_views.remove_involvement, name="involvement-remove"),
    path(
        "events/<uuid:event_id>/sources/<uuid:information_id>/remove",
        correcting_views.remove_source,
        name="source-remove",
    ),
    path("people/<uuid:documented_id>/change", correcting_views.person, name="person"),
    path("events/<uuid:event_id>/erase", views.erase, name="erase"),
]
