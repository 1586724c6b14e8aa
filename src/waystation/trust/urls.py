"""The staff's pages of trust, under /staff/."""

from django.urls import path

from waystation.trust import views

app_name = "trust"
urlpatterns = [
    path("trust/", views.overview, name="overview"),
    path("trust/propose", views.propose, name="propose"),
    path("trust/withdraw", views.withdraw, name="withdraw"),
    path("trust/sign", views.sign, name="sign"),
    path("trust/answer", views.answer, name="answer"),
    path("trust/fakes/", views.fakes, name="fakes"),
    path("trust/fakes/<uuid:report_id>", views.fake, name="fake"),
]
