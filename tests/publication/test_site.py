"""What was released becomes the public site: consent asked again, pages, feeds, hashes, a signature."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.canary import search
from tests.casework.test_secrecy import database
from tests.publication.test_pages import at_once, case, text
from tests.publication.test_publication import INNOCENT, checked, sentence
from waystation.casework import access as casework
from waystation.casework import actions as cases
from waystation.casework import releases
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused as NotAllowed
from waystation.casework.records import WordsSeen
from waystation.casework.these_words import Line
from waystation.casework.these_words_page import WordsForm
from waystation.documentation.errors import Refused
from waystation.publication import access, actions, people, public, rules
from waystation.publication.export import pages, signing
from waystation.publication.models import PublicRow, SignatureRow
from waystation.publication.records import Public, Publication
from waystation.publication.texts import title
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault import signatures, suite
from waystation.vault.errors import Tampered

__all__ = ["at_once", "case"]
pytestmark = [pytest.mark.usefixtures("in_english"), pytest.mark.django_db]
TOLD = Publication(
    kind="transcript",
    titles={"en": "An <interview>", "ru": "Интервью"},
    speakers={"en": "Q: the newspaper\nA: communications manager | name withheld because of her work"},
    texts={"en": "Q: How many?\n\nA: More than a *hundred*.", "ru": "Больше ста."},
)
PUBLISH = "publish_anonymous"


def released(lev: Actor, ira: Actor, said: Publication = TOLD, **whose: object) -> UUID:
    """Released by lev, after ira and lev approved it; of nobody's case unless `whose` says otherwise."""
    made = actions.write(lev, said)
    approve(lev, made, **(whose or {"nobody": True}))
    approve(ira, made)
    saw(lev, made)
    checked(lev, made)
    actions.release(lev, made)
    return made


def saw(actor: Actor, made: UUID, *, agreed: bool = True) -> None:
    """Everybody of whom it tells was shown its words, and says so."""
    found = access.publication(actor, made)[1]
    for each in people.cases(found):
        said = WordsSeen(each.case, rules.digest(found), agreed, "met", actor.today, actor.now(), actor.account)
        actions.note_seen(actor, made, said)


def approve(actor: Actor, made: UUID, **whose: object) -> None:
    checked(actor, made)
    actions.approve(actor, made, **whose)  # type: ignore[arg-type]


def site() -> dict[str, bytes]:
    return pages.files(pages.now())


def page_of(made: UUID, language: str = "en") -> str:
    said = public.one(made)
    assert said is not None
    return site()[f"{language}/{said.name}.html"].decode()


def consent(actor: Actor, case_id: UUID, state: str, **more: object) -> None:
    refresh(actor)
    cases.record_consent(actor, case_id, purpose=PUBLISH, state=state, how="by telephone", **more)  # type: ignore[arg-type]


def test_who_approves_says_of_whose_cases_it_tells(lev: Actor, ira: Actor, case: UUID) -> None:
    made = actions.write(lev, TOLD)
    checked(lev, made)
    for whose, why in (
        ({}, "Name the cases"),
        ({"called": ["Heron"], "nobody": True}, "Choose one"),
        ({"called": ["Nobody at all"]}, "none of our cases"),
        ({"called": ["Heron"]}, "not asked means no"),
    ):
        with pytest.raises(Refused) as refused:
            actions.approve(lev, made, **whose)  # type: ignore[arg-type]
        assert why in sentence(refused)
    consent(lev, case, "given")
    actions.approve(lev, made, called=["Heron"])
    approve(ira, made)  # who may ask nobody for consent need not say
    (given, other) = access.publication(lev, made)[1].approvals
    assert (given.said, other.said) == (True, False)
    assert [each.case for each in given.cases] == [case]


def test_a_consent_that_is_withdrawn_between_approval_and_release_stops_it(lev: Actor, ira: Actor, case: UUID) -> None:
    consent(lev, case, "given")
    made = actions.write(lev, TOLD)
    approve(lev, made, called=["Heron"])
    approve(ira, made)
    saw(lev, made)
    consent(lev, case, "withdrawn")
    checked(lev, made)
    with pytest.raises(Refused) as refused:
        actions.release(lev, made)
    assert "Heron: The person has taken this consent back" in sentence(refused)
    assert not PublicRow.objects.exists()
    consent(lev, case, "given")
    checked(lev, made)
    actions.release(lev, made)
    ((_row, use),) = casework.uses(lev, case)
    assert (use.purpose, use.what, use.of) == (PUBLISH, "publication", made)


