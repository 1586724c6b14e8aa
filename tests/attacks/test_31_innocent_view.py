"""Attack 31, the view: somebody who was forced to sign in is watched while every page is opened and used.

Nothing real may show on any of them, and none may fail or be missing that was there before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import waystation
from tests.attacks.routes import Browser, routes
from tests.canary import search
from tests.e2e.walker import shape
from tests.evacuation.conftest import Scene, build
from tests.founded import on_top
from tests.hotline.helpers import mail, receive
from tests.people import write_down
from tests.stage import CAST, Organisation, restarted
from waystation.casework import actions as casework
from waystation.casework.models import Case
from waystation.evacuation import actions as evacuation
from waystation.evacuation.models import CheckIn, Place
from waystation.hotline import actions as hotline
from waystation.hotline import drafting, outbox
from waystation.hotline.models import DraftRow, Message, Outgoing, Request
from waystation.staff import actions, duress, integrity
from waystation.staff.actor import Actor, utc_now
from waystation.staff.middleware import cookie_name
from waystation.staff.models import Account, HolderRow, ProfileRow
from waystation.vault.records import set_columns

SOURCE = Path(waystation.__file__).parent
DURESS = "blue paper kites"
CANARIES = (
    "kanarek@mail.example", "Kanareika Subject", "Kanareika wrote this", "Kanareika Pseudonym", "Kanareika Region",
    "Kanareika Name", "Kanareika Next", "Kanareika Answer", "Kanareika Note", "Kanareika Draft",
    "Kanareika if missed", "Hollow Ford", "Lantern house",
)  # fmt: skip
MODELS = (Request, Message, Case, Place, CheckIn, Outgoing, ProfileRow)
LINK = re.compile(r'(?:href|action)="(/staff/[^"#]*)"')


@pytest.fixture
def real(organisation: Organisation, settings: Any, tmp_path: Any) -> set[str]:
    """A real organisation at work, and whatever of it must not be seen: words, colleagues, ids."""
    settings.WAYSTATION_MAILBOX = tmp_path
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1").write_bytes(mail("Kanareika Answer", subject="Kanareika Subject"))
    seen = on_top(("real", organisation.accounts["lev"]), lambda: _at_work(organisation))
    restarted()
    return seen


def _at_work(organisation: Organisation) -> set[str]:
    lev = organisation.actor("lev")
    receive(mail("Kanareika wrote this", sender="Kanareika Name <kanarek@mail.example>", subject="Kanareika Subject"))
    request = Request.objects.get()
    hotline.open_thread(lev, request.pk)
    hotline.answer(lev, request.pk, "Kanareika Answer")
    drafting.keep(lev, request.pk, "Kanareika Draft", seen=None)
    _journey(lev)
    set_columns(Outgoing.objects.all(), state=outbox.FAILED)
    others = {CAST[name].persona for name in CAST if name != "lev"}
    return others | {str(pk) for model in MODELS for pk in model.objects.values_list("pk", flat=True)}


def _journey(lev: Actor) -> None:
    scene: Scene = build(lev)
    case = scene.case("Kanareika Pseudonym")
    casework.describe_case(lev, case, pseudonym="Kanareika Pseudonym", origin="Kanareika Region")
    write_down(lev, case, "Kanareika Name")
    casework.set_next(lev, case, next_action="Kanareika Next", urgency="now")
    casework.write_note(lev, case, "Kanareika Note")
    scene.journey(case)
    for hours in (-2, 2):
        due = utc_now() + timedelta(hours=hours)
        evacuation.schedule_check_in(lev, case, due_at=due, if_missed="Kanareika if missed")
    set_columns(CheckIn.objects.filter(due_at__lt=utc_now()), state=3, steps=1)


@pytest.fixture
def forced(real: set[str], organisation: Organisation) -> Client:
    """Lev's browser after he was forced to sign in."""
    armed = ("forced", organisation.accounts["lev"])
    on_top(armed, lambda: duress.set_passphrase(organisation.actor("lev"), CAST["lev"].passphrase, DURESS))
    restarted()
    return browser(actions.sign_in("lev", DURESS, now=utc_now()))


def browser(cookie: str) -> Client:
    client = Browser()
    client.cookies[cookie_name()] = cookie
    return client


