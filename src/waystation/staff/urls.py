from django.urls import path

from waystation.staff import member_views, views

app_name = "staff"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("passphrase", member_views.passphrase, name="passphrase"),
    path("members", member_views.members, name="members"),
    path("members/add", member_views.add, name="add"),
    path("members/keys", member_views.keys, name="keys"),
    path("members/<uuid:account_id>", member_views.member, name="member"),
    path("members/<uuid:account_id>/remove", member_views.remove, name="remove"),
    path("members/<uuid:account_id>/let-in/<slug:team>", member_views.let_in, name="let-in"),
]
