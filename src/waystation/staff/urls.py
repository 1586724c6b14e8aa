from django.urls import path

from waystation.staff import account_views, factor_views, feed_views, member_views, safety_views, views

app_name = "staff"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("second-step", views.second_step, name="second-step"),
    path("old-data", views.old_data, name="old-data"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("duress", safety_views.under_duress, name="duress"),
    path("duress/alarms", safety_views.duress_alarms, name="duress-alarms"),
    path("duress/alarms/<uuid:notice_id>", safety_views.duress_answer, name="duress-answer"),
    path("panic", safety_views.panic, name="panic"),
    path("mode", safety_views.mode, name="mode"),
    path("passphrase", member_views.passphrase, name="passphrase"),
    path("members", member_views.members, name="members"),
    path("members/add", member_views.add, name="add"),
    path("members/keys", member_views.keys, name="keys"),
    path("members/<uuid:account_id>", member_views.member, name="member"),
    path("members/<uuid:account_id>/confirm", member_views.confirm, name="confirm"),
    path("members/<uuid:account_id>/remove", member_views.remove, name="remove"),
    path("members/<uuid:account_id>/let-in/<slug:team>", member_views.let_in, name="let-in"),
    path("feed/<uuid:feed_id>.ics", feed_views.feed, name="feed"),
    path("stay", account_views.stay, name="stay"),
    path("draft", account_views.draft, name="draft"),
    path("account", account_views.overview, name="account"),
    path("account/sign-out-others", account_views.end_others, name="end-others"),
    path("account/answer", account_views.answer_for, name="answer-for"),
    path("account/forget", account_views.forget_browser, name="forget-browser"),
    path("account/seal-anew", account_views.seal_anew, name="seal-anew"),
    path("account/app", factor_views.app, name="app"),
    path("account/app/remove", factor_views.remove_app, name="remove-app"),
    path("account/passkey", factor_views.passkey, name="passkey"),
    path("account/passkey/<int:index>/remove", factor_views.remove_passkey, name="remove-passkey"),
    path("account/codes", factor_views.codes, name="codes"),
    path("account/colleague", factor_views.colleague, name="colleague"),
]
