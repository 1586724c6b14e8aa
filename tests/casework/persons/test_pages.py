"""The pages of persons, by hand: each opens, each form does its work, and what is bad is told in words."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from msgspec.structs import replace

from tests.casework.persons.conftest import Scene
from tests.people import somebody
from waystation.casework.models import FileRow
from waystation.casework.persons import access, actions, links
from waystation.casework.persons.models import PartRow
from waystation.casework.persons.records import Bond, Health, Paper, Tie

pytestmark = pytest.mark.usefixtures("in_english")

ClientOf = Callable[[str], Client]
OF_A_PERSON = ["person", "describe", "roles", "add-paper", "photo", "health", "sogiesc", "tie"]
OF_A_CASE = ["people", "add", "link", "bind"]


def address(scene: Scene, name: str, *more: UUID, person: UUID | None = None) -> str:
    if name in OF_A_CASE:
        return reverse(f"persons:{name}", args=[scene.birch_case])
    return reverse(f"persons:{name}", args=[scene.birch_case, person or scene.birch, *more])


def whole(scene: Scene, **more: Any) -> dict[str, Any]:
    """What the form of one person sends."""
    version = access.person(scene.lev, scene.birch_case, scene.birch)[0].version
    return {"name_text_0": "Тимур", "name_kind_0": "given", "birth_precision": "unknown", "version": version} | more


def test_each_page_opens(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of("lev")
    for name in OF_A_CASE + OF_A_PERSON:
        assert browser.get(address(scene, name)).status_code == 200, name
    page = browser.get(reverse("casework:case", args=[scene.birch_case])).content.decode()
    assert address(scene, "person") in page
    assert "Тимур Д." in page


def test_the_duty_team_sees_who_is_there_and_opens_nobody(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of("dina")
    page = browser.get(address(scene, "people")).content.decode()
    assert "Rowan" in page
    assert "Лиза" not in page
    assert f'"{address(scene, "person")}"' not in page
    assert "Тимур" not in browser.get(reverse("casework:case", args=[scene.birch_case])).content.decode()
    for name in [*OF_A_PERSON, "add"]:
        if name != "roles":
            assert browser.get(address(scene, name)).status_code == 404, name


def test_a_person_is_described_in_every_script(scene: Scene, client_of: ClientOf) -> None:
    told = {"name_text_1": "Timur Davletov", "name_kind_1": "transliteration", "name_text_2": "Тимур-хаджи Ӏ."}
    date = {"birth_precision": "month", "birth_month": "4", "birth_year": "1994", "languages": ["ru", "ce"]}
    data = whole(scene, **told, **date, name_kind_2="teip", phone="+7 900 000")
    assert client_of("lev").post(address(scene, "describe"), data).status_code == 303
    page = client_of("lev").get(address(scene, "person")).content.decode()
    for words in ("Timur Davletov", "Тимур-хаджи Ӏ.", "April 1994", "Chechen", "32 years old", "+7 900 000"):
        assert words in page, words


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name_text_0": "х" * 10_000}, "at most 200 characters fit"),
        ({"birth_precision": "exact", "birth_year": "1994"}, "write day, month and year"),
        ({"birth_precision": "exact", "birth_year": "1994", "birth_month": "2", "birth_day": "31"}, "no such day"),
        ({"birth_year": "1994"}, "More of the date stands there"),
        ({"birth_precision": "year", "birth_year": "2094"}, "has not come yet"),
    ],
)
def test_what_is_bad_is_told_and_nothing_typed_is_lost(
    scene: Scene, client_of: ClientOf, more: dict[str, str], said: str
) -> None:
    answer = client_of("lev").post(address(scene, "describe"), whole(scene, phone="kept as typed") | more)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "kept as typed" in page
    assert more.get("name_text_0", "Тимур") in page
    assert "</html>" in page


def test_no_field_cuts_off_what_is_pasted(scene: Scene, client_of: ClientOf) -> None:
    for name in ("describe", "add", "add-paper", "health", "tie"):
        assert "maxlength" not in client_of("lev").get(address(scene, name)).content.decode(), name


def test_what_cannot_be_seen_is_pointed_out_and_does_no_harm(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of("lev")
    browser.post(address(scene, "describe"), whole(scene, name_text_0="Тим\u202eрубин\u200b", note="a\u202eb"))
    for url in (address(scene, "person"), address(scene, "people")):
        page = browser.get(url).content.decode()
        assert "\u202e" not in page
        assert "\u200b" not in page
        assert "Тим[U+202E]рубин" in page
        assert "cannot be seen: U+202E, U+200B" in page
    assert access.person(scene.lev, scene.birch_case, scene.birch)[1].names[0].text == "Тим\u202eрубин\u200b"


def test_two_who_save_at_once_both_see_both(scene: Scene, client_of: ClientOf) -> None:
    mine = whole(scene, phone="from me", name_text_0="Mine")
    actions.describe(scene.lev, scene.birch_case, scene.birch, somebody("Theirs", phone="from them"))
    browser = client_of("lev")
    answer = browser.post(address(scene, "describe"), mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Theirs", "Mine", "from them", "from me", "Both are below"):
        assert words in page
    assert access.person(scene.lev, scene.birch_case, scene.birch)[1].phone == "from them"
    again = browser.post(address(scene, "describe"), mine | {"version": answer.context["form"]["version"].value()})
    assert again.status_code == 303
    assert access.person(scene.lev, scene.birch_case, scene.birch)[1].phone == "from me"


def test_two_who_write_down_health_at_once_both_see_both(scene: Scene, client_of: ClientOf) -> None:
    actions.write_apart(scene.lev, scene.birch_case, scene.birch, Health(medicines="insulin"))
    answer = client_of("lev").post(address(scene, "health"), {"medicines": "none known", "version": 0})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "insulin" in page
    assert "none known" in page


def test_people_come_into_a_case(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of("lev")
    once = uuid4()
    told = {"pseudonym": "Elm", "roles": ["dependant"], "birth_precision": "year", "birth_year": "2015", "once": once}
    assert browser.post(address(scene, "add"), told).status_code == 303
    assert "may be under 18" in browser.get(address(scene, "people")).content.decode()
    assert browser.post(address(scene, "link"), {"called": "nobody", "roles": ["witness"]}).status_code == 422
    assert browser.post(address(scene, "link"), {"called": "heron", "roles": ["witness"]}).status_code == 303
    roles = {"roles": ["caller"], "part_note": "wrote once", "version": 1}
    assert browser.post(address(scene, "roles", person=scene.heron), roles).status_code == 303
    assert "wrote once" in browser.get(address(scene, "people")).content.decode()
    assert browser.post(address(scene, "unlink", person=scene.heron)).status_code == 303
    assert browser.post(address(scene, "unlink")).status_code == 303
    assert {each.called for each in access.members(scene.lev, scene.birch_case)} == {"Birch", "Rowan", "Elm"}


def test_of_several_who_are_called_the_same_one_is_chosen(scene: Scene, client_of: ClientOf) -> None:
    other = actions.add(scene.lev, scene.heron_case, somebody(pseudonym="Heron"), roles=["witness"])
    browser, told = client_of("lev"), {"called": "Heron", "roles": ["witness"]}
    answer = browser.post(address(scene, "link"), told)
    assert "Several are called so" in answer.content.decode()
    assert browser.post(address(scene, "link"), told | {"which": str(other)}).status_code == 303
    assert access.member(scene.lev, scene.birch_case, other)


def test_contradictions_and_circles_are_told_on_the_page(scene: Scene, client_of: ClientOf) -> None:
    browser, lev, case = client_of("lev"), scene.lev, scene.birch_case
    elm = actions.add(lev, case, somebody(pseudonym="Elm"), roles=["dependant"])
    pairs = [(scene.birch, scene.rowan), (scene.rowan, elm), (elm, scene.birch)]
    for one, two in pairs:
        data = {"first": one, "second": two, "depends": "first", "reason": "a child", "version": 0}
        assert browser.post(address(scene, "bind"), data).status_code == 303
    page = browser.get(address(scene, "people")).content.decode()
    assert "it goes round" in page
    row = links.standing(lev, case, *pairs[2])
    assert row is not None
    change = {"first": pairs[2][0], "second": pairs[2][1], "travel": "must_not", "version": row.version}
    url = reverse("persons:rebind", args=[case, row.pk])
    assert browser.get(url).status_code == 200
    assert browser.post(url, change).status_code == 303
    page = browser.get(reverse("casework:case", args=[case])).content.decode()
    assert "must not travel together, and yet others join them" in page
    again = browser.post(address(scene, "bind"), change | {"version": 0, "reason": "not seen"})
    assert again.status_code == 422
    assert "Where the two differ" in again.content.decode()
    assert browser.post(reverse("persons:unbind", args=[case, row.pk]), {"version": 1}).status_code == 303
    assert links.standing(lev, case, *pairs[2])
    assert browser.post(reverse("persons:unbind", args=[case, row.pk]), {"version": 2}).status_code == 303
    assert links.standing(lev, case, *pairs[2]) is None


def test_a_pair_that_contradicts_itself_is_told_at_once(scene: Scene, client_of: ClientOf) -> None:
    data = {"first": scene.birch, "second": scene.rowan, "depends": "first", "live": "must_not", "version": 0}
    answer = client_of("lev").post(address(scene, "bind"), data)
    assert answer.status_code == 422
    assert "One cannot be without the other" in answer.content.decode()
    assert access.bonds(scene.lev, scene.birch_case, ()) == []


def test_a_tie_is_read_from_both_sides(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of("lev")
    said = {"kind": "named", "credibility": "2", "source": "self", "on": "2026-04-03", "note": "under blows"}
    assert browser.post(address(scene, "tie"), said).status_code == 422
    assert browser.post(address(scene, "tie"), said | {"called": "Heron"}).status_code == 303
    assert "named, under pressure or not" in browser.get(address(scene, "person")).content.decode()
    there = reverse("persons:person", args=[scene.heron_case, scene.heron])
    page = browser.get(there).content.decode()
    assert "was named by" in page
    assert "can give away" in page
    assert "Take back" not in page
    ((tie_id, _case, _tie),) = access.ties(scene.lev, scene.heron)
    wrong = reverse("persons:untie", args=[scene.birch_case, scene.rowan, tie_id])
    assert browser.post(wrong).status_code == 404
    assert browser.post(address(scene, "untie", tie_id)).status_code == 303
    assert access.ties(scene.lev, scene.heron) == []


def test_a_tie_to_somebody_of_this_case(scene: Scene, client_of: ClientOf) -> None:
    said = {"kind": "sibling", "credibility": "1", "source": "self", "other": scene.rowan}
    assert client_of("lev").post(address(scene, "tie"), said).status_code == 303
    assert [each.second for _id, _case, each in access.ties(scene.lev, scene.birch)] == [scene.rowan]


def test_papers_have_a_page_each(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of("lev")
    told = {"kind": "ru.internal_passport", "number": "00 17", "valid_until": "2020-01-01", "holder": "the police"}
    assert browser.post(address(scene, "add-paper"), told).status_code == 303
    page = browser.get(address(scene, "person")).content.decode()
    assert "not valid any more" in page
    assert "held by the police" in page
    (paper,) = access.person(scene.lev, scene.birch_case, scene.birch)[1].papers
    url = address(scene, "paper", paper.id)
    assert "00 17" in browser.get(url).content.decode()
    stale = browser.post(url, told | {"number": "00 18", "version": 1})
    assert stale.status_code == 422
    assert "00 17" in stale.content.decode()
    assert browser.post(address(scene, "drop-paper", paper.id), {"version": 1}).status_code == 303
    assert access.person(scene.lev, scene.birch_case, scene.birch)[1].papers
    version = access.person(scene.lev, scene.birch_case, scene.birch)[0].version
    assert browser.post(address(scene, "drop-paper", paper.id), {"version": version}).status_code == 303
    assert browser.get(url).status_code == 404


def test_a_picture_is_shown_drawn_anew(scene: Scene, client_of: ClientOf) -> None:
    picture = io.BytesIO()
    segno.make("nobody").save(picture, kind="png", scale=4)
    browser, sent = client_of("lev"), SimpleUploadedFile("face.png", picture.getvalue(), "image/png")
    assert browser.post(address(scene, "photo"), {"files": sent}).status_code == 303
    photo = access.person(scene.lev, scene.birch_case, scene.birch)[1].photo
    shown = reverse("casework:file-picture", args=[scene.birch_case, photo])
    assert shown in browser.get(address(scene, "person")).content.decode()
    assert browser.get(shown).status_code == 200
    assert client_of("dina").get(shown).status_code == 404
    assert browser.post(address(scene, "drop-photo")).status_code == 303
    assert browser.get(shown).status_code == 404


@pytest.mark.parametrize("content", [b"no picture", b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_picture_is_not_kept_as_one(scene: Scene, client_of: ClientOf, content: bytes) -> None:
    answer = client_of("lev").post(address(scene, "photo"), {"files": SimpleUploadedFile("face.png", content)})
    assert answer.status_code == 422
    assert access.person(scene.lev, scene.birch_case, scene.birch)[1].photo is None
    assert not FileRow.objects.filter(locator=scene.birch_case).exists()


def test_a_case_of_thirty_people_asks_the_database_a_fixed_number_of_times(
    scene: Scene, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        one = actions.add(scene.lev, scene.birch_case, somebody(pseudonym=f"Tree {number}"), roles=["companion"])
        links.bind(scene.lev, scene.birch_case, Bond(first=scene.birch, second=one, travel="must"))
    browser = client_of("lev")
    browser.get(reverse("staff:account"))
    with django_assert_max_num_queries(70):
        browser.get(address(scene, "people"))


def test_vocabularies_that_lost_a_word_show_its_code(scene: Scene, client_of: ClientOf) -> None:
    links.change_roles(scene.lev, scene.birch_case, scene.birch, roles=["gone"], note="")
    actions.keep_paper(scene.lev, scene.birch_case, scene.birch, Paper(id=uuid4(), kind="gone-too"))
    homes = (scene.birch_case, scene.birch_case)
    tie = Tie(first=scene.birch, second=scene.rowan, homes=homes, kind="gone-three", credibility="99")
    links.tie(scene.lev, scene.birch_case, tie)
    page = client_of("lev").get(address(scene, "person")).content.decode()
    for code in ("gone", "gone-too", "gone-three", "99"):
        assert code in page
    assert PartRow.objects.filter(locator=scene.birch_case).count() == 2


def test_who_is_tied_to_somebody_who_hunts_them_is_told_in_red(scene: Scene, client_of: ClientOf) -> None:
    """Also where the hunter comes by a chain of others."""
    uncle = actions.add(scene.lev, scene.birch_case, somebody("Рустам", pseudonym="Buzzard"), roles=["pursuer"])
    links.bind(scene.lev, scene.birch_case, Bond(first=scene.birch, second=scene.rowan, travel="must"))
    page = client_of("lev").get(address(scene, "people")).content.decode()
    assert "hunts or threatens somebody here" not in page
    links.bind(scene.lev, scene.birch_case, Bond(first=scene.rowan, second=uncle, travel="must"))
    for url in (address(scene, "people"), reverse("casework:case", args=[scene.birch_case])):
        page = client_of("lev").get(url).content.decode()
        assert "Buzzard hunts or threatens somebody here, and yet must travel together with" in page


def test_what_somebody_left_alone_stands_as_the_other_saved_it(scene: Scene, client_of: ClientOf) -> None:
    """Lev changes the phone while a colleague adds a note: sent again, the note is still there."""
    browser, url = client_of("lev"), address(scene, "describe")
    form = whole(scene, phone="+7 900 111", note="")
    known = access.person(scene.lev, scene.birch_case, scene.birch)[1]
    theirs = replace(known, note="speaks to nobody before noon", phone="+7 900 222")
    actions.describe(scene.lev, scene.birch_case, scene.birch, theirs)
    overtaken = browser.post(url, form)
    assert overtaken.status_code == 422
    told = {str(label): (stands, mine) for label, stands, mine in overtaken.context["differences"]}
    assert "speaks to nobody before noon" not in str(told)
    assert told["Phone"] == ("+7 900 222", "+7 900 111")
    again = overtaken.context["form"]
    sent = {field.name: "" if field.value() is None else field.value() for field in again}
    assert browser.post(url, sent).status_code == 303
    kept = access.person(scene.lev, scene.birch_case, scene.birch)[1]
    assert (kept.note, kept.phone) == ("speaks to nobody before noon", "+7 900 111")
