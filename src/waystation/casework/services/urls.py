from django.urls import path

from waystation.casework.services import views
from waystation.casework.submit import of_contact

app_name = "services"
urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/providers/", views.providers, name="providers"),
    path("services/providers/new", views.provider_new, name="provider-new"),
    path("services/providers/<uuid:provider_id>", views.provider, name="provider"),
    path("services/providers/<uuid:provider_id>/change", views.provider_change, name="provider-change"),
    path("cases/<uuid:case_id>/services/new", of_contact(views.plan), name="plan"),
    path("cases/<uuid:case_id>/needs/<uuid:need_id>/service", of_contact(views.plan), name="plan-for"),
    path("cases/<uuid:case_id>/services/<uuid:service_id>", of_contact(views.service), name="service"),
    path("cases/<uuid:case_id>/services/<uuid:service_id>/end", of_contact(views.end), name="end"),
    path("cases/<uuid:case_id>/services/<uuid:service_id>/reopen", of_contact(views.reopen), name="reopen"),
]