def walk(client: Client, alike: int | None = None) -> Iterator[tuple[str, Any]]:
    """Every page that a link or a form leads to, from the first one on; of each kind no more than so many."""
    waiting, seen, kinds = ["/staff/"], set(), Counter[str]()
    while waiting:
        path = waiting.pop()
        if path in seen or "sign-out" in path or "/language/" in path or kinds[shape(path)] == alike:
            continue
        seen.add(path)
        kinds[shape(path)] += 1
        answer = client.get(path)
        yield path, answer
        if answer.status_code == 200 and not answer.streaming:  # a download leads nowhere
            waiting += [found.replace("&amp;", "&") for found in LINK.findall(answer.content.decode())]


def seen_of(body: bytes, real: set[str]) -> list[str]:
    found = [text for text, _ in search(body, CANARIES)]
    shown = body.decode()
    return found + [each for each in real if each in shown and re.search(rf"\b{re.escape(each)}\b", shown)]


@pytest.mark.parametrize(("language", "alike"), [("en", None), ("ru", 3)])
def test_no_page_shows_anything_real(
    forced: Client, real: set[str], settings: Any, language: str, alike: int | None
) -> None:
    """Every page; and of each kind some in another language, which has the same program behind it."""
    settings.LANGUAGE_CODE = language
    pages = dict(walk(forced, alike))
    assert len(pages) > 60
    for path, answer in pages.items():
        assert answer.status_code in (200, 302, 303, 405), (path, answer.status_code)
        assert not seen_of(answer.content, real), path
    kinds = {answer.resolver_match.view_name for answer in pages.values() if answer.resolver_match}
    assert {"hotline:request", "casework:case", "evacuation:place", "desk:log", "hotline:mailbox"} <= kinds


def test_the_same_walk_as_oneself_finds_it_all(organisation: Organisation, real: set[str]) -> None:
    """Or the walk above would prove nothing."""
    bodies = [b"".join(answer) for path, answer in walk(browser(organisation.cookie("lev")))]
    found = {text for body in bodies for text in seen_of(body, real)}
    assert set(CANARIES) <= found
    assert {CAST["dina"].persona} <= found


def test_a_draft_is_kept_there_as_well(forced: Client, real: set[str]) -> None:
    """Under a key of the view, shown there, and nowhere else."""
    listed = forced.get("/staff/requests/?show=all").content.decode()
    threads = dict.fromkeys(re.findall(r'href="(/staff/requests/[0-9a-f-]{36})"', listed))
    url = next(each for each in threads if 'id="answer"' in forced.get(each).content.decode())
    assert forced.post(f"{url}/draft", {"text": "We will write soon."}).status_code == 303
    assert "We will write soon." in forced.get(url).content.decode()
    row = DraftRow.objects.get(pk=url.rpartition("/")[2])
    (theirs,) = DraftRow.objects.exclude(pk=row.pk)
    assert row.locator != theirs.locator
    assert str(theirs.pk) in real


def test_real_addresses_are_absent(forced: Client, real: set[str]) -> None:
    """As for anybody who is not there: the page of an unknown address, and no error. One real id of each kind."""
    unknown = forced.get("/staff/nowhere").content
    ids = [next(pk for pk in model.objects.values_list("pk", flat=True) if str(pk) in real) for model in MODELS]
    for name, route, holes in routes():
        if not holes or name == "web:language":
            continue
        for one in ids:
            path = route.format(**dict.fromkeys(holes, one) | {"index": 0})
            for answer in (forced.get(path), forced.post(path, {"do": "approve"})):
                assert answer.status_code in (404, 405), (name, answer.status_code)
                assert answer.status_code == 405 or answer.content == unknown


def test_the_pages_have_the_frame_that_they_had_before(organisation: Organisation, real: set[str]) -> None:
    """The same links, headings and forms on the pages that everybody looks at first."""
    lev = organisation.actor("lev")
    own = browser(organisation.cookie("lev"))
    paths = ("/staff/", "/staff/requests/", "/staff/cases/", "/staff/places/", "/staff/counts", "/staff/duress",
             "/staff/mode", "/staff/panic", "/staff/outbox/", "/staff/mailbox/")  # fmt: skip
    before = {path: frame(own.get(path)) for path in paths}
    duress.set_passphrase(lev, CAST["lev"].passphrase, DURESS)
    forced = browser(actions.sign_in("lev", DURESS, now=utc_now()))
    assert {path: frame(forced.get(path)) for path in paths} == before


