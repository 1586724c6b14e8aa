"""The staff's pages of trust, under /staff/."""

from django.urls import path

from waystation.trust import channel_views, views
from waystation.trust import vetting_views as vetting

app_name = "trust"
urlpatterns = [
    path("trust/", views.overview, name="overview"),
    path("trust/channels/", channel_views.channels, name="channels"),
    path("trust/propose", views.propose, name="propose"),
    path("trust/withdraw", views.withdraw, name="withdraw"),
    path("trust/sign", views.sign, name="sign"),
    path("trust/answer", views.answer, name="answer"),
    path("trust/fakes/", views.fakes, name="fakes"),
    path("trust/fakes/<uuid:report_id>", views.fake, name="fake"),
    path("trust/marks/", vetting.marked, name="marks"),
    path("trust/marks/<uuid:mark_id>", vetting.mark_seen, name="mark-seen"),
    path("requests/<uuid:request_id>/vetting", vetting.person, name="vetting"),
    path("requests/<uuid:request_id>/vetting/finding", vetting.finding, name="finding"),
    path(
        "requests/<uuid:request_id>/vetting/findings/<uuid:finding_id>/back", vetting.finding_back, name="finding-back"
    ),
    path("requests/<uuid:request_id>/vetting/verdict", vetting.verdict, name="verdict"),
    path("requests/<uuid:request_id>/vetting/vouch", vetting.vouch, name="vouch"),
    path("requests/<uuid:request_id>/vetting/vouches/<uuid:vouch_id>", vetting.withdraw, name="withdraw-vouch"),
    path("requests/<uuid:request_id>/vetting/mark", vetting.mark, name="mark"),
]
