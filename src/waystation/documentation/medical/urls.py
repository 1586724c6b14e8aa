from django.urls import path

from waystation.documentation.medical import photograph_views, views

app_name = "medical"
ALL = "cases/<uuid:case_id>/evaluations"
ONE = f"{ALL}/<uuid:evaluation_id>"
FOUND = f"{ONE}/findings/<uuid:medical_finding_id>"
PHOTOGRAPH = f"{ONE}/photographs/<uuid:photograph_id>"
urlpatterns = [
    path("evaluations/", views.evaluations, name="evaluations"),
    path(f"{ALL}/", views.case, name="case"),
    path(f"{ALL}/new", views.begin, name="begin"),
    path(ONE, views.evaluation, name="evaluation"),
    path(f"{ONE}/circumstances", views.circumstances, name="circumstances"),
    path(f"{ONE}/consent", views.agreed, name="agreed"),
    path(f"{ONE}/account", views.account, name="account"),
    path(f"{ONE}/lists", views.lists, name="lists"),
    path(f"{ONE}/health", views.health, name="health"),
    path(f"{ONE}/findings/new", views.finding_new, name="finding-new"),
    path(FOUND, views.finding, name="finding"),
    path(f"{FOUND}/judge", views.judge, name="judge"),
    path(f"{FOUND}/remove", views.remove, name="remove"),
    path(f"{ONE}/photographs/new", photograph_views.take_in, name="photograph-new"),
    path(f"{ONE}/photographs/bring", photograph_views.bring, name="photograph-bring"),
    path(PHOTOGRAPH, photograph_views.photograph, name="photograph"),
    path(f"{PHOTOGRAPH}/picture", photograph_views.picture, name="photograph-picture"),
    path(f"{PHOTOGRAPH}/check", photograph_views.check, name="photograph-check"),
    path(f"{PHOTOGRAPH}/export", photograph_views.export, name="photograph-export"),
    path(f"{PHOTOGRAPH}/remove", photograph_views.remove, name="photograph-remove"),
    path(f"{ONE}/opinion", views.opinion, name="opinion"),
    path(f"{ONE}/sign", views.sign, name="sign"),
    path(f"{ONE}/report", views.report, name="report"),
    path(f"{ONE}/erase", views.erase, name="erase"),
]