def test_what_stands_against_a_release_is_told_before_somebody_tries(
    lev: Actor, ira: Actor, case: UUID, client_of: Callable[[str], Client]
) -> None:
    consent(lev, case, "given")
    made = actions.write(lev, TOLD)
    approve(lev, made, called=["Heron"])
    approve(ira, made)
    saw(lev, made)
    browser, url = client_of("lev"), reverse("publication:publication", args=[made])
    ready = browser.get(url)
    assert (ready.context["against"], ready.context["can_be_released"]) == ([], True)
    assert "Not written in: Chechen" in " ".join(text(ready).split())
    assert "Yes, take it away for good." in text(ready)  # two approved it: it does not go at one touch
    consent(lev, case, "withdrawn")
    refresh(lev)
    stopped = browser.get(url)
    assert not stopped.context["can_be_released"]
    assert "Heron: The person has taken this consent back" in text(stopped)
    other = client_of("ira").get(url)  # who opens no case is told of none
    assert "Heron" not in text(other)


def test_headings_of_a_page_leave_no_level_out(lev: Actor, ira: Actor) -> None:
    """Whoever has the page read aloud goes from heading to heading."""
    said = Publication(kind="statement", titles={"en": "A speech"}, texts={"en": "# One\n\nWords.\n\n## Two\n\nMore."})
    assert re.findall(r"<h(\d)", page_of(released(lev, ira, said))) == ["1", "2", "2"]


def test_a_title_is_told_in_the_language_of_whoever_reads(lev: Actor) -> None:
    made = actions.write(lev, Publication(kind="statement", titles={"ru": "Речь", "en": "A speech"}, texts={}))
    found = access.publication(lev, made)[1]
    for language, called in (("ru", "Речь"), ("en", "A speech"), ("ce", "Речь")):
        with translation.override(language):
            assert title(found) == called


def test_limits_are_read_first(lev: Actor, case: UUID, client_of: Callable[[str], Client]) -> None:
    consent(lev, case, "given_with_limits", limits="Not the name of my town.")
    made = actions.write(lev, TOLD)
    browser = client_of("lev")
    url = reverse("publication:approve", args=[made])
    browser.post(reverse("publication:check-it", args=[made]))
    assert 'name="called"' in text(browser.get(url))
    answer = browser.post(url, {"called": "heron"})
    assert answer.status_code == 422
    assert "Not the name of my town." in text(answer)
    seen = re.findall('name="seen" value="([^"]+)"', text(answer))
    assert browser.post(url, {"called": "heron", "seen": seen[0], "keeps": "on"}).status_code == 303
    assert len(access.publication(lev, made)[1].approvals) == 1


def test_nothing_is_released_before_those_in_it_saw_these_words_and_said_yes(
    lev: Actor, ira: Actor, dina: Actor, case: UUID
) -> None:
    consent(lev, case, "given")
    made = actions.write(lev, TOLD)
    approve(lev, made, called=["Heron"])
    approve(ira, made)

    def refused() -> str:
        checked(lev, made)
        with pytest.raises(Refused) as why:
            actions.release(lev, made)
        return sentence(why)

    assert "Heron: They have not seen these very words yet" in refused()
    saw(lev, made, agreed=False)
    assert "Heron: They saw these very words, and said no" in refused()
    saw(lev, made)
    (seen,) = access.publication(lev, made)[1].seen
    other = replace_words(TOLD, "More than a *thousand*.")
    actions.change(lev, made, other)
    approve(lev, made, called=["Heron"])
    approve(ira, made)
    assert "Heron: They have not seen these very words yet" in refused()  # those that they saw were others
    with pytest.raises(NotAllowed):  # whoever had the page of the earlier words open
        actions.note_seen(lev, made, seen)
    with pytest.raises(Absent):  # somebody who is not in it
        actions.note_seen(lev, made, msgspec.structs.replace(seen, case=made))
    refresh(ira)
    with pytest.raises(Absent):  # who may ask nobody
        actions.note_seen(ira, made, seen)
    saw(lev, made)
    checked(lev, made)
    actions.release(lev, made)
    assert public.one(made) is not None


