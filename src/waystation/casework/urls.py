from django.urls import path

from waystation.casework import consent_views, file_views, membership_views, views

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
    path("cases/<uuid:case_id>/need", views.need, name="need"),
    path("cases/<uuid:case_id>/needs/<uuid:need_id>/met", views.need_met, name="need-met"),
    path("cases/<uuid:case_id>/risk", views.risk, name="risk"),
    path("cases/<uuid:case_id>/consent", consent_views.consent, name="consent"),
    path("cases/<uuid:case_id>/uses", consent_views.uses, name="uses"),
    path("cases/<uuid:case_id>/second", consent_views.second, name="second"),
    path("cases/<uuid:case_id>/releases/<uuid:release_id>", consent_views.decide, name="decide"),
    path("consent/texts", consent_views.texts, name="consent-texts"),
    path("consent/texts/<uuid:text_id>", consent_views.text, name="consent-text"),
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
