from django.urls import path

from waystation.casework.exchange import import_views, transfer_views, views
from waystation.casework.submit import of_contact

app_name = "exchange"
urlpatterns = [
    path("exchange/export", views.export, name="export"),
    path("cases/<uuid:case_id>/export", of_contact(views.export_case), name="export-case"),
    path("exchange/partners", transfer_views.partner_list, name="partners"),
    path("exchange/partners/key", transfer_views.own_key, name="own-key"),
    path("exchange/partners/<uuid:partner_id>/drop", transfer_views.drop_partner, name="drop-partner"),
    path("exchange/partners/<uuid:partner_id>/connect", transfer_views.connect_partner, name="connect-partner"),
    path("exchange/incoming", transfer_views.incoming, name="incoming"),
    path("exchange/arrived/<uuid:arrived_id>/open", transfer_views.open_arrived, name="open-arrived"),
    path("exchange/incoming/<uuid:incoming_id>", transfer_views.one_bundle, name="bundle"),
    path("cases/<uuid:case_id>/carry-home", transfer_views.carry_home, name="carry-home"),
    path("cases/<uuid:case_id>/hand-on", of_contact(transfer_views.hand_on), name="hand-on"),
    path("cases/<uuid:case_id>/hand-on/<uuid:transfer_id>", of_contact(transfer_views.transfer), name="transfer"),
    path("exchange/take-in", views.take_in, name="take-in"),
    path("exchange/import", import_views.imports, name="imports"),
    path("exchange/import/<uuid:import_id>", import_views.one, name="import"),
    path("exchange/import/<uuid:import_id>/run", import_views.run, name="import-run"),
    path("exchange/import/<uuid:import_id>/looked", import_views.looked, name="import-looked"),
    path("exchange/import/<uuid:import_id>/wrong", import_views.wrong, name="import-wrong"),
    path("exchange/import/<uuid:import_id>/drop", import_views.drop, name="import-drop"),
]