def replace_words(said: Publication, words: str) -> Publication:
    return msgspec.structs.replace(said, texts={"en": f"Q: How many?\n\nA: {words}"})


def test_the_words_are_shown_and_what_is_said_of_them_is_noted(
    lev: Actor, ira: Actor, case: UUID, client_of: Callable[[str], Client]
) -> None:
    consent(lev, case, "given")
    made = actions.write(lev, TOLD)
    browser, url = client_of("lev"), reverse("publication:words", args=[made])
    assert browser.get(url).status_code == 404  # it tells of nobody yet
    approve(lev, made, called=["Heron"])
    approve(ira, made)
    shown = text(browser.get(url))
    for word in ("has not seen these words", "More than a hundred.", "Больше ста.", "name withheld because of her"):
        assert word in shown
    assert client_of("ira").get(url).status_code == 404
    digest = rules.digest(access.publication(lev, made)[1]).hex()
    typed = {"case": str(case), "digest": digest, "agreed": "yes", "how": "met", "on": str(lev.today)}
    for wrong in ({"agreed": ""}, {"on": str(lev.today + timedelta(days=1))}, {"digest": "no"}, {"digest": "00"}):
        assert browser.post(url, typed | wrong).status_code == 422
    assert browser.post(url, typed).status_code == 303
    assert "saw these words and said yes" in text(browser.get(reverse("publication:publication", args=[made])))
    assert people.against(lev, access.publication(lev, made)[1]) == []
    checked(lev, made)
    actions.release(lev, made)
    late = browser.post(url, typed | {"agreed": "no"})  # from a page that was open before it was released
    assert late.status_code == 422
    assert "It was released already" in text(late)


def test_of_several_nobody_is_chosen_before_somebody_chooses() -> None:
    those = [Line(UUID(int=number), "Heron", ("", "")) for number in (1, 2)]
    assert "case" not in WordsForm(lines=those).initial
    assert WordsForm(lines=those[:1]).initial["case"] == str(UUID(int=1))


def test_with_a_name_two_people_agree_to_the_use(lev: Actor, max_: Actor, ira: Actor, case: UUID) -> None:
    refresh(lev)
    cases.record_consent(lev, case, purpose="publish_named", state="given", how="by telephone")
    made = actions.write(lev, TOLD)
    checked(lev, made)
    with pytest.raises(Refused) as refused:
        actions.approve(lev, made, called=["Heron"], named=True)
    assert "a second person must agree" in sentence(refused)
    asked = releases.ask_second(lev, case, Wanted("publish_named", parts=frozenset({"story"})), "She wants her name.")
    refresh(max_)
    releases.decide(max_, case, asked, agreed=True)
    refresh(lev)
    actions.approve(lev, made, called=["Heron"], named=True)
    approve(ira, made)
    saw(lev, made)
    checked(lev, made)
    actions.release(lev, made)
    assert public.one(made) is not None


def test_a_consent_that_is_withdrawn_later_takes_it_out(lev: Actor, ira: Actor, dina: Actor, case: UUID) -> None:
    consent(lev, case, "given")
    made = released(lev, ira, called=["Heron"])
    other = released(lev, ira, INNOCENT)
    before = site()
    assert "More than a" in page_of(made)
    cases.record_consent(lev, case, purpose="help", state="withdrawn")
    assert site() == before  # a no to something else
    refresh(dina)
    cases.record_consent(dina, case, purpose=PUBLISH, state="withdrawn")  # on duty: no key of publications
    with pytest.raises(Absent):
        access.publication(dina, made)
    gone = page_of(made)
    assert "Withdrawn" in gone
    assert set(site()) == set(before)
    for file in site().values():
        for word in ("hundred", "interview", "communications", "Больше ста", "Heron", "case"):
            assert word not in file.decode()
    assert "Nobody answers." in page_of(other)
    refresh(lev)
    (entry, *_) = [each for each in entries("en") if each["title"] == "Withdrawn"]
    assert entry["updated"].startswith(date.today().isoformat()[:4])
    found, said = access.publication(lev, made)[1], public.one(made)
    assert rules.state(found, (), out=bool(said and said.out)) == rules.RECALLED
    assert not list(search(database(), ["More than a *hundred*"]))


