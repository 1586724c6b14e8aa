"""Released words that do not stand any more stand on the page of today, for whoever publishes."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.documentation.statements.conftest import Scene
from tests.publication.test_pages import at_once, case
from tests.publication.test_site import consent, released
from tests.publication.test_trace import SAID, SILENT, WROTE, address, figure
from waystation.desk.pressing import Entry, Pressing
from waystation.documentation.figures import actions as figures
from waystation.documentation.statements import actions as statements
from waystation.publication import actions, grounds, tracing
from waystation.publication.export import signing
from waystation.staff.access import refresh
from waystation.staff.actor import Actor

__all__ = ["at_once", "case"]
pytestmark = [pytest.mark.usefixtures("in_english"), pytest.mark.django_db]


def published(actor: Actor, *, mine: bool = False) -> tuple[Entry, ...]:
    refresh(actor)
    found = {part.code: part for part in Pressing(actor, mine=mine).parts()}
    return tuple(found["published"].entries) if "published" in found else ()


def test_a_fact_taken_back_under_released_words(
    lev: Actor, ira: Actor, dina: Actor, client_of: Callable[[str], Client]
) -> None:
    scene = Scene(ira)
    fact = scene.says()
    made = released(lev, ira, SAID)
    tracing.stand(ira, made, [WROTE], address("statements:fact", scene.event, fact))
    assert published(ira) == ()
    statements.retract(ira, scene.event, fact, ground="withdrawn", why="He takes it back.")
    (line,) = published(ira)
    assert line.url == reverse("publication:publication", args=[made])
    assert line.who == "On the spring"
    assert "changed since it was released: " in str(line.why)
    assert published(ira, mine=True) == (line,)
    assert published(lev) == ()  # who may not open the fact is told nothing of it
    assert published(dina) == ()
    page = client_of("ira").get(reverse("desk:today")).content.decode()
    assert f'href="{line.url}"' in page
    assert "What you work on is in the menu" not in page


def test_a_figure_counted_anew_leads_whoever_may_recall_to_it(lev: Actor, ira: Actor, case: UUID) -> None:
    made = released(lev, ira, SAID)
    one = figures.state(ira, figure(120), None)
    tracing.stand(ira, made, [WROTE], address("figures:figure", one))
    consent(lev, case, "given")
    tracing.stand(lev, made, [SILENT], address("casework:case", case))
    figures.state(ira, figure(118), None)
    assert len(published(ira)) == 1
    consent(lev, case, "withdrawn")
    (line,) = published(lev)
    assert line.url == reverse("publication:recall", args=[made])
    actions.recall(lev, made, "It was wrong.")
    assert published(ira) == ()


def test_what_went_off_the_site_stands_here_until_it_is_signed_anew(lev: Actor, ira: Actor, case: UUID) -> None:
    consent(lev, case, "given")
    made = released(lev, ira, called=["Heron"])
    signing.sign(lev)
    assert published(lev) == ()
    consent(lev, case, "withdrawn")
    (line,) = published(lev)
    assert (line.url, "mirrors" in str(line.why)) == (reverse("publication:site"), True)
    assert published(ira) == ()  # who does not sign can do nothing about it
    signing.sign(lev)
    assert published(lev) == ()
    assert made is not None


def test_what_several_texts_stand_on_is_looked_at_once(lev: Actor, ira: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(ira)
    fact = scene.says()
    for made in (released(lev, ira, SAID), released(lev, ira, SAID)):
        for said in (WROTE, SILENT):
            tracing.stand(ira, made, [said], address("statements:fact", scene.event, fact))
    looked, look = [], grounds.look
    monkeypatch.setattr(grounds, "look", lambda actor, what: looked.append(what) or look(actor, what))
    statements.retract(ira, scene.event, fact, ground="withdrawn", why="He takes it back.")
    assert len(published(ira)) == 2
    assert len(looked) == 1
