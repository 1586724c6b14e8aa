"""On what each sentence stands: noted, proposed by its numbers, told when it changes, and never given out."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.canary import search
from tests.casework.test_secrecy import database
from tests.documentation.statements.conftest import Scene
from tests.publication.test_pages import at_once, case, text
from tests.publication.test_publication import sentence
from tests.publication.test_site import approve, consent, released, site
from waystation.documentation.dates import PartialDate
from waystation.documentation.errors import Refused
from waystation.documentation.figures import actions as figures
from waystation.documentation.figures.records import AT_LEAST, EXACTLY, RANGE, Definition, Figure, Kept, Quantity
from waystation.documentation.statements import actions as statements
from waystation.publication import access, actions, grounds, trace, tracing
from waystation.publication.records import EVENT, FIGURE, RULE, Publication
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.errors import Stale

__all__ = ["at_once", "case"]
pytestmark = [pytest.mark.usefixtures("in_english"), pytest.mark.django_db]
SAID = Publication(
    titles={"en": "On the spring"},
    texts={
        "en": "More than 120 people wrote to us. Nobody answers.",
        "ru": "Нам написали больше ста двадцати человек.",
    },
)
WROTE, SILENT = "More than 120 people wrote to us.", "Nobody answers."


def figure(
    value: int, relation: str = EXACTLY, day: int = 1, publisher: str = "Waystation", most: int | None = None
) -> Figure:
    wanted = Definition(basis="contacted", unit="person", as_of=PartialDate(day=date(2017, 4, day)))
    top = None if most is None else Decimal(most)
    return Figure(
        definition=wanted, quantity=Quantity(relation=relation, value=Decimal(value), most=top), publisher=publisher
    )


def address(name: str, *ids: UUID) -> str:
    return f"https://desk.example{reverse(name, args=ids)}?notice=saved"


def states(actor: Actor, made: UUID) -> list[str]:
    refresh(actor)
    return [each.state for each in grounds.seen(actor, access.publication(actor, made)[1])]


def is_shaken(actor: Actor, made: UUID) -> bool:
    refresh(actor)
    return grounds.is_shaken(actor, access.publication(actor, made)[1])


@pytest.fixture
def scene(ira: Actor) -> Scene:
    return Scene(ira)


@pytest.fixture
def made(ira: Actor) -> UUID:
    return actions.write(ira, SAID)


# -- sentences and numbers


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("One. Two? \u00abThree!\u00bb Four", ["One.", "Two?", "\u00abThree!\u00bb", "Four"]),
        ("Mr. Smith lives in St. Ives. He waits.", ["Mr. Smith lives in St. Ives.", "He waits."]),
        (
            "Это г. Грозный, ул. Мира, т. е. центр. А. Б. знает.",
            ["Это г. Грозный, ул. Мира, т. е. центр.", "А. Б. знает."],
        ),
        ("It was 3.5 of 10. then more", ["It was 3.5 of 10. then more"]),
        ("Wait... Now.\nAnd more", ["Wait...", "Now.", "And more"]),
        ("", []),
    ],
)
def test_a_text_is_divided_into_sentences(said: str, parts: list[str]) -> None:
    assert list(trace.divided(said)) == parts
    assert " ".join(trace.divided(said)) == " ".join(said.split())


def test_marks_and_speakers_are_no_part_of_a_sentence() -> None:
    said = Publication(
        kind="transcript",
        titles={"en": "T"},
        speakers={"en": "A: she"},
        texts={"en": "# Head\n\nA: More than a **hundred**.\n\nSo\nmany.\n\n- one\n- two", "ru": ""},
    )
    assert trace.sentences(said) == {"en": ["T", "Head", "More than a hundred.", "So many.", "one", "two"]}


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("More than a hundred of 1,250 and 2 000", {100, 1250, 2000}),
        ("Больше ста двадцати человек", {120}),
        ("At 43.41872, 45.70216 nobody, one", set()),
        ("In March 2017", {2017}),
    ],
)
def test_the_numbers_of_a_sentence(said: str, numbers: set[int]) -> None:
    assert trace.numbers(said) == numbers


def kept(said: Figure, hours: int = 0) -> Kept:
    at = datetime(2017, 5, 1, tzinfo=UTC) + timedelta(hours=hours)
    return Kept(figure=said, sha256="x", origin="own", at=at, by=UUID(int=1))


@pytest.mark.parametrize(
    ("later", "is_replaced"),
    [
        (figure(118), True),  # the same day, counted anew
        (figure(120, AT_LEAST), True),
        (figure(150, day=9), False),  # more since, and both are true
        (figure(118, day=9), True),  # what is counted up sinks only where it was wrong
        (figure(118, AT_LEAST, day=9), False),
        (figure(90, RANGE, day=9, most=119), True),
        (figure(118, publisher="Another"), False),
        (figure(120), False),
    ],
)
def test_which_figure_stands_in_the_place_of_another(later: Figure, is_replaced: bool) -> None:
    one, two = kept(figure(120)), kept(later, 1)
    assert trace.replaced(one, [one, two]) == (two if is_replaced else None)
    assert trace.replaced(two, [one, two]) is None


# -- noted, and told when it changes


def test_a_sentence_stands_on_what_is_noted_in_each_language(ira: Actor, made: UUID, scene: Scene) -> None:
    assert trace.bare(SAID) == ["Нам написали больше ста двадцати человек.", "On the spring", WROTE, SILENT]
    tracing.stand(ira, made, [WROTE, trace.bare(SAID)[0]], address("documentation:event", scene.event))
    tracing.stand(ira, made, [SILENT], "  Article 12: thirty   days. ")
    _row, found = access.publication(ira, made)
    assert [each.kind for each in found.grounds] == [EVENT, EVENT, RULE]
    assert found.grounds[2].said == "Article 12: thirty days."
    assert trace.bare(found) == ["On the spring"]
    tracing.stand(ira, made, [WROTE], address("documentation:event", scene.event))  # noted already
    assert states(ira, made) == ["stands"] * 3
    tracing.drop(ira, made, 0)
    assert [each.sentence for each in access.publication(ira, made)[1].grounds] == [trace.bare(SAID)[0], SILENT]


def test_what_cannot_be_noted_is_refused(ira: Actor, made: UUID, scene: Scene) -> None:
    for sentences, on, why in (
        ([], "x", "Choose the sentences"),
        (["Not in it."], "x", "Choose the sentences"),
        ([WROTE], " ", "Say on what"),
        ([WROTE], "x" * 501, "too long"),
        ([WROTE], address("documentation:event", UUID(int=7)), "no such page"),
        ([WROTE], address("statements:fact", scene.event, UUID(int=7)), "no such page"),
        ([WROTE], address("publication:publication", made), "on itself"),
    ):
        with pytest.raises(Refused) as refused:
            tracing.stand(ira, made, sentences, on)
        assert why in sentence(refused)
    with pytest.raises(Refused):
        tracing.drop(ira, made, 0)
    with pytest.raises(Stale):
        tracing.stand(ira, made, [WROTE], "x", seen=77)
    with pytest.raises(Refused):
        tracing.still(ira, made, -1)


def test_a_withdrawn_assertion_shakes_what_stands_on_it_and_on_its_event(lev: Actor, ira: Actor, scene: Scene) -> None:
    fact = scene.says()
    made = released(lev, ira, SAID)
    tracing.stand(ira, made, [WROTE], address("statements:fact", scene.event, fact))
    tracing.stand(ira, made, [SILENT], address("documentation:event", scene.event))
    tracing.stand(ira, made, [SILENT], address("statements:statement", scene.statement))
    assert states(ira, made) == ["stands"] * 3
    assert not is_shaken(ira, made)
    statements.retract(ira, scene.event, fact, ground="withdrawn", why="He takes it back.")
    assert states(ira, made) == ["gone", "changed", "stands"]
    assert is_shaken(ira, made)
    tracing.still(ira, made, 1)
    with pytest.raises(Refused):  # nothing stands on what was taken back
        tracing.still(ira, made, 0)
    assert states(ira, made) == ["gone", "stands", "stands"]
    assert states(lev, made) == ["closed"] * 3  # who may not open it is told nothing of it
    tracing.drop(ira, made, 0)
    assert not is_shaken(ira, made)


def test_a_figure_is_proposed_by_its_number_and_shakes_when_it_is_replaced(lev: Actor, ira: Actor) -> None:
    made = released(lev, ira, SAID)
    one = figures.state(ira, figure(120), None)
    figures.state(ira, figure(77), None)
    refresh(ira)
    _row, found = access.publication(ira, made)
    russian = trace.sentences(SAID)["ru"][0]
    told = grounds.proposals(ira, found, [russian, WROTE, SILENT])
    assert {each: [id_ for id_, _label in those] for each, those in told.items()} == {russian: [one], WROTE: [one]}
    assert grounds.proposals(lev, found, [WROTE]) == {}
    tracing.stand(ira, made, [WROTE], address("figures:figure", one))
    _row, found = access.publication(ira, made)
    assert grounds.proposals(ira, found, [WROTE]) == {}
    assert found.grounds[0].kind == FIGURE
    figures.state(ira, figure(118), None)
    assert states(ira, made) == ["changed"]
    assert is_shaken(ira, made)
    tracing.still(ira, made, 0)
    assert states(ira, made) == ["stands"]
    figures.state(ira, figure(117), None)
    assert states(ira, made) == ["changed"]


def test_a_consent_that_is_withdrawn_shakes_what_stands_on_it(lev: Actor, ira: Actor, case: UUID) -> None:
    made = released(lev, ira, SAID)
    with pytest.raises(Refused) as refused:
        tracing.stand(lev, made, [WROTE], address("casework:case", case))
    assert "was not asked" in sentence(refused)
    consent(lev, case, "given")
    tracing.stand(lev, made, [WROTE], address("casework:case", case))
    assert states(lev, made) == ["stands"]
    assert states(ira, made) == ["closed"]
    consent(lev, case, "withdrawn")
    assert states(lev, made) == ["gone"]


def test_what_is_taken_back_shakes_what_stands_on_it(lev: Actor, ira: Actor) -> None:
    first, second = released(lev, ira), released(lev, ira, SAID)
    tracing.stand(ira, second, [WROTE], address("publication:publication", first))
    assert states(ira, second) == ["stands"]
    actions.recall(lev, first, "It was wrong.")
    assert states(ira, second) == ["gone"]
    assert is_shaken(lev, second)
    actions.recall(lev, second, "That one too.")
    assert not is_shaken(lev, second)


def test_a_change_of_the_text_keeps_what_still_belongs_to_it(ira: Actor, made: UUID) -> None:
    tracing.stand(ira, made, [WROTE, SILENT], "our own opinion")
    refresh(ira)
    actions.change(ira, made, put_texts("Nobody answers. More than 121 people wrote to us."))
    assert [each.sentence for each in access.publication(ira, made)[1].grounds] == [SILENT]


def put_texts(text: str) -> Publication:
    return Publication(titles=SAID.titles, texts={"en": text})


def test_who_may_not_write_sees_and_notes_nothing(dina: Actor, ira: Actor, made: UUID) -> None:
    for act in (
        lambda: tracing.stand(dina, made, [WROTE], "x"),
        lambda: tracing.still(dina, made, 0),
        lambda: tracing.drop(dina, made, 0),
    ):
        with pytest.raises(Absent):
            act()


def test_it_is_sealed_and_never_goes_out(lev: Actor, ira: Actor, scene: Scene) -> None:
    made = actions.write(ira, SAID)
    tracing.stand(ira, made, [WROTE], address("documentation:event", scene.event))
    tracing.stand(ira, made, [SILENT], "Canary ground")
    refresh(lev)
    approve(lev, made, nobody=True)
    approve(ira, made)
    refresh(lev)
    approve_and_release(lev, made)
    assert not list(search(database(), ["Canary ground", str(scene.event)]))
    for name, content in site().items():
        for secret in (b"Canary ground", str(scene.event).encode(), scene.event.hex.encode()):
            assert secret not in content, name


def approve_and_release(lev: Actor, made: UUID) -> None:
    actions.begin_check(lev, made)
    actions.release(lev, made)


# -- on its page


def test_it_is_noted_on_a_page_and_told_before_approval(
    client_of: Callable[[str], Client], ira: Actor, made: UUID
) -> None:
    figures.state(ira, figure(120), None)
    browser, url = client_of("ira"), reverse("publication:trace", args=[made])
    page = text(browser.get(url))
    assert "A figure of ours says this number:" in page
    assert "4 sentences stand on nothing" in text(browser.get(reverse("publication:publication", args=[made])))
    lev = client_of("lev")
    assert "4 sentences stand on nothing" in text(lev.get(reverse("publication:approve", args=[made])))
    version = re.findall('name="version" value="([0-9]+)"', page)[0]
    proposal = html.unescape(re.findall('name="propose" value="(2:[^"]+)"', page)[0])
    assert browser.post(url, {"version": version, "propose": proposal}).status_code == 303
    stale = browser.post(url, {"version": version, "sentence": ["3"], "on": "our own opinion"})
    assert stale.status_code == 422
    assert "Somebody changed it meanwhile" in text(stale)
    assert 'value="our own opinion"' in text(stale)
    assert re.search('id="sentence-3" checked', text(stale))
    version = re.findall('name="version" value="([0-9]+)"', text(stale))[0]
    answer = browser.post(url, {"version": version, "sentence": ["3"], "on": "our own opinion", "page": "1"})
    assert answer.status_code == 303
    page = text(browser.get(answer["Location"]))
    assert page.count("stands as it was") == 2
    shown = text(browser.get(reverse("publication:publication", args=[made])))
    assert "For 2 of 4 sentences" in shown
    assert "our own opinion" in shown
    for bad in ({"propose": "x"}, {"propose": "99:x"}, {"sentence": ["-1", "x", "99"], "on": "y"}, {"drop": "x"}, {}):
        assert browser.post(url, {"version": "-", **bad}).status_code == 422


def test_a_release_that_stands_on_what_changed_is_named(
    client_of: Callable[[str], Client], lev: Actor, ira: Actor
) -> None:
    made = released(lev, ira, SAID)
    tracing.stand(ira, made, [WROTE], address("figures:figure", figures.state(ira, figure(120), None)))
    browser = client_of("ira")
    listed, one = reverse("publication:publications"), reverse("publication:publication", args=[made])
    assert "stands on what changed" not in text(browser.get(listed))
    figures.state(ira, figure(118), None)
    assert "stands on what changed" in text(browser.get(listed))
    page = text(browser.get(one))
    assert "What it stands on changed since" in page
    assert "is taken back, or said anew" in page
