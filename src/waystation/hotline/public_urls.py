"""The callers' pages; the site puts a language before each of them."""

from django.urls import path

from waystation.hotline import consent_pages
from waystation.hotline import public_views as views
from waystation.hotline.briefings import pages as briefings

app_name = "public"
urlpatterns = [
    path("", views.start, name="start"),
    path("help", views.help, name="help"),
    path("write", views.write, name="write"),
    path("noted", views.noted, name="noted"),
    path("return", views.come_back, name="return"),
    path("thread", views.thread, name="thread"),
    path("thread/contact", views.contact, name="contact"),
    path("thread/contact/words", views.contact_words, name="contact-words"),
    path("thread/consent", consent_pages.consent, name="consent"),
    path("note", briefings.note, name="note"),
    path("leave", views.leave, name="leave"),
    path("exit", views.exit, name="exit"),
]
