"""Names in texts of a dossier, as people write them."""

from __future__ import annotations

import pytest

from tests.documentation.dossier.test_dossier import of
from tests.documentation.statements.conftest import Scene
from waystation.documentation import actions as events
from waystation.documentation.dossier.spelled import Spelled
from waystation.documentation.dossier.wording import CALLED
from waystation.documentation.records import Act, Event
from waystation.staff.actor import Actor

NAMES = {"Руслан Вешняков": "P1", "Artur Veschniakow": "P2", "Мария Лозовская": "P3", "Ли": "P4", "the tailor": "P5"}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Руслана увезли.", "P1 увезли."),
        ("Руслан\nВешняков молчит.", "P1 молчит."),
        ("They took Ruslan Veshnyakov.", "They took P1."),
        ("Вешнякова нет.", "P1/P2 нет."),
        ("у Артура Вешнякова", "у P2"),
        ("к Марии Лозовской, с Лозовскою", "к P3, с P3"),
        ("Ruslan's phone, Artur’s too", "P1 phone, P2 too"),
        ("Русланом, Артуром", "P1, P2"),
        ("руслан", "руслан"),
        ("Рука, Ли, Марта, Tailor", "Рука, Ли, Марта, Tailor"),
        ("", ""),
        ("В мае  никто\n\nне ответил: 12.", "В мае  никто\n\nне ответил: 12."),
    ],
)
def test_a_word_of_a_name_is_found_as_it_is_written(said: str, found: str) -> None:
    assert Spelled(NAMES).text(said) == found


def test_words_of_names_that_may_stand_are_left() -> None:
    assert Spelled({"Artur Veschniakow": "P2"}, ["Руслан Вешняков"]).text("Артур, Вешняков") == "P2, Вешняков"
    assert Spelled({}).text("Артур") == "Артур"


@pytest.mark.django_db
def test_a_dossier_names_nobody_in_another_case_or_alphabet(scene: Scene, ira: Actor) -> None:
    event = events.add_event(ira, Event(title="К Веснину", description="Пришли к Назару\nВеснину. Nazar Vesnin fled."))
    nazar, rustam = scene.person("Назар Веснин"), scene.person("Рустам Грачёв")
    events.add_act(ira, Act(event=event, victim=nazar, kind="integrity.beating"))
    scene.event = event
    coded = of(ira, scene)
    for word in ("Весн", "Назар", "Vesnin", "Nazar"):
        assert word not in coded, word
    assert "Пришли к P1. P1 fled." in coded
    assert "Назару\nВеснину" in of(ira, scene, CALLED)
    assert rustam != nazar
