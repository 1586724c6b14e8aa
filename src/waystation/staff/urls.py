from django.urls import path

from waystation.staff import views

app_name = "staff"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("old-data", views.old_data, name="old-data"),
    path("sign-out", views.sign_out, name="sign-out"),
]
