"""A form, its thanks, and the list."""

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benchmarks.plain.models import Message
from waystation.web.pages import Link

WORDS = ["lamp", "river", "apple", "window", "north", "book"] * 2
NAVIGATION = [Link("/", label, False, 3) for label in ("Today", "Requests", "Cases", "Journeys", "Places", "Counts")]
TABS = [Link("/queue", label, False, 12) for label in ("Wait for us", "Wait for them", "Cases", "Closed", "All")]


class MessageForm(forms.Form):
    text = forms.CharField(label="Your message", widget=forms.Textarea(attrs={"rows": 8}), max_length=20_000)
    name = forms.CharField(label="What may we call you?", max_length=200, required=False)
    in_danger = forms.BooleanField(label="I am in danger now", required=False)


def write(request: HttpRequest) -> HttpResponse:
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        message = Message._default_manager.create(**form.cleaned_data)
        return _page(request, "plain/thanks.html", {"message": message, "words": WORDS})
    return _page(request, "plain/write.html", {"form": form})


def _page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    return render(request, "plain/bare.html" if settings.BARE else template, context)


def queue(request: HttpRequest) -> HttpResponse:
    page = Paginator(Message._default_manager.order_by("at"), 50).get_page(request.GET.get("page"))
    return render(request, "plain/queue.html", {"page": page, "navigation": NAVIGATION, "tabs": TABS})
