"""The interview of the table, entered through the pages: sentence, assertions, status, wording."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.documentation.test_interview import INTERVIEW, LINES
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

CALLED = {"tamerlan": "Tamerlan", "zulai": "Zulai", "bekhan": "Bekhan", "roommate": "a man in his room"}
# To whom each act was done, and how many they are at least and at most.
VICTIMS: dict[str, tuple[str, str, str]] = {
    "roundup": ("men of the market", "2", ""),
    "others": ("others in the mill", "7", "8"),
    "kept": ("men held in the mill", "2", ""),
    "first_death": ("the tailor", "", ""),
    "second_death": ("the schoolteacher", "", ""),
    "ransom": ("Tamerlan's mother", "", ""),
}
ONCE = "once"


def seen(text: str) -> str:
    """A page as it is read."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def posted(browser: Client, address: str, said: dict[str, Any]) -> str:
    """Where a form leads that is accepted."""
    answer = browser.post(address, said)
    assert answer.status_code == 303, seen(answer.content.decode())[:2_000]
    return str(answer["Location"]).partition("?")[0]


class Documenter:
    """Ira at her keyboard: the event, then each statement, then what each line says."""

    def __init__(self, browser: Client) -> None:
        self.browser = browser
        self.acts: dict[str, str] = {}
        self.facts: dict[tuple[str, str, str], str] = {}
        act = {"act-0-once": str(uuid4()), "act-0-victim": "men held in the mill", "act-0-minimum": "2"}
        act["act-0-kind"] = "liberty.arbitrary_detention"
        event = {"title": "The mill of Karvan", ONCE: str(uuid4()), "source_once": str(uuid4()), "do": "done"} | act
        self.event = posted(browser, "/staff/events/new", event)
        act_id = re.search(r"/acts/([0-9a-f-]{36})", self.page(self.event))
        assert act_id
        self.acts["kept"] = act_id[1]

    def page(self, address: str) -> str:
        answer = self.browser.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()

    def takes_down(self, statement: dict[str, Any]) -> str:
        """Returns the address of the page on which its lines are marked."""
        said = {
            ONCE: str(uuid4()),
            "teller": CALLED["bekhan" if statement["name"] == "call" else "tamerlan"],
            "kind": statement["kind"],
            "language": "ce",
            "told": str(statement["told"].replace(year=2017)),
            "text": "\n".join(statement["lines"]),
            "interviewer": "Nora",
            "interpreter": "none",
        }
        return posted(self.browser, f"{self.event}/statements/new", said)

    def marks(self, address: str, line: int, entry: dict[str, Any]) -> None:
        """Draws one assertion from a line."""
        subject, victim = entry["subject"], VICTIMS.get(entry["subject"], ("Tamerlan", "", ""))
        said = {
            ONCE: str(uuid4()),
            "lines": [str(line)],
            "subject": self.acts.get(subject, "new"),
            "what": f"{entry['property']}:{entry['value']}",
            "source": CALLED[entry["source"]],
            "heard_from": CALLED[entry["heard_from"]] if "heard_from" in entry else "",
            "connection": entry["connection"],
            "hand": entry.get("hand", ""),
            "reliability": "B",
            "credibility": "2",
        }
        if entry.get("prompted"):
            said["prompted"] = "on"
        if subject not in self.acts:
            said |= dict(zip(("victim", "minimum", "maximum"), victim, strict=True))
        before = self.subjects(address)
        posted(self.browser, address, said)
        if subject not in self.acts:
            (self.acts[subject],) = self.subjects(address) - before

    def subjects(self, address: str) -> set[str]:
        """The acts that the form offers."""
        select = re.search(r'<select name="subject".*?</select>', self.page(address), re.DOTALL)
        assert select
        return set(re.findall(r'value="([0-9a-f-]{36})"', select[0]))


def enters_everything(browser: Client) -> tuple[Documenter, dict[str, str]]:
    """The whole table through the pages. Returns the addresses of the two statements, too."""
    ira, places = Documenter(browser), {}
    for statement in INTERVIEW["statements"]:
        places[statement["name"]] = ira.takes_down(statement)
    for entry in INTERVIEW["assertions"]:
        statement = LINES[entry["line"] - 1][0]
        first = next(number for number, (each, _line) in enumerate(LINES, 1) if each is statement)
        ira.marks(places[statement["name"]], entry["line"] - first + 1, entry)
    return ira, places


