"""The check before a release, walked: a text, a file, what is replaced, and who may."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.canary import search
from tests.casework.test_secrecy import database
from waystation.casework.persons import access as persons
from waystation.casework.persons import actions
from waystation.casework.persons.records import Name, Person
from waystation.documentation import actions as documentation
from waystation.documentation.records import Person as Documented
from waystation.publication import checks
from waystation.staff.actor import Actor

pytestmark = [pytest.mark.usefixtures("in_english"), pytest.mark.django_db]

Browser = Callable[[str], Client]
CHECK, FOUND = "/staff/publications/check", "/staff/publications/check/found"


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def case(lev: Actor, accepted: Callable[..., UUID]) -> UUID:
    """A case whose person is known by name and telephone."""
    case_id = accepted(lev, pseudonym="Heron")
    person_id = persons.applicant(lev, case_id)
    row, _known = persons.person(lev, case_id, person_id)
    told = Person(names=(Name(text="Аслан Хамзатов"),), phone="+7 928 123-45-67")
    actions.describe(lev, case_id, person_id, told, seen=row.version)
    return case_id


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check is done before its page is asked for: the database of a test is one thread's."""
    monkeypatch.setattr(checks.connections, "close_all", lambda: None)
    monkeypatch.setattr(checks.Check, "start", checks.Check.work)


def _ended(client: Client) -> str:
    """The page of what was found, once the check has come to its end."""
    for _ in range(60):
        answer = client.get(reverse("publication:found"))
        assert answer.status_code == 200
        if "Refresh" not in answer:
            return text(answer)
    raise AssertionError("the check did not end")


def test_a_text_is_checked_replaced_and_forgotten(client_of: Browser, case: UUID) -> None:
    lev = client_of("lev")
    page = text(lev.get(reverse("publication:check")))
    assert "a documenter has to check it too" in page
    said = "Мы встретили Аслана\nХамзатова. Его номер 8 (928) 123-45-67, он просил не звонить."
    assert lev.post(reverse("publication:check"), {"text": said}).status_code == 303
    seen = _ended(lev)
    assert "Two names of one person" in seen
    assert "A telephone number" in seen
    assert "line 1" in seen
    assert reverse("casework:case", args=[case]) in seen
    assert "Heron" in seen
    numbers = re.findall(r'name="replace" value="(\d+)"', seen)
    said_instead = dict(re.findall(r'name="by-(\d+)" value="([^"]+)"', seen))
    chosen = {"replace": numbers, **{f"by-{at}": said_instead[at] for at in numbers}}
    assert lev.post(reverse("publication:replace"), chosen).status_code == 303
    seen = _ended(lev)
    assert "Nothing was found" in seen
    assert "Мы встретили [имя не называется]. Его номер [номер не называется], он" in seen
    assert lev.post(reverse("publication:forget")).status_code == 303
    assert lev.get(reverse("publication:found")).status_code == 302 or "The text" in text(lev.get(CHECK))


def test_each_finds_what_their_keys_open(browser: Browser, client_of: Browser, case: UUID, ira: Actor) -> None:
    documentation.find_or_add_person(ira, Documented(called="Лиза Дудаева"))
    said = {"text": "Пришли Аслан Хамзатов и Лиза Дудаева."}
    seen = {}
    for name, client in (("sara", browser("sara")), ("lev", client_of("lev")), ("ira", client_of("ira"))):
        assert client.post(reverse("publication:check"), said).status_code == 303
        seen[name] = _ended(client)
    assert "Nothing was found" in seen["sara"]
    assert "a coordinator has to check it too" in seen["sara"]
    marked = {name: re.findall("<mark>([^<]*)</mark>", page) for name, page in seen.items()}
    assert marked == {"sara": [], "lev": ["Аслан Хамзатов"], "ira": ["Лиза Дудаева"]}


