from django.urls import path

from waystation.evacuation import views

CASE = "cases/<uuid:case_id>/journey"

app_name = "evacuation"
urlpatterns = [
    path("places/", views.places, name="places"),
    path("places/new", views.place_new, name="place-new"),
    path("places/known", views.place_known, name="place-known"),
    path("places/<uuid:place_id>", views.place, name="place"),
    path("places/<uuid:place_id>/change", views.place_change, name="place-change"),
    path("places/<uuid:place_id>/remove", views.place_remove, name="place-remove"),
    path("stays/<uuid:booking_id>/cancel", views.stay_cancel, name="stay-cancel"),
    path("helpers/", views.helpers, name="helpers"),
    path("helpers/new", views.helper_new, name="helper-new"),
    path("helpers/<uuid:helper_id>", views.helper, name="helper"),
    path("journeys/", views.journeys, name="journeys"),
    path(CASE, views.journey, name="journey"),
    path(f"{CASE}/new", views.journey_new, name="journey-new"),
    path(f"{CASE}/check-in", views.check_in_new, name="check-in-new"),
    path(f"{CASE}/check-ins", views.check_in_series, name="check-in-series"),
    path(f"{CASE}/bed", views.bed_new, name="bed-more"),
    path(f"{CASE}/<uuid:journey_id>/leg", views.leg_new, name="leg-new"),
    path(f"{CASE}/<uuid:journey_id>/bed", views.bed_new, name="bed-new"),
    path(f"{CASE}/<uuid:journey_id>/move", views.move, name="move"),
    path("check-ins/", views.check_ins, name="check-ins"),
    path("check-ins/silence/", views.escalation_list, name="escalations"),
    path("check-ins/silence/new", views.escalation_new, name="escalation-new"),
    path("check-ins/silence/<uuid:escalation_id>", views.escalation_one, name="escalation"),
    path("check-ins/protocols/new", views.protocol_new, name="protocol-new"),
    path("check-ins/protocols/<uuid:protocol_id>", views.protocol, name="protocol"),
    path("check-ins/<uuid:check_in_id>", views.check_in, name="check-in"),
]
