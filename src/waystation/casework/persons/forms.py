"""The forms of persons. No field cuts off what is pasted: what is too long is told."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import OnceForm, QuietForm, check_seen
from waystation.casework.near_days import Day
from waystation.casework.persons import bonds, rules, shown
from waystation.casework.persons.records import Birth, Bond, Health, Name, Paper, Person, Sogiesc, Tie
from waystation.casework.persons.wording import NO_ROLE
from waystation.files.forms import FilesField
from waystation.mail.words import one_line
from waystation.vocabulary.vocabularies import terms

EMPTY_NAMES = 2  # rows for names that stand there empty


def _line(label: Any, most: int = 200, **kwargs: Any) -> forms.CharField:
    return _unbounded(forms.CharField(label=label, max_length=most, **({"required": False} | kwargs)))


def _text(label: Any, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return _unbounded(forms.CharField(label=label, max_length=20_000, required=False, widget=widget, **kwargs))


def _unbounded(field: forms.CharField) -> forms.CharField:
    # A browser cuts what is pasted without a word.
    field.widget.attrs.pop("maxlength", None)
    return field


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return Day(label=label, required=False, widget=widget, **kwargs)


def _choice(label: Any, vocabulary: str, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=lambda: _terms(vocabulary), **kwargs)


def _several(label: Any, vocabulary: str, **kwargs: Any) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=lambda: _terms(vocabulary), widget=widget, **kwargs)


def _roles() -> forms.MultipleChoiceField:
    return _several(_("Roles in this case"), "person_roles", error_messages={"required": NO_ROLE})


def _terms(vocabulary: str) -> list[tuple[str, str]]:
    return [(each.code, each.label) for each in terms(vocabulary)]


class PersonForm(OnceForm):
    """Who somebody is. Names stand in rows, of which two are empty; a row that is emptied goes."""

    pseudonym = _line(
        _("What we call the person"), 60, help_text=_("Never a real name. Left empty: as the case is called.")
    )
    birth_precision = forms.ChoiceField(
        label=_("What is known of the birth date"), choices=list(rules.PRECISIONS.items()), initial="unknown"
    )
    birth_day = forms.IntegerField(label=_("Day"), required=False, min_value=1, max_value=31)
    birth_month = forms.TypedChoiceField(
        label=_("Month"), required=False, choices=[("", "—"), *MONTHS.items()], coerce=int, empty_value=None
    )
    birth_year = forms.IntegerField(label=_("Year"), required=False, min_value=1, max_value=9999)
    languages = _several(_("Languages"), "languages", required=False)
    other_languages = _line(_("Other languages"))
    phone = _line(_("Phone"))
    note = _text(_("Note"))

    def __init__(self, *args: Any, names: Iterable[Name] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(names)
        sent = [name for name in self.data if name.startswith("name_text_")]
        self.rows = range(min(max(len(sent), len(known) + EMPTY_NAMES), rules.MOST_NAMES + EMPTY_NAMES))
        for row in self.rows:
            self._add_row(row, known[row] if row < len(known) else None)

    def _add_row(self, row: int, known: Name | None) -> None:
        words = known.text if known else ""
        text = _line(_("Name"), rules.LONGEST_NAME, initial=words, help_text=shown.hidden(words))
        text.widget.attrs |= {"autocomplete": "off", "dir": "auto"}
        self.fields[f"name_text_{row}"] = text
        kind = _choice(_("Kind"), "name_kinds", required=False, initial=known.kind if known else "given")
        self.fields[f"name_kind_{row}"] = kind

    def name_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each name."""
        return [(self[f"name_text_{row}"], self[f"name_kind_{row}"]) for row in self.rows]

    def birth_rows(self) -> list[forms.BoundField]:
        """The three fields that stand beside each other."""
        return [self[f"birth_{part}"] for part in ("day", "month", "year")]

    def _names(self, said: Mapping[str, Any]) -> tuple[Name, ...]:
        pairs = ((said[f"name_text_{row}"], said[f"name_kind_{row}"]) for row in self.rows)
        return tuple(Name(text=text, kind=kind or "given") for text, kind in pairs if text)

    def typed_names(self) -> list[str]:
        """The real names as they were sent."""
        return [self.data.get(f"name_text_{row}", "") for row in self.rows]

    def clean_pseudonym(self) -> str:
        return check_seen(one_line(self.cleaned_data["pseudonym"], 60))

    def person(self) -> Person:
        """What the form says, once it is valid."""
        said = self.cleaned_data
        birth = {part: said[f"birth_{part}"] for part in ("precision", "year", "month", "day")}
        own = {name: said[name] for name in ("pseudonym", "other_languages", "phone", "note")}
        return Person(**own, names=self._names(said), birth=Birth(**birth), languages=tuple(said["languages"]))

    @staticmethod
    def told(person: Person) -> dict[str, Any]:
        """What the fields hold for a person; the names apart."""
        own = {name: getattr(person, name) for name in ("pseudonym", "other_languages", "phone", "note")}
        birth = {f"birth_{part}": getattr(person.birth, part) for part in ("precision", "year", "month", "day")}
        names = {f"name_text_{row}": name.text for row, name in enumerate(person.names)}
        kinds = {f"name_kind_{row}": name.kind for row, name in enumerate(person.names)}
        return own | birth | names | kinds | {"languages": list(person.languages)}


