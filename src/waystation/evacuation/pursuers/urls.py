from django.urls import path

from waystation.evacuation.pursuers import views

CASE = "cases/<uuid:case_id>/pursuers"

app_name = "pursuers"
urlpatterns = [
    path("pursuers/", views.must_move, name="must-move"),
    path("pursuers/alarms/<uuid:alarm_id>", views.alarm, name="alarm"),
    path(CASE, views.case, name="case"),
    path(f"{CASE}/new", views.pursuer_new, name="new"),
    path(f"{CASE}/apart", views.keep_apart, name="keep-apart"),
    path(f"{CASE}/apart/<uuid:conflict_id>/end", views.let_together, name="let-together"),
    path(f"{CASE}/allow", views.allow, name="allow"),
    path(f"{CASE}/allow/<uuid:override_id>/agree", views.agree, name="agree"),
    path(f"{CASE}/allow/<uuid:override_id>/end", views.allow_no_more, name="allow-no-more"),
    path(f"{CASE}/noted/<uuid:evidence_id>/withdraw", views.withdraw, name="withdraw"),
    path(f"{CASE}/<uuid:pursuer_id>", views.pursuer, name="pursuer"),
    path(f"{CASE}/<uuid:pursuer_id>/sighting", views.sighting, name="sighting"),
    path(f"{CASE}/<uuid:pursuer_id>/reach", views.reach, name="reach"),
    path(f"{CASE}/<uuid:pursuer_id>/zone", views.zone, name="zone"),
]
