from django.urls import path

from waystation.casework.persons import consent_views, link_views, views

app_name = "persons"
_PERSON = "cases/<uuid:case_id>/people/<uuid:person_id>"
urlpatterns = [
    path("cases/<uuid:case_id>/people", views.people, name="people"),
    path("cases/<uuid:case_id>/people/new", views.add, name="add"),
    path("cases/<uuid:case_id>/people/link", link_views.link, name="link"),
    path("cases/<uuid:case_id>/together", link_views.bind, name="bind"),
    path("cases/<uuid:case_id>/together/<uuid:bond_id>", link_views.rebind, name="rebind"),
    path("cases/<uuid:case_id>/together/<uuid:bond_id>/off", link_views.unbind, name="unbind"),
    path(_PERSON, views.person, name="person"),
    path(f"{_PERSON}/consent", consent_views.consent, name="consent"),
    path(f"{_PERSON}/describe", views.describe, name="describe"),
    path(f"{_PERSON}/roles", link_views.roles, name="roles"),
    path(f"{_PERSON}/unlink", link_views.unlink, name="unlink"),
    path(f"{_PERSON}/papers", views.add_paper, name="add-paper"),
    path(f"{_PERSON}/papers/<uuid:paper_id>", views.paper, name="paper"),
    path(f"{_PERSON}/papers/<uuid:paper_id>/off", views.drop_paper, name="drop-paper"),
    path(f"{_PERSON}/photo", views.photo, name="photo"),
    path(f"{_PERSON}/photo/off", views.drop_photo, name="drop-photo"),
    path(f"{_PERSON}/health", views.health, name="health"),
    path(f"{_PERSON}/sogiesc", views.sogiesc, name="sogiesc"),
    path(f"{_PERSON}/ties", link_views.tie, name="tie"),
    path(f"{_PERSON}/ties/<uuid:tie_id>/off", link_views.untie, name="untie"),
]
