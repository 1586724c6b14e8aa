"""A form, its thanks, and the list."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benchmarks.plain.models import Message


class MessageForm(forms.Form):
    text = forms.CharField(label="Your message", widget=forms.Textarea(attrs={"rows": 8}), max_length=20_000)
    name = forms.CharField(label="What may we call you?", max_length=200, required=False)
    in_danger = forms.BooleanField(label="I am in danger now", required=False)


def write(request: HttpRequest) -> HttpResponse:
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        message = Message.objects.create(**form.cleaned_data)
        return render(request, "plain/thanks.html", {"message": message})
    return render(request, "plain/write.html", {"form": form})


def queue(request: HttpRequest) -> HttpResponse:
    page = Paginator(Message.objects.order_by("-at"), 50).get_page(request.GET.get("page"))
    return render(request, "plain/queue.html", {"page": page})