def frame(answer: Any) -> tuple[int, list[str], list[tuple[str, str]]]:
    html = answer.content.decode()
    side = html[html.index('<header class="side">') : html.index("<main")]
    links = re.findall(r'href="([^"]*)"', side)
    headers = sorted((name, "" if name == "Content-Length" else value) for name, value in answer.headers.items())
    return answer.status_code, [*links, *re.findall(r"<h1>(.*?)</h1>", html)], headers


def test_the_counts_in_the_frame_are_the_view_s_own(organisation: Organisation, forced: Client) -> None:
    """An alarm of a real check-in stands beside "Today" on every page."""
    for path in ("/staff/", "/staff/cases/"):
        assert counts(browser(organisation.cookie("dina")).get(path)) == ["1"]
        assert counts(forced.get(path)) == []


def counts(answer: Any) -> list[str]:
    html = answer.content.decode()
    side = html[html.index('<header class="side">') : html.index("<main")]
    return re.findall(r'<span class="count">(\d+)</span>', side)


def test_the_page_of_the_server_tells_nothing_of_what_waits_or_disagrees(
    organisation: Organisation, forced: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside an outbox and a page of today on which nothing waits, a number would tell that there is more."""
    colleague = browser(organisation.cookie("out"))
    before, own = told(forced), told(colleague)
    set_columns(Outgoing.objects.all(), state="waiting", next_try=utc_now() - timedelta(hours=1))
    set_columns(CheckIn.objects.all(), state=0, due_at=utc_now() - timedelta(hours=1))
    assert told(colleague) != own
    assert told(forced) == before
    for where in ("audit.witness", "staff.context"):
        monkeypatch.setattr(f"waystation.{where}.standing", lambda: object())
    assert told(forced) == before
    today = forced.get("/staff/")
    assert today.status_code == 200
    assert today.context["letters"] == {}
    assert not today.context.get("alarm")


def test_from_it_nobody_answers_for_what_the_others_see(forced: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    answered: list[object] = []
    monkeypatch.setattr("waystation.audit.witness.notice", lambda: object())
    monkeypatch.setattr("waystation.audit.witness.set_aside", lambda *who: answered.append(who))
    assert forced.post("/staff/log/set-aside").status_code == 303
    assert answered == []


def told(client: Client) -> list[str]:
    """What the page of the server says, but of the timers, which turn."""
    seen = client.get("/staff/status").context
    bars = [bar for picture in seen["pictures"] for bar in picture.bars]
    return [str(each.well) for each in seen["lights"]] + [str(bar.value) for bar in bars if "second" not in bar.value]


def test_the_log_is_the_view_s_own(forced: Client, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    case = next(path for path, _ in walk(forced) if re.fullmatch(r"/staff/cases/[0-9a-f-]{36}", path))
    forced.get(case)
    page = forced.get("/staff/log")
    lines = page.context["lines"]
    assert lines[0]["verb"] == "opened a case, with who the person is"
    assert not any(line.get("unreadable") for line in lines)
    assert len({line["who"] for line in lines}) >= 3
    assert "The log is whole" in page.content.decode()
    assert 'role="alert"' not in page.content.decode()


def test_working_in_it_works_and_no_mail_leaves(forced: Client, real: set[str]) -> None:
    letters, requests = Outgoing.objects.count(), Request.objects.count()
    queue = forced.get("/staff/requests/?show=all").content.decode()
    threads = sorted(set(re.findall(r"/staff/requests/([0-9a-f-]{36})", queue)))
    assert len(threads) > 8
    for thread in threads:
        shown = forced.get(f"/staff/requests/{thread}")
        if shown.context["can_answer"]:
            once = shown.context["answer_form"]["once"].value()
            sent = forced.post(f"/staff/requests/{thread}/answer", {"text": "Thank you for writing.", "once": once})
            assert sent.status_code == 303, thread
            assert "Thank you for writing." in forced.get(f"/staff/requests/{thread}").content.decode()
    once = forced.get("/staff/requests/note").context["form"]["once"].value()
    noted = {"text": "A call.", "who": "", "urgency": "normal", "once": once}
    assert forced.post("/staff/requests/note", noted).status_code == 303
    assert (Outgoing.objects.count(), Request.objects.count()) == (letters, requests + 1)


def test_what_is_done_there_is_not_seen_by_the_others(
    forced: Client, organisation: Organisation, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"
    before = set(Case.objects.values_list("pk", flat=True))
    queue = forced.get("/staff/requests/?show=ours").content.decode()
    for number, thread in enumerate(re.findall(r"/staff/requests/([0-9a-f-]{36})", queue)):
        said = {"pseudonym": f"Nobody {number}", "urgency": "normal", "next_action": "", "origin": ""}
        assert forced.post(f"/staff/requests/{thread}/accept", said).status_code == 303
    made = set(Case.objects.values_list("pk", flat=True)) - before
    assert made
    dina = browser(organisation.cookie("dina"))
    assert {dina.get(f"/staff/cases/{case}").status_code for case in made} == {404}
    for path in ("/staff/cases/", "/staff/requests/?show=all", "/staff/counts", "/staff/"):
        shown = dina.get(path).content.decode()
        assert "Nobody at all" not in shown
        assert "outside this program" not in shown  # nothing of it counts as damaged


def test_its_staff_is_added_and_taken_off_there_alone(forced: Client) -> None:
    """No account is made or lost by it, and no key of the others is to be replaced."""
    accounts = set(Account.objects.values_list("pk", flat=True))
    said = {"name": "vera", "persona": "Vera", "roles": ["operator", "coordinator"], "language": "en"}
    assert forced.post("/staff/members/add", said | {"name": "lev"}).status_code == 422
    # That somebody signs in by this name must not show: there is no such colleague there.
    assert forced.post("/staff/members/add", said | {"name": "dina", "persona": "Dana"}).status_code == 200
    assert forced.post("/staff/members/add", said).status_code == 200
    case = next(path for path, _ in walk(forced) if re.fullmatch(r"/staff/cases/[0-9a-f-]{36}", path))
    off = sorted(set(re.findall(rf"{case}/access/[0-9a-f-]{{36}}/off", page_of(forced, f"{case}/access"))))
    assert len(off) >= 2
    assert [forced.post(path).status_code for path in off] == [303] * len(off)
    shown = page_of(forced, "/staff/members")
    assert "Vera" in shown
    people = sorted(set(re.findall(r"/staff/members/[0-9a-f-]{36}", shown)))
    assert {forced.post(f"{path}/remove").status_code for path in people[:3]} <= {303, 422}
    assert page_of(forced, "/staff/members").count("Vera") <= 1
    assert set(Account.objects.values_list("pk", flat=True)) == accounts
    assert not HolderRow.objects.filter(pending=True).exists()
    assert page_of(forced, case)


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_nobody_answers_there_for_rows_that_were_changed(
    forced: Client, real: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or whoever forces somebody could make the others' program accept what was deleted."""
    answered: list[Actor] = []
    monkeypatch.setattr(integrity, "answer_for", answered.append)
    Message.objects.all().delete()
    integrity.forget()
    assert not integrity.notice().sound
    assert forced.post("/staff/log/set-aside").status_code == 303
    assert not answered
    assert "outside this program" not in page_of(forced, "/staff/") + page_of(forced, "/staff/log")


@pytest.mark.parametrize("who", ["dina", "ira", "out"])
def test_every_role_has_a_view(organisation: Organisation, real: set[str], who: str) -> None:
    own = frame(browser(organisation.cookie(who)).get("/staff/"))
    actor = organisation.actor(who)
    duress.set_passphrase(actor, CAST[who].passphrase, DURESS)
    forced = browser(actions.sign_in(CAST[who].name, DURESS, now=utc_now()))
    assert frame(forced.get("/staff/")) == own
    for path, answer in walk(forced, alike=8):
        assert answer.status_code in (200, 302, 303, 404, 405), path
        assert not seen_of(answer.content, (real | {CAST["lev"].persona}) - {CAST[who].persona}), path


def test_nobody_else_may_keep_something_out_of_the_log() -> None:
    """What listens to the log can also swallow its lines: that is for what nobody did."""
    users = {path.name for path in SOURCE.rglob("*.py") if "heard_by" in path.read_text()}
    assert users == {"log.py", "innocent.py", "story.py"}
