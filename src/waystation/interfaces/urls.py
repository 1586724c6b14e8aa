from django.urls import path

from waystation.interfaces import views

app_name = "interfaces"
urlpatterns = [
    path("interfaces", views.every, name="tokens"),
    path("interfaces/<uuid:token_id>/revoke", views.revoke, name="revoke"),
]
