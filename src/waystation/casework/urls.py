from django.urls import path

from waystation.casework import file_views, membership_views, need_views, views, watch_views

app_name = "casework"
urlpatterns = [
    path("requests/<uuid:request_id>/accept", views.accept, name="accept"),
    path("cases/", views.cases, name="cases"),
    path("cases/<uuid:case_id>", views.case, name="case"),
    path("cases/<uuid:case_id>/stage", views.stage, name="stage"),
    path("cases/<uuid:case_id>/take-back", views.take_back, name="take-back"),
    path("cases/<uuid:case_id>/next", views.next_step, name="next"),
    path("cases/<uuid:case_id>/assign", views.assign, name="assign"),
    path("cases/<uuid:case_id>/about", views.about, name="about"),
    path("cases/<uuid:case_id>/need", need_views.need, name="need"),
    path("cases/<uuid:case_id>/needs/<uuid:need_id>", need_views.change, name="need-change"),
    path("cases/<uuid:case_id>/needs/<uuid:need_id>/met", need_views.met, name="need-met"),
    path("cases/<uuid:case_id>/risk", views.risk, name="risk"),
    path("cases/<uuid:case_id>/risk/<uuid:alert_id>/seen", watch_views.seen, name="rise-seen"),
    path("cases/<uuid:case_id>/look/<uuid:search_id>", watch_views.look, name="look"),
    path("cases/<uuid:case_id>/money", watch_views.funds, name="funds"),
    path("cases/<uuid:case_id>/close-early", watch_views.propose, name="propose-closing"),
    path("cases/<uuid:case_id>/close-early/<uuid:proposal_id>", watch_views.closing, name="closing"),
    path("cases/<uuid:case_id>/offer/<uuid:offer_id>", watch_views.offer, name="offer"),
    path("away", watch_views.away, name="away"),
    path("away/<uuid:away_id>/back", watch_views.be_back, name="be-back"),
    path("cases/<uuid:case_id>/consent", views.consent, name="consent"),
    path("cases/<uuid:case_id>/person", views.person, name="person"),
    path("cases/<uuid:case_id>/files", file_views.files, name="files"),
    path("cases/<uuid:case_id>/files/add", file_views.add_file, name="add-file"),
    path("cases/<uuid:case_id>/files/<uuid:file_id>", file_views.file, name="file"),
    path("cases/<uuid:case_id>/files/<uuid:file_id>/picture", file_views.picture, name="file-picture"),
    path("cases/<uuid:case_id>/files/<uuid:file_id>/take", file_views.take_file, name="take-file"),
    path(
        "cases/<uuid:case_id>/keep/<uuid:request_id>/<uuid:message_id>/<int:index>",
        file_views.keep_file,
        name="keep-file",
    ),
    path("cases/<uuid:case_id>/note", views.note, name="note"),
    path("cases/<uuid:case_id>/access", membership_views.who_may_open, name="access"),
    path("cases/<uuid:case_id>/access/<uuid:person_id>/off", membership_views.take_off, name="take-off"),
]
