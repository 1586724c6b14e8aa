"""Whom and which place somebody means: asked beside what they typed, answered in the same form, nothing of it lost.

An answer holds for what was typed when it was asked: whoever types something else is asked anew.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from waystation.documentation import access, finding
from waystation.documentation.forms import EventForm, WhoField
from waystation.documentation.questions import FOR, IS, NEW, PLACE, Question
from waystation.documentation.records import Person, PlaceName
from waystation.documentation.shown import PersonShown
from waystation.documentation.wording import SPELLED_OTHERWISE
from waystation.mail.words import clean
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest

_PLACE = ("country", "region", "locality")


def sent(request: StaffRequest) -> QueryDict | None:
    """What was sent, with those who were chosen in place of what was typed; None where nothing was."""
    if request.method != "POST":
        return None
    actor, data = request.actor, request.POST
    said = data.copy()
    for key in data:
        name = key.removesuffix(IS)
        if name in (key, PLACE) or data.get(name + FOR) != data.get(name):
            continue
        if (one := _id(data[key])) and (called := access.called(actor, [one]).get(one)):
            said[name] = called
    if data.get(PLACE + FOR) == _packed(data) and (place := _unpacked(data.get(PLACE + IS, ""))):
        for level, name in zip(_PLACE, place, strict=True):
            said[level] = name
    return said


def _id(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def _packed(said: Mapping[str, Any]) -> str:
    return msgspec.json.encode([said.get(level) or "" for level in _PLACE]).decode()


def _unpacked(said: str) -> list[str]:
    try:
        return list(msgspec.json.decode(said.encode(), type=tuple[str, str, str]))
    except ValueError:
        return []


def look(actor: Actor, every: Sequence[forms.BaseForm], said: Mapping[str, Any]) -> None:
    """Asks beside each name, and beside the place, who and which may be meant. `said` is what was typed."""
    for form in every:
        for name, field in form.fields.items():
            typed = said.get(form.add_prefix(name)) or ""
            if isinstance(field, WhoField) and typed.strip():
                field.question = _who(actor, form.add_prefix(name), typed, finding.people(actor, typed))
        if isinstance(form, EventForm):
            form.place_question = _where(actor, said)
    if first := next((each for form in every for each in _questions(form) if each.choices), None):
        first.first = True


def _questions(form: forms.BaseForm) -> list[Question]:
    """What a form asks, in the order in which it stands there."""
    place = [form.place_question] if isinstance(form, EventForm) else []
    people = [field.question for field in form.fields.values() if isinstance(field, WhoField)]
    return [each for each in (*place, *people) if each is not None]


def asked(actor: Actor, form: forms.BaseForm, said: Mapping[str, Any]) -> bool:
    """Whether somebody has to say first whom they mean: a new name that is one of ours in another spelling."""
    for name, field in form.fields.items():
        typed, key = form.cleaned_data.get(name) or "", form.add_prefix(name)
        if not isinstance(field, WhoField) or not typed:
            continue
        if said.get(key + IS) == NEW and said.get(key + FOR) == said.get(key):
            continue
        if alike := finding.spelled_otherwise(actor, typed):
            field.question = _who(actor, key, said.get(key) or "", alike)
            form.add_error(name, SPELLED_OTHERWISE)
    return bool(form.errors)


def _who(actor: Actor, key: str, typed: str, found: list[tuple[UUID, Person]]) -> Question:
    choices = [(str(one), str(PersonShown(person)), _known(actor, one)) for one, person in found]
    exact = [str(one) for one, person in found if access.folded(person.called) == access.folded(typed)]
    if choices and not exact:
        choices.append((NEW, _("Somebody else, who is recorded with this name"), ""))
    return Question(key, typed, choices, next(iter(exact), ""))


def _known(actor: Actor, one: UUID) -> str:
    upon, by = len(access.acts_upon(actor, one)), len(access.acts_by(actor, one))
    return _("acts against them: %(upon)d, with a part of theirs: %(by)d") % {"upon": upon, "by": by}


def _where(actor: Actor, said: Mapping[str, Any]) -> Question | None:
    typed = PlaceName(**{level: " ".join((said.get(level) or "").split()) for level in _PLACE})
    if not str(typed):
        return None
    places = finding.places(actor, typed)
    found = [(_packed({level: getattr(each, level) for level in _PLACE}), clean(str(each))[0], "") for each in places]
    if found:
        found.append((NEW, _("As it is written above"), ""))
    return Question(PLACE, _packed(said), found)