def test_a_picture_with_a_name_in_it(client_of: Browser, case: UUID) -> None:
    lev, picture = client_of("lev"), Image.new("RGB", (8, 8))
    exif = picture.getexif()
    exif[0x010E] = "Aslan Khamzatov, at home"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (43.0, 19.0, 5.0), "E", (45.0, 41.0, 53.0)
    raw = BytesIO()
    picture.save(raw, "JPEG", exif=exif)
    file = SimpleUploadedFile("IMG_Хамзатов.jpg", raw.getvalue(), "image/jpeg")
    assert lev.post(reverse("publication:check"), {"files": file}).status_code == 303
    seen = _ended(lev)
    assert "It says where it was taken." in seen
    assert "<mark>Aslan Khamzatov</mark>" in seen
    assert "<mark>Хамзатов</mark>" in seen
    assert "43.31806, 45.69806" in seen
    assert "Name of the file" in seen
    assert 'name="replace"' not in seen


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Paste a text, or choose a file."),
        ({"text": "  \n "}, "Paste a text, or choose a file."),
        ({"text": "а" * 400_001}, "at most"),
        ({"text": "x", "files": b"text"}, "not both"),
        ({"files": b"\x00\x01\x02 nothing known"}, "cannot be checked"),
        ({"files": b"PK\x03\x04 no archive"}, "damaged"),
        ({"files": b"\x89PNG\r\n\x1a\n no picture"}, "damaged"),
        ({"files": b"%PDF-1.7 no document"}, "damaged"),
    ],
)
def test_whatever_comes_has_an_answer(client_of: Browser, sent: dict[str, object], said: str) -> None:
    given = {
        name: SimpleUploadedFile("a.bin", value) if isinstance(value, bytes) else value for name, value in sent.items()
    }
    answer = client_of("lev").post(reverse("publication:check"), given)
    assert answer.status_code == 422
    assert said in text(answer)


def test_many_findings_stand_on_several_pages(client_of: Browser) -> None:
    lev = client_of("lev")
    lev.post(reverse("publication:check"), {"text": "\n".join(f"Дом у 43.{at}71, 45.{at}22" for at in range(100, 190))})
    first, last = _ended(lev), text(lev.get(reverse("publication:found") + "?page=3"))
    assert (first.count("<mark>"), last.count("<mark>")) == (40, 10)
    assert lev.get(reverse("publication:found") + "?page=x").status_code == 200


def test_others_have_no_such_page(client_of: Browser) -> None:
    dina = client_of("dina")
    for name in ("check", "found"):
        assert dina.get(reverse(f"publication:{name}")).status_code == 404
    for name in ("check", "replace", "forget"):
        assert dina.post(reverse(f"publication:{name}"), {"text": "x"}).status_code == 404


def test_what_is_replaced_is_named_by_numbers_that_are_there(client_of: Browser, case: UUID) -> None:
    lev = client_of("lev")
    assert lev.post(reverse("publication:replace"), {"replace": "0"}).status_code == 303  # nothing was checked yet
    lev.post(reverse("publication:check"), {"text": "Хамзатов."})
    _ended(lev)
    assert (
        lev.post(reverse("publication:replace"), {"replace": ["999", "x", "-1", "0"], "by-0": "N."}).status_code == 303
    )
    assert ">N..</textarea>" in _ended(lev)


def test_nothing_of_a_check_is_kept(lev: Actor, case: UUID, client_of: Browser) -> None:
    client = client_of("lev")
    client.post(reverse("publication:check"), {"text": "Кешнабал видел Хамзатова."})
    _ended(client)
    assert not list(search(database(), ["Кешнабал", "Хамзатов"]))


def test_a_check_that_fails_says_so(client_of: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> list[object]:
        raise RuntimeError("Хамзатов")

    monkeypatch.setattr(checks, "check", broken)
    lev = client_of("lev")
    lev.post(reverse("publication:check"), {"text": "x"})
    assert "came to nothing" in _ended(lev)
