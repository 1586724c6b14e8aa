from django.urls import path

from waystation.documentation.exhibits import views

app_name = "exhibits"
ONE = "exhibits/<uuid:exhibit_id>"
urlpatterns = [
    path("exhibits/", views.exhibits, name="exhibits"),
    path("exhibits/new", views.take_in, name="take-in"),
    path(ONE, views.exhibit, name="exhibit"),
    path(f"{ONE}/check", views.check, name="check"),
    path(f"{ONE}/timestamp", views.timestamp, name="timestamp"),
    path(f"{ONE}/step", views.step, name="step"),
    path(f"{ONE}/copy", views.copy_new, name="copy-new"),
    path(f"{ONE}/copies/<uuid:copy_id>", views.copy, name="copy"),
    path(f"{ONE}/copies/<uuid:copy_id>/bytes", views.copy_bytes, name="copy-bytes"),
    path(f"{ONE}/give-out", views.give_out, name="give-out"),
    path(f"{ONE}/export", views.export, name="export"),
    path(f"{ONE}/destruction", views.ask_to_destroy, name="ask-to-destroy"),
    path(f"{ONE}/keep", views.keep, name="keep"),
    path(f"{ONE}/destroy", views.destroy, name="destroy"),
]
