from django.urls import path

from waystation.advocacy import authority_views, filling_views, sending_views, timeline_views, views, words_views

app_name = "advocacy"
ONE = "submissions/<uuid:submission_id>"
REPLY = f"{ONE}/replies/<uuid:reply_id>"
urlpatterns = [
    path("submissions/", views.submissions, name="submissions"),
    path("submissions/scoreboard", authority_views.scoreboard, name="scoreboard"),
    path(ONE, views.submission, name="submission"),
    path(f"{ONE}/change", views.change, name="change"),
    path(f"{ONE}/fill", filling_views.fill, name="fill"),
    path(f"{ONE}/let-go", views.let_go, name="let-go"),
    path(f"{ONE}/words", words_views.words, name="words"),
    path(f"{ONE}/take-back", views.take_back, name="take-back"),
    path(f"{ONE}/way", views.way, name="way"),
    path(f"{ONE}/file", sending_views.file, name="file"),
    path(f"{ONE}/mail", sending_views.mail, name="mail"),
    path(f"{ONE}/mail/stop", sending_views.stop, name="mail-stop"),
    path(f"{ONE}/mail/again", sending_views.again, name="mail-again"),
    path(f"{ONE}/withdraw", views.withdraw, name="withdraw"),
    path(f"{ONE}/discard", views.discard, name="discard"),
    path(f"{ONE}/erase", views.erase, name="erase"),
    path(f"{ONE}/replies/new", views.reply_new, name="reply-new"),
    path(f"{REPLY}/grade", views.grade, name="grade"),
    path(f"{REPLY}/remove", views.reply_remove, name="reply-remove"),
    path("submissions/timeline", timeline_views.timeline, name="timeline"),
    path("submissions/timeline/new", timeline_views.pressure_new, name="pressure-new"),
    path("submissions/timeline/<uuid:pressure_id>", timeline_views.pressure, name="pressure"),
    path("submissions/timeline/<uuid:pressure_id>/remove", timeline_views.pressure_remove, name="pressure-remove"),
    path("authorities/", authority_views.authorities, name="authorities"),
    path("authorities/new", authority_views.authority_new, name="authority-new"),
    path("authorities/limits", authority_views.limits, name="limits"),
    path("authorities/<uuid:authority_id>/limit", authority_views.limit_take, name="limit-take"),
    path("authorities/<uuid:authority_id>", authority_views.authority, name="authority"),
    path("authorities/<uuid:authority_id>/change", authority_views.authority_change, name="authority-change"),
    path("authorities/<uuid:authority_id>/remove", authority_views.authority_remove, name="authority-remove"),
    path("authorities/<uuid:authority_id>/ask", views.ask, name="ask"),
]
