"""A case comes home from a laptop: whole, signed, once; and nobody else's bundle passes for ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.test import Client

from tests.casework.exchange.bundles import a_case, bundle_to
from tests.e2e.harness import Program
from tests.e2e.web import Browser, Page
from tests.people import write_down
from tests.site.test_commands import run
from tests.stage import Organisation
from waystation.audit import notes
from waystation.casework.errors import Refused
from waystation.casework.exchange import bundle, form, home, partners, transfers
from waystation.casework.exchange import transfer_rules as rules
from waystation.casework.exchange.bundle import Bundle
from waystation.casework.exchange.errors import NotOurs
from waystation.staff.actor import Actor
from waystation.staff.middleware import cookie_name
from waystation.vault import signatures

PORTS = ("run", "--port", "0", "--mail-port", "-1")
CASE = re.compile("/staff/cases/[0-9a-f-]{36}")
PHOTOGRAPH = bytes(range(256)) * 4000
AGE_KEY = re.compile(r"age1[a-z0-9]{20,}")


@pytest.fixture
def case_id(lev: Actor, accepted: Callable[..., UUID], settings: Any) -> UUID:
    """A case of an installation that is its own home."""
    case_id = accepted(lev, "Birch")
    write_down(lev, case_id, "Мовсар")
    partners.make_own_key(lev)
    settings.WAYSTATION_FIELD_HOME = partners.own_key(lev).recipient
    settings.WAYSTATION_FIELD_LAPTOPS = [str(notes.key())]
    return case_id


def opened(lev: Actor, data: bytes) -> Bundle:
    return bundle.opened(data, [partners.own_key(lev).identity])[0]


def sealed_again(lev: Actor, found: Bundle, **more: Any) -> bytes:
    return bundle.sealed(msgspec.structs.replace(found, **more), partners.own_key(lev).recipient)


def test_made_twice_it_is_one_and_changed_it_is_another(lev: Actor, case_id: UUID) -> None:
    first, second = home.carry(lev, case_id), home.carry(lev, case_id)
    assert opened(lev, first).code == opened(lev, second).code
    assert len(transfers.of_case(lev, case_id)) == 1
    write_down(lev, case_id, "Лиза")
    assert opened(lev, home.carry(lev, case_id)).code != opened(lev, first).code
    assert len(transfers.of_case(lev, case_id)) == 2


def test_without_a_home_nothing_is_carried(lev: Actor, case_id: UUID, settings: Any) -> None:
    settings.WAYSTATION_FIELD_HOME = ""
    with pytest.raises(Refused):
        home.carry(lev, case_id)
    assert transfers.of_case(lev, case_id) == []


def test_what_no_laptop_of_ours_signed_does_not_come_home(lev: Actor, case_id: UUID, settings: Any) -> None:
    """Unsigned, by another key, for another case, or with one letter changed."""
    data = home.carry(lev, case_id)
    found = opened(lev, data)
    changed = bytes(found.case).replace("Мовсар".encode(), "Мовсан".encode())
    assert changed != bytes(found.case)
    other = signatures.sign(b"another", b"anything")
    for forged in (
        sealed_again(lev, found, signed=b""),
        sealed_again(lev, found, signed=other),
        sealed_again(lev, found, code=b"another code 123"),
        sealed_again(lev, found, case=msgspec.Raw(changed)),
        bundle_to(lev, a_case(), kind=rules.HOME),
    ):
        with pytest.raises(NotOurs, match="signature"):
            transfers.receive(lev, forged)
    assert transfers.incoming(lev) == []
    settings.WAYSTATION_FIELD_LAPTOPS = []
    with pytest.raises(NotOurs):
        transfers.receive(lev, data)


def test_a_partner_still_sends_nothing_that_is_ours_alone(lev: Actor, case_id: UUID) -> None:
    """What was decided of a case comes from our laptops alone, whatever a bundle calls itself."""
    ours = opened(lev, home.carry(lev, case_id))
    partner_s = sealed_again(lev, ours, kind="transfer", signed=b"")
    kinds = {row.kind for row in form.unpacked(bytes(ours.case)).rows}
    assert kinds & {"casework.alertrow", "casework.changerow"}
    with pytest.raises(NotOurs, match="kind"):
        transfers.receive(lev, partner_s)


def test_what_is_all_here_already_is_said_to_be_and_asked_once(lev: Actor, case_id: UUID) -> None:
    from waystation.casework.exchange import updates

    made = transfers.receive(lev, home.carry(lev, case_id))
    update = updates.of(lev, transfers.one_incoming(lev, made)[1])
    assert update is not None
    assert update.differences == []
    updates.take(lev, made, None, seen=update.seen)
    assert transfers.receive(lev, home.carry(lev, case_id)) == made
    assert len(transfers.incoming(lev)) == 1


def test_that_it_is_at_home_counts_by_the_code_alone(lev: Actor, case_id: UUID) -> None:
    code = opened(lev, home.carry(lev, case_id)).code
    [(row, _record)] = transfers.of_case(lev, case_id)
    for said in ({"note": "They said so on the phone."}, {"code": "AAAA-AAAA"}):
        with pytest.raises(Refused):
            transfers.note_state(lev, case_id, row.pk, rules.ACCEPTED, **said)
    transfers.note_state(lev, case_id, row.pk, rules.ACCEPTED, code=rules.answer(code, rules.ACCEPTED))
    assert transfers.one(lev, case_id, row.pk)[1].state == rules.ACCEPTED


def test_the_page(organisation: Organisation, client: Client, case_id: UUID, settings: Any, in_english: None) -> None:
    client.cookies[cookie_name()] = organisation.cookie("lev")
    path = f"/staff/cases/{case_id}"
    assert "Carry it home" in client.get(f"{path}/hand-on").content.decode()
    done = client.post(f"{path}/carry-home")
    assert (done.status_code, done["Content-Disposition"]) == (200, 'attachment; filename="bundle.age"')
    settings.WAYSTATION_FIELD_HOME = ""
    assert "Carry it home" not in client.get(f"{path}/hand-on").content.decode()
    assert client.post(f"{path}/carry-home").status_code == 422


def installation(base: Path) -> Program:
    base.mkdir()
    program = Program(base, PORTS)
    program.found()
    path = program.data / "waystation.toml"
    path.write_text(path.read_text().replace('"required"', '"offered"'))
    return program


def says(program: Program, text: str) -> None:
    path = program.data / "waystation.toml"
    path.write_text(f"{path.read_text()}\n[field]\n{text}\n")


def a_case_in_the_field(browser: Browser, words: str) -> str:
    page = browser.submit(browser.get("/staff/requests/note").form("text"), text=words)
    thread = page.url.split("?")[0]
    page = browser.submit(next(each for each in browser.get(f"{thread}/accept").forms if "accept" in each.action))
    return page.url.split("?")[0]


def bring(browser: Browser, data: bytes) -> Page:
    form = browser.get("/staff/exchange/incoming").form("files")
    fields = [(name, value) for name, value in form.values() if name != "files"]
    return browser.upload("/staff/exchange/incoming", fields, [("files", "bundle.age", data)])


def code_on(page: Page) -> str:
    return re.findall(r"<strong>([A-Z2-7]{4}-[A-Z2-7]{4})</strong>", page.text)[0]


def documented_comes_home(field: Browser, browser: Browser) -> None:
    """A photograph and an event of the laptop are at home afterwards, and the laptop knows it."""
    form = field.get("/staff/exhibits/new").form("files", "what")
    fields = [(name, value) for name, value in form.values() if name not in ("files", "what", "why")]
    fields += [("what", "Photograph of a gate"), ("why", "Taken by us")]
    exhibit = field.upload(form.action, fields, [("files", "gate.bin", PHOTOGRAPH)]).url.split("?")[0]
    field.submit(field.get("/staff/events/new").form("title"), title="The gate of the depot")
    codes = []
    for carry in [each for each in field.get("/staff/events/home").forms if each.action.endswith("carry")][::-1]:
        data = field.submit(carry).body
        assert data.startswith(b"age-encryption.org/v1")
        assert b"gate" not in data
        form = browser.get("/staff/events/import").form("files")
        fields = [(name, value) for name, value in form.values() if name != "files"]
        page = browser.upload("/staff/events/import", fields, [("files", "bundle.age", data)])
        if take := [each for each in page.forms if each.action.endswith("/take")]:
            page = browser.submit(take[0])
        codes.append(code_on(page))
    assert browser.get(exhibit).status == 200  # under the same id; the bytes are there, and open
    check = next(each for each in browser.get(exhibit).forms if each.action.endswith("/check"))
    assert browser.submit(check).url.endswith("notice=exhibit-unchanged")
    assert "The gate of the depot" in browser.get("/staff/events/").text
    for code in codes[::-1]:
        field.submit(next(e for e in field.get("/staff/events/home").forms if e.action.endswith("arrived")), code=code)
    assert not [each for each in field.get("/staff/events/home").forms if each.action.endswith("arrived")]


@pytest.mark.long
@pytest.mark.real
def test_a_laptop_and_its_home(tmp_path: Path) -> None:
    """Two installations that never speak with each other: by a file there, by a code back."""
    at_home, laptop = installation(tmp_path / "home"), installation(tmp_path / "laptop")
    try:
        browser = at_home.start().signed_in("coordinator")
        browser.submit(next(each for each in browser.get("/staff/exchange/partners").forms if "key" in each.action))
        says(laptop, f'home = "{AGE_KEY.findall(browser.get("/staff/exchange/partners").text)[0]}"')
        documenter = at_home.signed_in("documenter")
        documenter.submit(next(each for each in documenter.get("/staff/events/home").forms if "key" in each.action))
        more = AGE_KEY.findall(documenter.get("/staff/events/home").text)[0]
        path = laptop.data / "waystation.toml"
        path.write_text(f'{path.read_text()}documentation = "{more}"\n')
        at_home.stop()
        key = run(laptop.base, "audit", "key", "--data", str(laptop.data))[1].strip()
        says(at_home, f'laptops = ["{key}"]')
        browser = at_home.start().signed_in("coordinator")

        field = laptop.start().signed_in("coordinator")
        case = a_case_in_the_field(field, "We spoke by the river. Kestrel.")
        carry = next(each for each in field.get(f"{case}/hand-on").forms if each.action.endswith("carry-home"))
        data = field.submit(carry).body
        assert data.startswith(b"age-encryption.org/v1")
        assert b"Kestrel" not in data

        page = bring(browser, data)
        accept = next(each for each in page.forms if ("do", "accept") in each.buttons)
        page = browser.submit(accept, ("do", "accept"))
        code = code_on(page)
        assert browser.get(case).status == 200  # the same case, by the same id
        assert code_on(bring(browser, data)) == code  # brought again, say because the code was lost
        assert {link for link in browser.get("/staff/cases/").links if CASE.fullmatch(link)} == {case}

        transfer = next(link for link in field.get(f"{case}/hand-on").links if "/hand-on/" in link)
        field.submit(field.get(transfer).form("code"), state="accepted", code=code)
        after = [one for each in field.get(transfer).forms for one in each.fields if one.name == "state"]
        assert "done" in [said for one in after for said in (one.value, *one.choices)]  # what follows on *Taken on*

        documented_comes_home(laptop.signed_in("documenter"), at_home.signed_in("documenter"))
        assert at_home.logs() + laptop.logs() == ""
    finally:
        at_home.kill()
        laptop.kill()
