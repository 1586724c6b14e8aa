from django.urls import path

from waystation.documentation.estimates import views

app_name = "estimates"
urlpatterns = [
    path("figures/estimate", views.estimate, name="estimate"),
    path("figures/estimated/freeze", views.freeze, name="freeze"),
    path("figures/<uuid:figure_id>/estimate", views.frozen, name="frozen"),
    path("figures/estimated", views.estimated, name="estimated"),
    path("figures/estimated/<int:number>", views.picture, name="picture"),
]
