from django.urls import path

from waystation.evacuation.plans import views

app_name = "plans"
urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/new", views.plan_new, name="plan-new"),
    path("plans/events", views.events, name="events"),
    path("plans/<uuid:run_id>", views.plan, name="plan"),
    path("plans/<uuid:run_id>/change", views.change, name="change"),
    path("plans/<uuid:run_id>/helps", views.helps, name="helps"),
    path("plans/parties/<uuid:plan_part_id>", views.party, name="party"),
    path("plans/parties/<uuid:plan_part_id>/why", views.why, name="why"),
    path("plans/parties/<uuid:plan_part_id>/adopt", views.adopt, name="adopt"),
]
