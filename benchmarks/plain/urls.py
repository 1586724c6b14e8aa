from django.urls import path

from benchmarks.plain import views

urlpatterns = [path("", views.write), path("queue", views.queue)]