class RolesForm(QuietForm):
    roles = _roles()
    part_note = _line(_("About these roles"))


class NewPersonForm(PersonForm):
    """A person with their roles in the case."""

    roles = _roles()
    field_order = ("pseudonym", "roles")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pseudonym"].required = True
        self.fields["pseudonym"].help_text = _("Drawn at random. Never a real name, nor anything that points to one.")


class LinkForm(RolesForm):
    """Somebody of another case comes into this one: named as we call them, chosen where several are called so."""

    called = _line(
        _("What we call the person"), 60, required=True, help_text=_("As in the other case, letter by letter.")
    )
    which = forms.TypedChoiceField(label=_("Which of them"), required=False, coerce=UUID, widget=forms.RadioSelect)
    field_order = ("called", "which", "roles", "part_note")

    def __init__(self, *args: Any, found: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, found)


class TieForm(OnceForm):
    """What is between a person and another."""

    kind = _choice(_("This person"), "person_ties")
    other = forms.TypedChoiceField(
        label=_("Whom"), required=False, coerce=UUID, empty_value=None, help_text=_("Somebody of this case.")
    )
    called = _line(_("Or somebody of another case"), 60, help_text=_("As we call them there, letter by letter."))
    which = forms.TypedChoiceField(label=_("Which of them"), required=False, coerce=UUID, widget=forms.RadioSelect)
    credibility = _choice(_("How sure is it"), "credibility", initial="6")
    source = _choice(_("How the source knows"), "source_connections", initial="unknown")
    on = _day(_("From which day it is known"))
    note = _text(_("Who says so, and what else"))

    def __init__(self, *args: Any, people: Mapping[UUID, str], found: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [("", "—"), *_pairs(people)]  # type: ignore[attr-defined]
        _choose(self, found)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("other")) == bool(said.get("called")):
            self.add_error("other", _("Choose somebody of this case, or name somebody of another; one of the two."))
        return said

    def tie(self, first: Mapping[str, Any], second: Mapping[str, Any]) -> Tie:
        """The tie of two, each with id, home and what they are called."""
        said = self.cleaned_data
        own = {name: said[name] for name in ("kind", "credibility", "source", "on", "note")}
        return Tie(
            first=first["id"],
            second=second["id"],
            homes=(first["home"], second["home"]),
            called=(first["called"], second["called"]),
            **own,
        )


def _choose(form: forms.Form, found: Mapping[UUID, str]) -> None:
    """Offers those who are called the same; where there is one, nobody is asked."""
    if len(found) > 1:
        form.fields["which"].choices = _pairs(found)  # type: ignore[attr-defined]
    else:
        del form.fields["which"]


