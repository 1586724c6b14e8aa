"""Made-up content for the style guide: every component in every state. Nothing here is about anybody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from waystation.web import charts
from waystation.web.pages import Link, Step

MESSAGES = [
    {
        "direction": "in",
        "who": "Caller",
        "text": "Are you going to help us?\n\nI can write until six.",
        "badge": "new",
    },
    {"direction": "out", "who": "Nina", "text": "Yes. Write when it is safe for you. Tell nobody about us."},
]


class Sample(forms.Form):
    name = forms.CharField(label="What may we call you?", required=False, help_text="Any name. It need not be yours.")
    text = forms.CharField(label="What do you need?", widget=forms.Textarea(attrs={"rows": 5}))
    free = forms.ChoiceField(
        label="When may we answer?",
        choices=[
            ("any", "At any time"),
            ("day", "In the daytime"),
            ("none", "Do not write, I will come back"),
        ],
        widget=forms.RadioSelect,
    )
    ways = forms.MultipleChoiceField(
        label="What worries you?",
        choices=[("a", "Money"), ("b", "A place to sleep")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    region = forms.ChoiceField(label="Where", choices=[("1", "North"), ("2", "South")], required=False)
    day = forms.DateField(label="Day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    sure = forms.BooleanField(label="I am alone at this phone", required=False, help_text="You may leave this open.")


def shown(request: HttpRequest, layout: str) -> dict[str, Any]:
    """The context of both gallery pages."""
    wrong = Sample({"free": "never"})
    return {
        "form": Sample(),
        "wrong": wrong,
        "now": datetime(2026, 4, 3, 14, 5, tzinfo=UTC),
        "messages": MESSAGES,
        "words": ["лампа", "река", "яблоко", "окно", "север", "книга"],
        "tones": ["neutral", "info", "good", "warn", "danger"],
        "icons": [
            "good",
            "warn",
            "danger",
            "info",
            "clock",
            "person",
            "lock",
            "mail",
            "home",
            "road",
            "leave",
            "menu",
            "search",
            "next",
        ],
        "page": Paginator(range(60), 20).page(2),
        "steps": _steps(),
        "bars": charts.bars([("Contacted", 131), ("Helped", 96), ("In shelter", 22), ("Abroad", 38), ("Nobody", 0)]),
        "bar": charts.bar("Beds tonight", 11, 14, note="three are free", tone="warn"),
        "line": charts.line([("March", 2), ("April", 19), ("May", 31), ("June", 22), ("July", 40), ("August", 38)]),
        "rows": [(f"Request {i}", "Urgent" if i == 1 else "New", f"{i} h", i * 3) for i in range(1, 6)],
        "persona": "Nina",
        "sign_out_url": "/staff/sign-out",
        "navigation": _navigation(),
        "tabs": [
            Link("#a", "Messages", True, 4),
            Link("#b", "Needs"),
            Link("#c", "Journey"),
            Link("#d", "Log"),
        ],
        "breadcrumbs": [("/staff/", "Today"), ("/staff/gallery", "Cases"), ("", "Style guide")],
    }


def _steps() -> list[Step]:
    return [
        Step("Car to the city", "done", "3 April, 06:10"),
        Step("Train", "missed", "no sign of life since 11:00"),
        Step("Safe house", "now", "bed from tonight"),
        Step("Flight", "next"),
    ]


def _navigation() -> list[Link]:
    return [
        Link("#", "Today", False, 3),
        Link("#", "Requests", True, 12),
        Link("#", "Cases"),
        Link("#", "Places"),
        Link("#", "Counts"),
        Link("#", "Log"),
    ]
