from django.urls import path

from waystation.casework.persons import consent_views, likely_views, link_views, views
from waystation.casework.submit import of_contact

app_name = "persons"
_PERSON = "cases/<uuid:case_id>/people/<uuid:person_id>"
urlpatterns = [
    path("cases/<uuid:case_id>/people", of_contact(views.people), name="people"),
    path("cases/<uuid:case_id>/people/new", of_contact(views.add), name="add"),
    path("cases/<uuid:case_id>/people/likely", of_contact(likely_views.likely_now), name="likely"),
    path("cases/<uuid:case_id>/people/link", of_contact(link_views.link), name="link"),
    path("cases/<uuid:case_id>/together", of_contact(link_views.bind), name="bind"),
    path("cases/<uuid:case_id>/together/<uuid:bond_id>", of_contact(link_views.rebind), name="rebind"),
    path("cases/<uuid:case_id>/together/<uuid:bond_id>/off", of_contact(link_views.unbind), name="unbind"),
    path(_PERSON, of_contact(views.person), name="person"),
    path(f"{_PERSON}/consent", of_contact(consent_views.consent), name="consent"),
    path(f"{_PERSON}/describe", of_contact(views.describe), name="describe"),
    path(f"{_PERSON}/roles", of_contact(link_views.roles), name="roles"),
    path(f"{_PERSON}/unlink", of_contact(link_views.unlink), name="unlink"),
    path(f"{_PERSON}/papers", of_contact(views.add_paper), name="add-paper"),
    path(f"{_PERSON}/papers/<uuid:paper_id>", of_contact(views.paper), name="paper"),
    path(f"{_PERSON}/papers/<uuid:paper_id>/off", of_contact(views.drop_paper), name="drop-paper"),
    path(f"{_PERSON}/photo", of_contact(views.photo), name="photo"),
    path(f"{_PERSON}/photo/off", of_contact(views.drop_photo), name="drop-photo"),
    path(f"{_PERSON}/health", of_contact(views.health), name="health"),
    path(f"{_PERSON}/sogiesc", of_contact(views.sogiesc), name="sogiesc"),
    path(f"{_PERSON}/ties", of_contact(link_views.tie), name="tie"),
    path(f"{_PERSON}/ties/<uuid:tie_id>/off", of_contact(link_views.untie), name="untie"),
]
