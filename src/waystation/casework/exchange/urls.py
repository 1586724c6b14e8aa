from django.urls import path

from waystation.casework.exchange import import_views, views

app_name = "exchange"
urlpatterns = [
    path("exchange/export", views.export, name="export"),
    path("cases/<uuid:case_id>/export", views.export_case, name="export-case"),
    path("exchange/take-in", views.take_in, name="take-in"),
    path("exchange/import", import_views.imports, name="imports"),
    path("exchange/import/<uuid:import_id>", import_views.one, name="import"),
    path("exchange/import/<uuid:import_id>/run", import_views.run, name="import-run"),
    path("exchange/import/<uuid:import_id>/drop", import_views.drop, name="import-drop"),
]
