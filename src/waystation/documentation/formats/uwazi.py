"""What a CSV export of Uwazi says, as records of ours. Pure.

Each row is an entity of some template, with a column for each property of its collection: so which column is what, has
to be said, and is guessed first. A row becomes an event with its acts. Several values stand with | between them, a
period as from~to (as it is written) or from:to (as it is read in), a term under another one as parent::child.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from waystation.documentation.dates import PartialDate
from waystation.documentation.formats.drafting import (
    AS_TEXT,
    NAME_CHARACTERS,
    TITLE_CHARACTERS,
    Draft,
    Ids,
    Texts,
    cut,
    day,
    line,
)
from waystation.documentation.records import UNNAMED, Act, Event, Information, Involvement, Person, PlaceName
from waystation.mail.words import same
from waystation.vocabulary.vocabularies import terms

TITLE, DATES, DESCRIPTION, VICTIMS, ACTS, METHODS, PERPETRATORS, SOURCES = (
    "title",
    "dates",
    "description",
    "victims",
    "acts",
    "methods",
    "perpetrators",
    "sources",
)
COUNTRY, REGION, LOCALITY, SITE = PLACE = ("country", "region", "locality", "site")
REMARKS, TEMPLATE, ADDED, NOTHING = "remarks", "template", "added", ""
CHOICES = (TITLE, DATES, *PLACE, DESCRIPTION, VICTIMS, ACTS, METHODS, PERPETRATORS, SOURCES, REMARKS, TEMPLATE, ADDED)
"""What a column may be; NOTHING is left out."""

_OURS = {
    TITLE: "events.title",
    DATES: "events.began",
    DESCRIPTION: "events.description",
    VICTIMS: "acts.victim",
    PERPETRATORS: "involvements.perpetrator",
    SOURCES: "information.source",
    REMARKS: AS_TEXT,
    **dict.fromkeys(PLACE, "events.place"),
}
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (ADDED, ("date added", "creation date", "дата добавления", "fecha de creación")),
    (NOTHING, ("published", "documents", "attachments", "geolocation", "language", "документы", "опубликовано")),
    (TEMPLATE, ("template", "шаблон", "plantilla")),
    (TITLE, ("title", "название", "заголовок", "título", "titulo")),
    (VICTIMS, ("victim", "жертв", "пострадавш", "víctima")),
    (PERPETRATORS, ("perpetrator", "alleged responsible", "исполнител", "подозреваем", "perpetrador")),
    (METHODS, ("method", "метод", "способ")),
    (ACTS, ("violation", "type of act", "act", "acts", "нарушени", "деяни", "violación")),
    (SOURCES, ("source", "источник", "fuente", "witness", "свидетел")),
    (COUNTRY, ("country", "страна", "país")),
    (REGION, ("region", "province", "state", "регион", "область")),
    (LOCALITY, ("city", "town", "village", "locality", "municipality", "город", "село", "населённый")),
    (SITE, ("place", "location", "site", "место", "lugar")),
    (DESCRIPTION, ("description", "summary", "abstract", "описание", "краткое", "descripción", "resumen")),
    (DATES, ("date", "дата", "fecha", "period", "when")),
)
_PERIOD = re.compile(r"\s*([0-9/.-]{4,10})\s*[~:]\s*([0-9/.-]{0,10})\s*")


def guess(titles: Sequence[str]) -> list[str]:
    """What each column is, by what it is called: each of CHOICES but remarks once; the others are text."""
    found: list[str] = []
    for title in titles:
        name = same(title)
        choice = next((code for code, words in _WORDS if _is_one_of(name, words)), REMARKS)
        once = choice not in (NOTHING, REMARKS) and choice in found
        found.append(REMARKS if once else choice)
    if TITLE not in found and found:
        found[0] = TITLE
    return found


def _is_one_of(name: str, words: Collection[str]) -> bool:
    """Whether a name is one of these words, or has one in it; of a word in another script than ours, its beginning."""
    return name in words or any(
        len(word) > 3 and re.search(rf"\b{re.escape(word)}" + (r"s?\b" if word.isascii() else ""), name)
        for word in words
    )


def templates(rows: Sequence[Sequence[str]], choices: Sequence[str]) -> list[str]:
    """Every template of which there is a row, those with the most first."""
    at = choices.index(TEMPLATE) if TEMPLATE in choices else None
    counted = Counter(_cell(row, at) for row in rows[1:]) if at is not None else Counter[str]()
    return [name for name, _count in counted.most_common()]


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def drafted(
    rows: Sequence[Sequence[str]], choices: Sequence[str], ids: Ids, wanted: Collection[str] | None = None
) -> Draft:
    """What the table would become; rows of templates that are not `wanted` are left out, None wants all."""
    draft, seen = Draft(ids), Counter[str]()
    titles = [*rows[0]] if rows else []
    reader = _Reader(draft, titles, list(choices))
    for row in rows[1:]:
        cells = {at: cell for at, cell in enumerate(row) if cell.strip()}
        if not cells:
            continue
        template = reader.first(cells, TEMPLATE)
        if wanted is not None and template not in wanted:
            draft.leave(template or "?", "template")
            continue
        known = "\0".join(reader.first(cells, each) for each in (TEMPLATE, TITLE, ADDED))
        seen[known] += 1
        reader.row(cells, hashlib.sha256(f"{known}\0{seen[known]}".encode()).hexdigest())
    return draft


class _Reader:
    def __init__(self, draft: Draft, titles: Sequence[str], choices: Sequence[str]) -> None:
        self.draft, self._titles, self._choices = draft, titles, choices

    def _of(self, cells: Mapping[int, str], choice: str) -> list[str]:
        found = [cell for at, cell in cells.items() if at < len(self._choices) and self._choices[at] == choice]
        return [each for each in found if each.strip()]

    def first(self, cells: Mapping[int, str], choice: str) -> str:
        """The value of the first column that is this."""
        return next((each.strip() for each in self._of(cells, choice)), "")

    def _several(self, cells: Mapping[int, str], choice: str) -> list[str]:
        values = [part.strip() for cell in self._of(cells, choice) for part in cell.split("|")]
        return list(dict.fromkeys(each for each in values if each))

    def row(self, cells: Mapping[int, str], mark: str) -> None:
        """One row: an event with what was done to whom, by whom, and who told of it."""
        texts = Texts()
        for at in cells:
            choice = self._choices[at] if at < len(self._choices) else NOTHING
            self._note(at, choice)
            if choice == REMARKS:
                texts.add(cells[at].replace("|", "; "), self._title(at))
        title = self.first(cells, TITLE)
        shown = line(title or f"? {mark[:8]}", TITLE_CHARACTERS)
        if title and shown != title:
            texts.add(title, "title")
        began, ended = self._dates(cells, texts)
        place = {each: line("; ".join(self._several(cells, each)), 120) for each in PLACE}
        event = self.draft.add(
            "events",
            mark,
            Event(
                title=shown,
                began=began,
                ended=ended,
                place=PlaceName(**place),
                description=cut("\n\n".join(self._of(cells, DESCRIPTION))),
                remarks=str(texts),
            ),
        )
        self._acts(cells, mark, event, shown)
        for name in self._several(cells, SOURCES):
            who = self._person(name)
            self.draft.add("information", f"{mark} source {same(name)}", Information(event=event, source=who))

    def _note(self, at: int, choice: str) -> None:
        if choice in _OURS:
            self.draft.map(self._title(at), _OURS[choice])
        elif choice == NOTHING:
            self.draft.leave(self._title(at), "column")

    def _title(self, at: int) -> str:
        return self._titles[at] if at < len(self._titles) and self._titles[at] else f"#{at + 1}"

    def _dates(self, cells: Mapping[int, str], texts: Texts) -> tuple[PartialDate | None, PartialDate | None]:
        found: list[PartialDate] = []
        for value in self._several(cells, DATES):
            period = _PERIOD.fullmatch(value)
            try:
                days = [day(part) for part in (period.groups() if period else (value,))]
            except ValueError:
                self.draft.map(value, AS_TEXT)
                texts.add(value)
                continue
            found += [each for each in days if each]
        if not found:
            return None, None
        first, last = min(found, key=lambda each: each.day), max(found, key=lambda each: each.last)
        return first, None if last == first else last

    def _person(self, name: str) -> UUID:
        called = line(name, NAME_CHARACTERS)
        return self.draft.add("persons", f"name {same(name)}", Person(called=called))

    def _acts(self, cells: Mapping[int, str], mark: str, event: UUID, title: str) -> None:
        victims = [self._person(each) for each in self._several(cells, VICTIMS)]
        kinds, said = self._terms("acts", self._several(cells, ACTS), "other")
        methods, more = self._terms("torture_methods", self._several(cells, METHODS), "")
        if not victims and (kinds or methods):
            nobody = Person(called=line(f"? {title}", NAME_CHARACTERS), kind=UNNAMED, maximum=None)
            victims = [self.draft.add("persons", f"{mark} victims", nobody)]
        note = cut("\n".join([*said, *more]))
        for victim in victims:
            for kind in kinds or ["unknown"]:
                record = Act(event=event, victim=victim, kind=kind, methods=tuple(methods), note=note)
                act = self.draft.add("acts", f"{mark} act {victim} {kind}", record)
                for name in self._several(cells, PERPETRATORS):
                    involved = Involvement(event=event, act=act, perpetrator=self._person(name))
                    self.draft.add("involvements", f"{mark} by {victim} {kind} {same(name)}", involved)

    def _terms(self, vocabulary: str, said: Iterable[str], instead: str) -> tuple[list[str], list[str]]:
        """Our terms for words of theirs; a word that none of ours is, stands as text and becomes `instead`."""
        known = {same(label): each.code for each in terms(vocabulary) for label in (each.en, each.ru, each.code)}
        found, strange = [], []
        for word in said:
            code = known.get(same(word)) or known.get(same(word.rpartition("::")[2]))
            if code:
                self.draft.map(word, f"{vocabulary}:{code}")
                found.append(code)
            else:
                self.draft.miss(word, f"{vocabulary}:{instead}" if instead else AS_TEXT)
                strange.append(word)
                found += [instead] if instead else []
        return list(dict.fromkeys(found)), strange
