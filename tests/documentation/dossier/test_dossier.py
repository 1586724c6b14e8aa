"""A dossier: what it says and whom it names, who let it go, that the same facts give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pypdfium2
import pytest
from django.db import connection
from django.test import Client

from tests.documentation.statements.conftest import Scene
from waystation.audit.models import Line
from waystation.casework import access as casework
from waystation.casework import actions as cases
from waystation.documentation import actions as events
from waystation.documentation.dates import read
from waystation.documentation.dossier import actions, gathering, paper, views, wording
from waystation.documentation.dossier.actions import Asked
from waystation.documentation.dossier.facts import Coder, Dossier, codes
from waystation.documentation.dossier.wording import CALLED, CODES, CONTENTS
from waystation.documentation.errors import Refused
from waystation.documentation.exhibits import actions as exhibits
from waystation.documentation.exhibits.records import Provenance
from waystation.documentation.formats import exporting, stored
from waystation.documentation.formats.models import ExportRow
from waystation.documentation.records import Act, Event, Involvement, Person, PlaceName
from waystation.documentation.statements import actions as statements
from waystation.documentation.statements.records import WITHDRAWN
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault import age, files

ALL = frozenset(CONTENTS)
ASKED = Asked(contents=ALL, names=CODES, language="en", purpose="share_ngo", to="Harbour", why="They asked")


def drawn(dossier: Dossier) -> bytes:
    drawing: Iterator[float] = paper.drawn(dossier)
    while True:
        try:
            next(drawing)
        except StopIteration as end:
            return end.value


def text(data: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(data))
    return "\n".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "\n")


def of(actor: Actor, scene: Scene, names: str = CODES, language: str = "en", contents: Any = ALL) -> str:
    """All that a dossier says, in its order."""
    found = gathering.gather(actor, [scene.event], contents, names, language)
    lines = [found.title]
    for section in found.sections:
        lines += [section.title, *(f"{label}\n{said}" for label, said in section.pairs)]
    return "\n".join(lines)


@pytest.fixture
def rich(scene: Scene) -> Scene:
    """The scene with places and days, somebody who did it, two sources, and an exhibit."""
    told = events.access.event(scene.ira, scene.event)[1]
    more = {"began": read("2017-03~"), "place": PlaceName(region="Chechnya", locality="Hollow Ford")}
    description = "Rowan was taken to the mill. rowan told it to HAZEL. ӏ and Ӏ stand in кхузахь Ӏуьйре."
    events.change_event(scene.ira, scene.event, events.replace(told, **more, description=description))
    men = scene.person("men in green")
    events.involve(scene.ira, Involvement(event=scene.event, act=scene.beating, perpetrator=men, degree="carried_out"))
    exhibit = exhibits.take_in(scene.ira, files.keep([b"A record."]), Provenance(what="Record"), why="Sent to us")
    scene.told_by(scene.person("Alder"), kind="court_record", exhibit=exhibit, language="ce")
    scene.says()
    scene.says(property="perpetrator", value=str(men))
    scene.another()
    return scene


def test_codes_follow_the_order_in_which_people_come() -> None:
    assert codes(["b", "a", "b"], "P") == {"b": "P1", "a": "P2"}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Rowan fled; rowan's brother stayed.", "P1 fled; P1's brother stayed."),
        ("Rowanberry", "Rowanberry"),
        ("the  tailor\nRowan Vale", "P2\nP3"),
        ("Ӏела ӏела", "P4 P4"),
        ("a.c abc", "P5 abc"),
        ("", ""),
    ],
)
def test_names_in_texts_become_codes(said: str, found: str) -> None:
    names = {"Rowan": "P1", "The tailor": "P2", "Rowan Vale": "P3", "Ӏела": "P4", "A.C": "P5", " ": "P6"}
    assert Coder(names).text(said) == found
    assert Coder({}).text(said) == said


@pytest.mark.django_db
def test_by_codes_nobody_is_named(rich: Scene, ira: Actor) -> None:
    said = of(ira, rich)
    for name in ("Rowan", "Hazel", "tailor", "Alder", "men in green"):
        assert name.casefold() not in said.casefold(), name
    for word in (
        *("P1 was taken to the mill", "1. Beating", "To whom: P1", "By whom: P3", "2017-03~", "Hollow Ford, Chechnya"),
        *("S1", "S3", "Interview by our staff · 2017-04-09", "Court or investigation record", "B2"),
        *("It happened: Beating", "Reviewers who agree: 0 of 1", "It was reported to us that a person was beaten"),
        *("Exhibit 1", "SHA-256: ", "Original is here"),
    ):
        assert word in said, word


@pytest.mark.django_db
def test_who_told_us_and_who_is_said_to_have_done_it_are_never_named_unreviewed(
    rich: Scene, ira: Actor, yan: Actor, zoya: Actor
) -> None:
    said = of(ira, rich, CALLED)
    assert "To whom: Rowan" in said
    assert "Hazel" not in said
    assert "Alder" not in said
    assert "men in green" not in said
    told_of = next(e for e in statements.access.assertions(ira, rich.event) if e.said.property == "perpetrator")
    statements.review(yan, rich.event, told_of.said.id, finding="confirms", reason="Read it.")
    assert "men in green" not in of(ira, rich, CALLED)
    statements.review(zoya, rich.event, told_of.said.id, finding="confirms", reason="Read it, too.")
    assert "By whom: men in green" in of(ira, rich, CALLED)
    assert "men in green" not in of(ira, rich, CODES)


@pytest.mark.django_db
def test_what_everybody_took_back_does_not_go(rich: Scene, ira: Actor) -> None:
    died = rich.says(line=3, subject=rich.death, value="life.death_under_torture", connection="heard_in_custody")
    before = of(ira, rich)
    assert "Reported" in before
    statements.retract(ira, rich.event, died, ground=WITHDRAWN, why="Afraid.")
    after = of(ira, rich)
    assert "Acts left out, since whoever told of them took it back: 1." in after
    assert "2. " not in after.split("Who told us")[0].split("What was done to whom")[1].split("How sure")[0]
    assert "Afraid" not in after


@pytest.mark.django_db
def test_it_holds_what_was_chosen_and_nothing_else(rich: Scene, ira: Actor) -> None:
    said = of(ira, rich, contents={wording.EXHIBITS})
    assert "Exhibit 1" in said
    for heading in ("What was done to whom", "Who told us", "How sure it is", "From day to day"):
        assert heading not in said
    assert "was taken to the mill" not in said


@pytest.mark.django_db
def test_in_russian(rich: Scene, ira: Actor) -> None:
    said = of(ira, rich, language="ru")
    assert "Нам сообщили, что" in said
    assert "It was reported" not in said


@pytest.mark.django_db
def test_the_same_facts_give_the_same_bytes(rich: Scene, ira: Actor, yan: Actor) -> None:
    one = drawn(gathering.gather(ira, [rich.event], ALL, CODES, "en"))
    refresh(yan)
    assert drawn(gathering.gather(yan, [rich.event], ALL, CODES, "en")) == one
    said = text(one)
    assert "кхузахь Ӏуьйре" in said
    assert "ӏ and Ӏ" in said
    assert "From day to day" in said
    assert "□" not in said
    rich.another("Juniper")
    assert drawn(gathering.gather(ira, [rich.event], ALL, CODES, "en")) != one


@pytest.mark.django_db
def test_letters_that_the_font_lacks_are_told(ira: Actor) -> None:
    strange = Event(title="日本 ፩", description="مرحبا", began=read("0001"), ended=read("9999-12-31"))
    event = events.add_event(ira, strange)
    said = text(drawn(gathering.gather(ira, [event], ALL, CODES, "en")))
    assert "3 letters are of scripts that the font of this file does not have" in said
    assert "مرحبا" in said
    assert "0001" in said
    assert "9999-12-31" in said


@pytest.mark.django_db
def test_it_is_kept_and_logged_to_whom_and_why(rich: Scene, ira: Actor) -> None:
    lines = Line.objects.count()
    actions.make(ira, rich.event, ASKED)
    (kept,) = exporting.given(ira)
    assert (kept.kind, kept.to, kept.why, kept.events) == ("dossier", "Harbour", "They asked", (rich.event,))
    assert Line.objects.count() == lines + 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"to": " "}, "to"),
        ({"why": ""}, "why"),
        ({"contents": frozenset()}, "contents"),
        ({"contents": frozenset({"everything"})}, "contents"),
        ({"recipient": "age1x"}, "recipient"),
        ({"called": ("Birch",)}, "called"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_leaves(rich: Scene, ira: Actor, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.make(ira, rich.event, _asked(**more))
    assert refused.value.reasons[0][0] == field
    assert not ExportRow.objects.exists()


def _asked(**more: Any) -> Asked:
    said = {name: getattr(ASKED, name) for name in ASKED.__dataclass_fields__}
    return Asked(**(said | more))


@pytest.mark.django_db
def test_each_case_in_it_must_let_it_go(rich: Scene, nell: Actor, accepted: Callable[..., UUID]) -> None:
    case_id = accepted(nell, "Birch")
    refresh(nell)
    asked = _asked(called=("  birch ",))
    with pytest.raises(Refused) as refused:
        actions.make(nell, rich.event, asked)
    assert "Birch: " in str(refused.value.reasons[0][1])
    assert not ExportRow.objects.exists()
    cases.record_consent(nell, case_id, purpose="share_ngo", recipient="Anchor", state="given")
    with pytest.raises(Refused):
        actions.make(nell, rich.event, asked)
    cases.record_consent(nell, case_id, purpose="share_ngo", recipient="Harbour", state="given")
    actions.make(nell, rich.event, asked)
    ((row, use),) = casework.uses(nell, case_id)
    assert (use.what, use.recipient, use.parts) == ("submission", "Harbour", ("story",))
    assert exporting.given(nell)[0].uses == (row.pk,)
    cases.record_consent(nell, case_id, purpose="share_ngo", recipient="Harbour", state="withdrawn")
    with pytest.raises(Refused):
        actions.make(nell, rich.event, asked)


@pytest.mark.django_db
def test_the_case_of_an_exhibit_is_asked_without_being_named_whether_or_not_the_exhibit_goes(
    scene: Scene, ira: Actor, nell: Actor, accepted: Callable[..., UUID]
) -> None:
    case_id = accepted(nell, "Birch")
    refresh(ira)
    stored = files.keep([b"Of a case."])
    one = exhibits.take_in(ira, stored, Provenance(what="Record"), why="Sent to us", case_id=case_id)
    scene.told_by(scene.rowan, kind="court_record", exhibit=one)
    refresh(nell)
    by_code = _asked(contents=ALL - {wording.EXHIBITS}, nobody=True)
    for asked in (ASKED, by_code):
        with pytest.raises(Refused) as refused:  # she may not give out of cases
            actions.make(ira, scene.event, asked)
        assert refused.value.reasons[0][0] == "contents"
        with pytest.raises(Refused):
            actions.make(nell, scene.event, asked)
    cases.record_consent(nell, case_id, purpose="share_ngo", recipient="Harbour", state="given", withhold=["files"])
    with pytest.raises(Refused):
        actions.make(nell, scene.event, ASKED)
    actions.make(nell, scene.event, by_code)
    assert casework.uses(nell, case_id)[-1][1].parts == ("story",)
    cases.record_consent(nell, case_id, purpose="share_ngo", recipient="Harbour", state="given")
    actions.make(nell, scene.event, ASKED)
    assert casework.uses(nell, case_id)[-1][1].parts == ("files", "story")


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["dina", "lev", "out"])
def test_nobody_else_makes_one(rich: Scene, organisation: Any, who: str) -> None:
    with pytest.raises(Absent):
        actions.make(organisation.actor(who), rich.event, ASKED)


def streamed(answer: Any) -> str:
    """A page that grows, to its end."""
    return b"".join(answer.streaming_content).decode()


POSTED = {
    "contents": list(CONTENTS),
    "names": CODES,
    "language": "en",
    "purpose": "share_ngo",
    "to": "Harbour",
    "why": "They asked",
    "asked": "on",
}


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_the_page_gives_the_file(rich: Scene, signed_in: Callable[[str], Client]) -> None:
    browser = signed_in("ira")
    place = f"/staff/events/{rich.event}/dossier"
    assert place in browser.get(f"/staff/events/{rich.event}").content.decode()
    shown = browser.get(place).content.decode()
    assert "Everybody else who can be known" in shown
    assert "Cases of the people" not in shown  # she may not give out of cases
    assert "<script" not in shown
    for wrong in (
        {"asked": ""},
        {"names": "x"},
        {"language": "ce"},
        {"purpose": "count"},
        {"to": ""},
        {"contents": []},
    ):
        assert browser.post(place, POSTED | wrong).status_code == 422, wrong
    answer = browser.post(place, POSTED)
    assert answer["Content-Disposition"] == 'attachment; filename="dossier.pdf"'
    assert "Dossier of an event" in text(answer.content)
    assert "Dossier (PDF)" in browser.get("/staff/events/export").content.decode()
    assert browser.get(f"/staff/events/{uuid4()}/dossier").status_code == 404
    _identity, recipient = age.new_identity()
    sealed = browser.post(place, POSTED | {"recipient": recipient})
    assert sealed["Content-Disposition"] == 'attachment; filename="dossier.pdf.age"'
    assert not sealed.content.startswith(b"%PDF")


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_limits_are_read_first(rich: Scene, nell: Actor, signed_in: Any, accepted: Callable[..., UUID]) -> None:
    case_id = accepted(nell, "Birch")
    refresh(nell)
    said = {"purpose": "share_ngo", "recipient": "Harbour", "state": "given_with_limits"}
    cases.record_consent(nell, case_id, **said, limits="Not the name of my town.")
    browser, place = signed_in("nell"), f"/staff/events/{rich.event}/dossier"
    first = browser.post(place, POSTED | {"called": "Birch"})
    page = first.content.decode()
    assert first.status_code == 422
    assert "Not the name of my town." in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert browser.post(place, POSTED | {"called": "Birch", "seen": seen}).status_code == 422
    assert browser.post(place, POSTED | {"called": "Birch", "seen": "x:y", "keeps": "on"}).status_code == 422
    assert browser.post(place, POSTED | {"called": "Birch", "seen": seen, "keeps": "on"}).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_five_hundred_acts_show_how_far_it_is(ira: Actor, signed_in: Callable[[str], Client]) -> None:
    event = events.add_event(ira, Event(title="The mill of Karvan"))
    victim = events.find_or_add_person(ira, Person(called="Rowan"))
    days = [read(f"2017-03-{number % 28 + 1:02}") for number in range(500)]
    acts = {uuid4(): Act(event=event, victim=victim, kind="integrity.beating", began=day) for day in days}
    stored.write(ira, {"acts": acts}, {"statements": {}})
    browser, place = signed_in("ira"), f"/staff/events/{event}/dossier"
    assert browser.get(f"{place}/file").status_code == 404
    page = streamed(browser.post(place, POSTED))
    assert page.count("<progress") > 10
    assert f'href="{place}/file"' in page
    assert "</html>" in page
    file = browser.get(f"{place}/file")
    assert file.content.startswith(b"%PDF")
    said = text(file.content)
    assert "500. Beating" in said
    assert said.count("2017-03-28") >= 17
    assert signed_in("ira").get(f"{place}/file").status_code == 404  # another session's memory is its own


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_what_breaks_while_it_is_drawn_is_told(
    rich: Scene, signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 0)

    def broken(_dossier: Dossier) -> Iterator[float]:
        yield 0.5
        raise OSError("no memory")

    monkeypatch.setattr(views.paper, "drawn", broken)
    browser, place = signed_in("ira"), f"/staff/events/{rich.event}/dossier"
    page = streamed(browser.post(place, POSTED))
    assert "It was stopped" in page
    assert browser.get(f"{place}/file").status_code == 404


@pytest.mark.django_db
def test_no_table_holds_a_word_of_it(rich: Scene, ira: Actor, store: Any) -> None:
    actions.make(ira, rich.event, ASKED)
    everything = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 names of our own tables
            for row in cursor.fetchall():
                everything += b" ".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
    for word in (b"Harbour", b"They asked", b"Hollow Ford", b"Rowan"):
        assert word not in everything
        assert not any(word in path.read_bytes() for path in store.rglob("*") if path.is_file()), word