def _pairs(found: Mapping[UUID, str]) -> list[tuple[str, str]]:
    return [(str(one), called) for one, called in found.items()]


class PaperForm(OnceForm):
    kind = _choice(_("Which paper"), "document_types")
    country = _line(_("Country that issued it"), 80)
    number = _line(_("Number"), 80)
    valid_until = _day(_("Valid until"))
    place = _line(_("Where it is now"))
    holder = _line(_("Who holds it"), help_text=_("The person, a relative, the police, we."))
    note = _text(_("Note"))
    let_lapse = forms.BooleanField(
        label=_("It may run out"),
        required=False,
        help_text=_("Nobody needs another one, or there is another one already: it is not told on Today."),
    )

    def paper(self, paper_id: UUID | None) -> Paper:
        """What the form says, once it is valid."""
        own = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "once")}
        return Paper(id=paper_id or self.cleaned_data["once"] or uuid4(), **own)


class PhotoForm(QuietForm):
    files = FilesField(label=_("The picture"), several=False)


class ApartForm(QuietForm):
    """Every field is optional."""

    record: type[Health] | type[Sogiesc]

    def told(self) -> Health | Sogiesc:
        """What the form says, once it is valid."""
        return self.record(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class HealthForm(ApartForm):
    record = Health
    conditions = _text(_("Illnesses, injuries"))
    medicines = _text(_("Medicines, and how long they last"))
    allergies = _line(_("Allergies"))
    mobility = _line(_("What they cannot do alone"), help_text=_("Walk far, climb stairs, see, hear, sit for long."))
    treated_by = _line(_("Who treats them"))
    note = _text(_("Note"))


class SogiescForm(ApartForm):
    record = Sogiesc
    orientation = _line(_("Sexual orientation"))
    identity = _line(_("Gender identity"))
    expression = _line(_("Gender expression"))
    characteristics = _line(_("Sex characteristics"))
    address = _line(_("How to address them"), help_text=_("Name and pronouns."))
    known_to = _text(_("Who knows of it"), help_text=_("And who must not learn of it."))
    note = _text(_("Note"))


class BondForm(QuietForm):
    """Whether two persons of a case belong together."""

    first = forms.TypedChoiceField(label=_("Who"), coerce=UUID)
    second = forms.TypedChoiceField(label=_("And who"), coerce=UUID)
    travel = forms.ChoiceField(label=bonds.MATTERS["travel"], required=False)
    live = forms.ChoiceField(label=bonds.MATTERS["live"], required=False)
    contact = forms.ChoiceField(label=bonds.MATTERS["contact"], required=False)
    depends = forms.ChoiceField(
        label=_("Who cannot be without the other"),
        required=False,
        choices=[("", _("Neither")), ("first", _("The first one")), ("second", _("The second one"))],
        help_text=_("A child, somebody who is ill: they travel and live with the other, whatever stands above."),
    )
    reason = _text(_("Why"))

    def __init__(self, *args: Any, people: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].choices = [("", _("Choose")), *_pairs(people)]  # type: ignore[attr-defined]
        for matter in bonds.MATTERS:
            self.fields[matter].choices = [("", _("Nothing said")), *bonds.ANSWERS.items()]  # type: ignore[attr-defined]

    def bond(self) -> Bond:
        """What the form says, once it is valid."""
        said = dict(self.cleaned_data)
        depends = said.pop("depends")
        said.pop("version")
        return Bond(**said, depends=said[depends] if depends else None)

    @staticmethod
    def told(bond: Bond) -> dict[str, Any]:
        """What the fields hold for a pair."""
        who = {bond.first: "first", bond.second: "second"}.get(bond.depends, "") if bond.depends else ""
        plain = {name: getattr(bond, name) for name in (*bonds.MATTERS, "reason")}
        return plain | {"first": str(bond.first), "second": str(bond.second), "depends": who}