def fact_pages(ira: Documenter) -> dict[tuple[str, str, str], str]:
    """The page of each claim, by what the table calls it: the links of the event's page, in order."""
    of_act = {act: name for name, act in ira.acts.items()}
    found = {}
    for address in dict.fromkeys(re.findall(rf'href="({ira.event}/assertions/[0-9a-f-]+)"', ira.page(ira.event))):
        entry = ira.browser.get(address).context
        claim = entry["fact"].status.claim
        found[of_act[str(claim.subject)], claim.property, claim.value] = address
    return found


def compares(browser: Client, event: str, compared: dict[str, Any]) -> None:
    form = browser.get(f"{event}/sources").content.decode()
    people = {name: one for one, name in re.findall(r'<option value="([0-9a-f-]+)">([^<]+)', form)}
    first, second = (people[CALLED[each]] for each in compared["sources"])
    said = {ONCE: str(uuid4()), "first": first, "second": second, "reason": compared["reason"]}
    said |= {"independent": "yes" if compared["independent"] else "no", "ties": compared.get("ties", [])}
    said["seen"] = re.findall(r'name="seen" value="(\w+)"', form)[0]
    posted(browser, f"{event}/sources", said)


def agrees(browser: Client, address: str) -> None:
    form = browser.get(f"{address}/review").content.decode()
    stand = re.search(r'name="seen" value="(\w+)"', form)
    assert stand
    said = {ONCE: str(uuid4()), "seen": stand[1], "finding": "confirms", "reason": "Read both statements."}
    posted(browser, f"{address}/review", said)


def test_each_sentence_ends_in_the_status_and_the_wording_of_the_table(
    signed_in: Callable[[str], Client], yan: Actor, zoya: Actor
) -> None:
    ira, places = enters_everything(signed_in("ira"))
    reviewers = [signed_in("yan"), signed_in("zoya")]
    for compared in INTERVIEW["compared"]:
        compares(reviewers[0], ira.event, compared)
    judged = seen(ira.page(f"{ira.event}/sources"))
    assert all(compared["reason"] in judged for compared in INTERVIEW["compared"])
    assert "Tamerlan · Zulai Not independent (Of one family, In contact before they told us) Osip" in judged
    pages = fact_pages(ira)
    assert set(pages) == {tuple(each["claim"]) for each in INTERVIEW["facts"]}
    for fact in INTERVIEW["facts"]:
        if fact["status"] not in ("reported", "reported_multiple"):
            for reviewer in reviewers:
                agrees(reviewer, pages[tuple(fact["claim"])])
    for fact in INTERVIEW["facts"]:
        text = seen(ira.page(pages[tuple(fact["claim"])]))
        assert f" {term('corroboration_status', fact['status']).en} " in text, fact["claim"]
        assert fact["en"] in text
        assert text.count(fact["ru"]) == 2  # in Russian, and where a Chechen sentence is missing
    # Line by line: the sentence, what it asserts, how sure that is, what may be said.
    whole = seen(ira.page(places["interview"].partition("/events/")[0]))
    for number, line in enumerate(INTERVIEW["statements"][0]["lines"], 1):
        assert f"{number} {line}" in whole
    deaths = [each for each in INTERVIEW["facts"] if each["claim"][2].startswith(("life.death", "life.honour"))]
    assert len(deaths) == 2
    for fact in [*deaths, *INTERVIEW["facts"][:2]]:
        assert fact["en"] in whole
        assert fact["en"] in seen(ira.page(ira.event))


def test_when_the_caller_takes_his_word_back_the_pages_say_so(
    signed_in: Callable[[str], Client], yan: Actor, zoya: Actor
) -> None:
    ira, places = enters_everything(signed_in("ira"))
    reviewers = [signed_in("yan"), signed_in("zoya")]
    for compared in INTERVIEW["compared"]:
        compares(reviewers[0], ira.event, compared)
    tortured = fact_pages(ira)["current", "happened", "integrity.torture"]
    agrees(reviewers[0], tortured)
    call = places["call"].partition("/events/")[0]
    before = seen(ira.page(f"{call}/withdraw"))
    assert "Corroborated by an independent source" in before
    assert "One first-hand account" in before
    assert "We have documented that a person was tortured" in seen(ira.page(tortured))
    why = {"ground": "withdrawn", "reason": "He fears for his brother."}
    posted(ira.browser, f"{call}/withdraw", why)
    assert ira.browser.post(f"{call}/withdraw", why).status_code == 422
    after = seen(ira.page(tortured))
    assert "We have documented" not in after
    assert "It was reported to us that a person was tortured" in after
    assert "He fears for his brother." in after
    # Everything that stood on the call alone or beside the interview says so on the event's page as well.
    assert "documented that" not in seen(ira.page(ira.event))
