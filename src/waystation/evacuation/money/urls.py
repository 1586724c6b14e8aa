from django.urls import path

from waystation.evacuation.money import views

FUND, HOLDING = "money/funds/<uuid:fund_id>", "money/places/<uuid:holding_id>"
PAYMENT, RECEIPT = "money/payments/<uuid:payment_id>", "money/receipts/<uuid:proof_id>"
CASE = "cases/<uuid:case_id>/ledger"

app_name = "money"
urlpatterns = [
    path("money/", views.funds, name="funds"),
    path("money/funds/new", views.fund_new, name="fund-new"),
    path(FUND, views.fund, name="fund"),
    path(f"{FUND}/change", views.fund_change, name="fund-change"),
    path(f"{FUND}/take-in", views.fund_take_in, name="fund-take-in"),
    path(f"{FUND}/exchange", views.fund_exchange, name="fund-exchange"),
    path(f"{FUND}/move", views.fund_move, name="fund-move"),
    path(f"{FUND}/reservations/<uuid:reservation_id>/release", views.fund_release, name="fund-release"),
    path("money/movements/<uuid:entry_id>/reverse", views.entry_reverse, name="entry-reverse"),
    path("money/places/", views.holdings, name="holdings"),
    path("money/places/new", views.holding_new, name="holding-new"),
    path(HOLDING, views.holding, name="holding"),
    path(f"{HOLDING}/change", views.holding_change, name="holding-change"),
    path(f"{HOLDING}/compare", views.holding_reconcile, name="holding-reconcile"),
    path("money/trial-balance", views.trial_balance, name="trial-balance"),
    path("money/report", views.report, name="report"),
    path("money/payments/", views.payments, name="payments"),
    path("money/payments/new", views.payment_new, name="payment-new"),
    path(PAYMENT, views.payment, name="payment"),
    path(f"{PAYMENT}/pay", views.pay, name="pay"),
    path(f"{PAYMENT}/reverse", views.payment_reverse, name="payment-reverse"),
    path(f"{PAYMENT}/receipt", views.receipt_new, name="receipt-new"),
    path(f"{PAYMENT}/no-receipt", views.no_receipt, name="no-receipt"),
    path(RECEIPT, views.receipt, name="receipt"),
    path(f"{RECEIPT}/picture", views.receipt_picture, name="receipt-picture"),
    path(f"{RECEIPT}/take", views.receipt_take, name="receipt-take"),
    path(CASE, views.case, name="case"),
    path(f"{CASE}/budget", views.budget, name="budget"),
    path(f"{CASE}/reserve", views.reserve, name="reserve"),
    path(f"{CASE}/reserve-way", views.reserve_way, name="reserve-way"),
    path(f"{CASE}/reservations/<uuid:reservation_id>/release", views.release, name="release"),
    path(f"{CASE}/payment", views.case_payment, name="case-payment"),
]
