from django.urls import path

from waystation.documentation.statements import views

app_name = "statements"
ONE = "statements/<uuid:statement_id>"
EVENT = "events/<uuid:event_id>"
urlpatterns = [
    path("statements/", views.statements, name="statements"),
    path("statements/new", views.new, name="new"),
    path("statements/wording", views.public_words, name="wording"),
    path(ONE, views.statement, name="statement"),
    path(f"{ONE}/change", views.change, name="change"),
    path(f"{ONE}/events/<uuid:event_id>", views.draw, name="draw"),
    path(f"{ONE}/withdraw", views.withdraw, name="withdraw"),
    path(f"{ONE}/erase", views.erase, name="erase"),
    path(f"{EVENT}/statements/new", views.new, name="new-on"),
    path(f"{EVENT}/sources", views.sources, name="sources"),
    path(f"{EVENT}/assertions/<uuid:assertion_id>", views.fact, name="fact"),
    path(f"{EVENT}/assertions/<uuid:assertion_id>/grade", views.grade, name="grade"),
    path(f"{EVENT}/assertions/<uuid:assertion_id>/withdraw", views.withdraw_assertion, name="withdraw-assertion"),
    path(f"{EVENT}/assertions/<uuid:assertion_id>/review", views.review, name="review"),
    path("people/", views.people, name="people"),
    path("people/<uuid:documented_id>", views.person, name="person"),
]