def test_what_they_took_back_on_their_own_page_is_asked_before_it_is_signed(
    lev: Actor, ira: Actor, case: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent(lev, case, "given")
    made = released(lev, ira, called=["Heron"])
    monkeypatch.setattr("waystation.casework.consenting.above.ask", lambda *_told: None)  # nobody told the site
    consent(lev, case, "withdrawn")
    assert "hundred" in page_of(made)
    signing.sign(lev)
    assert "Withdrawn" in page_of(made)


def test_what_is_taken_back_goes_out(lev: Actor, ira: Actor) -> None:
    made = released(lev, ira)
    actions.recall(lev, made, "It was wrong.")
    assert "Withdrawn" in page_of(made)
    assert "wrong" not in page_of(made)


class _Reader(HTMLParser):
    """What a page links to, and its text in the order in which it is read aloud."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.said: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not [name for name, _value in attrs if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        self.said += [data.strip()] if data.strip() else []


def test_every_link_leads_to_a_file_and_none_outside(lev: Actor, ira: Actor) -> None:
    released(lev, ira)
    released(lev, ira, INNOCENT)
    actions.recall(lev, released(lev, ira, Publication(titles={"ru": "Нет"}, texts={"ru": "Ничего."})), "Why not.")
    found = site()
    for name, content in found.items():
        if not name.endswith(".html"):
            continue
        read = _Reader(content.decode())
        assert "script" not in read.tags
        assert read.tags.count("main") == read.tags.count("h1") == 1
        for link in read.links:
            if not link.startswith("#"):
                assert str((Path("/") / name).parent.joinpath(link).resolve())[1:] in found, (name, link)


def test_an_interview_is_read_in_its_order(lev: Actor, ira: Actor) -> None:
    said = " ".join(_Reader(page_of(released(lev, ira))).said)
    order = [
        "An <interview>",
        "the newspaper",
        "communications manager",
        "name withheld because",
        "How many?",
        "hundred",
    ]
    assert [said.rindex(each) for each in order[3:]] == sorted(said.rindex(each) for each in order[3:])
    assert "<interview>" in said
    assert 'lang="en"' in page_of(next(iter(public.everything())))


def entries(language: str) -> list[dict[str, str]]:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring(site()[f"{language}/feed.xml"])  # noqa: S314 (our own)
    assert feed.find(f"{atom}id") is not None
    return [
        {name: entry.findtext(atom + name) or "" for name in ("id", "title", "updated")}
        for entry in feed.findall(f"{atom}entry")
    ]


def test_each_language_has_a_feed_of_what_is_in_it(lev: Actor, ira: Actor) -> None:
    released(lev, ira)
    released(lev, ira, INNOCENT)
    assert {each["title"] for each in entries("en")} == {"An <interview>", "On the cellar"}
    assert [each["title"] for each in entries("ce")] == []
    assert len({each["id"] for language in ("ru", "en") for each in entries(language)}) == 4


def test_the_same_facts_make_the_same_bytes(lev: Actor, ira: Actor) -> None:
    released(lev, ira)
    released(lev, ira, INNOCENT)
    one = signing.sign(lev)
    assert signing.sign(replace(lev, now=lambda: datetime.now(UTC) + timedelta(minutes=5))) == one
    with translation.override("ru"):  # whatever language is read by whoever signs, or set for the command
        assert pages.packed(one) == pages.packed(signing.signed(site()))
    assert SignatureRow.objects.count() == 1
    packed = zipfile.ZipFile(io.BytesIO(pages.packed(one)))
    for line in packed.read("site/SHA256SUMS").decode().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(packed.read(f"site/{name}")).hexdigest() == digest
    listed = {line.partition("  ")[2] for line in one[pages.SUMS].decode().splitlines()}
    assert listed == set(one) - {pages.SUMS, pages.SIGNATURE, pages.KEY}


def test_whether_it_is_signed_is_told_without_making_it(
    lev: Actor, ira: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(lev, ira)
    signing.sign(lev)
    made = []
    monkeypatch.setattr(signing, "_SUMS", {})  # as in a process that has just begun
    monkeypatch.setattr(pages, "files", lambda one, files=pages.files: made.append(one) or files(one))
    assert signing.is_current(lev)
    assert made == []
    SignatureRow.objects.update(made_of=b"of another version")
    assert signing.is_current(lev)  # which made the same files
    assert len(made) == 1
    signing.sign(lev)
    monkeypatch.setattr(signing, "_SUMS", {})
    made.clear()
    assert signing.is_current(lev)
    assert made == []
    released(lev, ira, INNOCENT)
    assert not signing.is_current(lev)


def test_the_signature_is_one_that_others_check(tmp_path: Path) -> None:
    secret, said = suite.new_secret(), b"abc  index.html\n"
    lines = signing.signature(secret, said, date(2026, 1, 2)).decode().splitlines()
    made = base64.b64decode(lines[1])
    assert made[:2] == b"Ed"
    assert signatures.verify(signatures.public_of(secret), said, made[10:])
    assert signatures.verify(
        signatures.public_of(secret), made[10:] + b"file:SHA256SUMS signed:2026-01-02", base64.b64decode(lines[3])
    )
    minisign = shutil.which("minisign") or ""
    if not minisign:
        pytest.skip("minisign is not installed")
    (tmp_path / "SHA256SUMS").write_bytes(said)
    (tmp_path / "SHA256SUMS.minisig").write_bytes(signing.signature(secret, said, date(2026, 1, 2)))
    (tmp_path / "site.pub").write_bytes(signing.public_key(secret))
    asked = [minisign, "-V", "-p", "site.pub", "-m", "SHA256SUMS"]
    assert subprocess.run(asked, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    (tmp_path / "SHA256SUMS").write_bytes(said + b"x")
    assert subprocess.run(asked, cwd=tmp_path, check=False, capture_output=True).returncode != 0


def test_nothing_is_signed_that_nobody_released(
    lev: Actor, ira: Actor, max_: Actor, client_of: Callable[[str], Client]
) -> None:
    made = released(lev, ira)
    said = public.one(made)
    assert said is not None
    forged = Public(
        kind="statement", name="2026-01-01-00000000", day=date(2026, 1, 1), languages=("en",), texts={"en": "x"}
    )
    public._write(UUID(int=7), forged, new=True)  # by somebody who has the server and its half
    with pytest.raises(Tampered):
        signing.sign(lev)
    PublicRow.objects.filter(pk=UUID(int=7)).delete()
    public._write(made, public.replace(said, texts={**said.texts, "en": "Nobody was held."}), new=False)
    with pytest.raises(Tampered):
        signing.sign(lev)
    public._write(made, said, new=False)
    assert pages.SIGNATURE in signing.sign(lev)
    PublicRow.objects.filter(pk=made).update(content=b"{}")  # by somebody who has not
    with pytest.raises(Tampered):
        site()
    for name in ("publications", "site"):
        answer = client_of("lev").get(reverse(f"publication:{name}"), headers={"accept-language": "en"})
        assert (answer.status_code, "changed outside the program" in answer.content.decode()) == (500, True)
    assert max_.account != lev.account


def test_only_who_releases_signs_and_none_is_released_from_an_innocent_view(lev: Actor, ira: Actor) -> None:
    released(lev, ira)
    with pytest.raises(Absent):
        signing.sign(ira)
    made = actions.write(lev, INNOCENT)
    approve(lev, made, nobody=True)
    approve(ira, made)
    checked(lev, made)
    shown = replace(lev, apart={"duty": UUID(int=1)})
    with pytest.raises(Absent):
        actions.release(shown, made)


def test_the_page_gives_it_out(client_of: Callable[[str], Client], lev: Actor, ira: Actor) -> None:
    released(lev, ira)
    browser = client_of("lev")
    url = reverse("publication:site")
    assert "not signed as it stands now" in text(browser.get(url))
    answer = browser.post(url)
    assert answer["Content-Type"] == "application/zip"
    assert "site/SHA256SUMS.minisig" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert "It is signed as it stands now" in text(browser.get(url))
    assert client_of("ira").get(url).status_code == 404
    PublicRow.objects.update(content=b"{}")
    assert browser.get(url).status_code == 500
