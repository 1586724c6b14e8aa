from django.urls import path

from waystation.evacuation.relocation import knowledge_views as knowledge
from waystation.evacuation.relocation import part_views as parts
from waystation.evacuation.relocation import views

CASE = "cases/<uuid:case_id>/relocation"
TRACK = f"{CASE}/<uuid:track_id>"
# Each kind of part, with what its id is called in an address.
KINDS = {
    "step": (parts.STEP, "step_id"),
    "paper": (parts.PAPER, "needed_id"),
    "appointment": (parts.APPOINTMENT, "appointment_id"),
    "application": (parts.APPLICATION, "application_id"),
    "arrival": (parts.ARRIVAL, "arrival_id"),
}

app_name = "relocation"
urlpatterns = [
    path("relocation/", views.tracks, name="tracks"),
    path("relocation/terms/", knowledge.terms_list, name="terms"),
    path("relocation/terms/new", knowledge.terms_new, name="terms-new"),
    path("relocation/terms/<uuid:terms_id>", knowledge.terms, name="terms-change"),
    path("relocation/pathways/", knowledge.templates, name="templates"),
    path("relocation/pathways/<uuid:pathway_id>", knowledge.template, name="template"),
    path(CASE, views.case, name="case"),
    path(f"{CASE}/new", views.begin, name="begin"),
    path(TRACK, views.track, name="track"),
    path(f"{TRACK}/change", views.change, name="change"),
    path(f"{TRACK}/end", views.end, name="end"),
    path(f"{TRACK}/check-up", parts.plan_check_up, name="check-up-new"),
    path(f"{CASE}/calls/<uuid:timer_id>", views.call, name="call"),
    path(f"{CASE}/parts/<uuid:step_id>/done", parts.step_done, name="step-done"),
    path(f"{CASE}/parts/<uuid:part_id>/drop", parts.drop, name="drop"),
    path(f"{CASE}/appointments/<uuid:appointment_id>/outcome", parts.outcome, name="outcome"),
    path(f"{CASE}/applications/<uuid:application_id>/hand-in", parts.hand_in, name="hand-in"),
    path(f"{CASE}/applications/<uuid:application_id>/decision", parts.decide, name="decide"),
    path(f"{CASE}/applications/<uuid:application_id>/appeal", parts.appeal, name="appeal"),
    path(
        f"{CASE}/applications/<uuid:application_id>/further-appeal",
        parts.appeal,
        {"further": True},
        name="appeal-further",
    ),
    path(f"{CASE}/check-ups/<uuid:check_up_id>", parts.check_up, name="check-up"),
    *(path(f"{TRACK}/{name}", parts.new, {"kind": kind}, name=f"{name}-new") for name, (kind, _) in KINDS.items()),
    *(
        path(f"{CASE}/{name}s/<uuid:{hole}>", parts.change_of(hole), {"kind": kind}, name=name)
        for name, (kind, hole) in KINDS.items()
    ),
]
