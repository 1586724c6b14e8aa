from django.urls import path

from waystation.documentation.figures import views

app_name = "figures"
urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/count", views.count, name="count"),
    path("figures/anew", views.anew, name="anew"),
    path("figures/compare", views.compare, name="compare"),
    path("figures/take-in", views.take_in, name="take-in"),
    path("figures/file", views.read_in, name="read-in"),
    path("figures/export", views.export, name="export"),
    path("figures/<uuid:figure_id>", views.figure, name="figure"),
]
