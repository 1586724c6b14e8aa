"""The staff's pages of duty, under /staff/."""

from django.urls import path

from waystation.duty import alarm_views, views

app_name = "duty"
urlpatterns = [
    path("duty/", views.week, name="week"),
    path("duty/plan", views.plan, name="plan"),
    path("duty/copy", views.copy, name="copy"),
    path("duty/shifts/<uuid:shift_id>/remove", views.remove, name="remove-shift"),
    path("duty/hand-over", views.hand_over_page, name="hand-over"),
    path("duty/hand-over/<uuid:hand_over_id>/take", views.take, name="take-over"),
    path("duty/alarms", alarm_views.page_of_alarms, name="alarms"),
    path("duty/alarms/clock", alarm_views.set_clock, name="set-clock"),
    path("duty/alarms/address", alarm_views.add_address, name="add-address"),
    path("duty/alarms/browser", alarm_views.add_browser, name="add-browser"),
    path("duty/alarms/try", alarm_views.try_devices, name="try-devices"),
    path("duty/alarms/settle", alarm_views.settle, name="settle-alarms"),
    path("duty/devices/<uuid:device_id>/remove", alarm_views.remove, name="remove-device"),
    path("duty/devices/<uuid:device_id>/work", alarm_views.for_work, name="device-work"),
]
