from django.urls import path

from waystation.publication import heard_views, site_views, table_views, texts, trace_views, views, words_views
from waystation.publication.noise import views as noise_views

app_name = "publication"
ONE = "publications/<uuid:publication_id>"
urlpatterns = [
    path("publications/check", views.check, name="check"),
    path("publications/check/found", views.found, name="found"),
    path("publications/check/replace", views.replace, name="replace"),
    path("publications/check/forget", views.forget, name="forget"),
    path("publications/", texts.publications, name="publications"),
    path("publications/site", site_views.site, name="site"),
    path("publications/site/compare", site_views.site_compare, name="site-compare"),
    path("publications/table", table_views.table, name="table"),
    path("publications/table/made", table_views.made, name="table-made"),
    path("publications/noise", noise_views.budget, name="noise"),
    path("publications/noise/agree", noise_views.agree, name="noise-agree"),
    path("publications/noise/drop", noise_views.drop, name="noise-drop"),
    path("publications/noise/table", noise_views.table, name="noise-table"),
    path("publications/noise/made", noise_views.made, name="noise-made"),
    path("publications/new", texts.new, name="new"),
    path(ONE, texts.publication, name="publication"),
    path(f"{ONE}/aloud/<slug:code>", heard_views.heard, name="heard"),
    path(f"{ONE}/trace", trace_views.sentences, name="trace"),
    path(f"{ONE}/change", texts.change, name="change"),
    path(f"{ONE}/check", texts.check, name="check-it"),
    path(f"{ONE}/override", texts.override, name="override"),
    path(f"{ONE}/agree", texts.agree, name="agree"),
    path(f"{ONE}/approve", texts.approve, name="approve"),
    path(f"{ONE}/words", words_views.words, name="words"),
    path(f"{ONE}/release", texts.release, name="release"),
    path(f"{ONE}/recall", texts.recall, name="recall"),
    path(f"{ONE}/discard", texts.discard, name="discard"),
]
