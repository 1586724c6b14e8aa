from django.urls import path

from waystation.desk import calendar, erasing, views

app_name = "desk"
urlpatterns = [
    path("", views.today, name="today"),
    path("waiting", views.part, name="part"),
    path("counts", views.counts, name="counts"),
    path("calendar", calendar.calendar, name="calendar"),
    path("calendar/feed", calendar.feed, name="calendar-feed"),
    path("pictures", views.pictures, name="pictures"),
    path("log", views.log, name="log"),
    path("log/set-aside", views.set_aside, name="set-aside"),
    path("log/receipts", erasing.receipt_list, name="receipts"),
    path("log/receipts/<uuid:receipt_id>", erasing.receipt, name="receipt"),
    path("retention", erasing.retention, name="retention"),
    path("retention/<uuid:subject_id>/keep", erasing.keep, name="keep"),
    path("retention/<uuid:subject_id>/erase", erasing.propose, name="erase"),
    path("retention/proposals/<uuid:review_id>", erasing.agree, name="agree"),
    path("retention/proposals/<uuid:review_id>/withdraw", erasing.withdraw, name="withdraw"),
]
