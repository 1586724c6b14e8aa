"""The signed statement as a text file, under one address in every language."""

from django.urls import path

from waystation.trust import public_views as views

app_name = "channels"
urlpatterns = [path("channels.txt", views.text, name="text")]
