"""The callers' pages on how to know us; the site puts a language before each of them."""

from django.urls import path

from waystation.trust import public_views as views

app_name = "proof"
urlpatterns = [
    path("ours", views.ours, name="ours"),
    path("card", views.card, name="card"),
    path("check", views.check, name="check"),
    path("ask", views.ask, name="ask"),
    path("report", views.report, name="report"),
]
