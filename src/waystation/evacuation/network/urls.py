from django.urls import path

from waystation.evacuation.network import views

app_name = "network"
urlpatterns = [
    path("connections/", views.connections, name="connections"),
    path("connections/new", views.connection_new, name="connection-new"),
    path("connections/import", views.connections_import, name="import"),
    path("connections/<uuid:connection_id>", views.connection, name="connection"),
    path("connections/<uuid:connection_id>/change", views.connection_change, name="connection-change"),
    path("connections/<uuid:connection_id>/retire", views.connection_retire, name="connection-retire"),
    path("network/map", views.network_map, name="map"),
]
