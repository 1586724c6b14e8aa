"""What leaves, through the gate of consent, and what comes in: tables, paper, whole cases, bundles of partners."""

from __future__ import annotations

import csv
import io
import json

import pypdfium2

from tests.tutorial.arrival import CALLED
from tests.tutorial.day import HERE, THERE, Day, Window

EVERY_PART = (
    "What we call the person, the stage, the next step",
    "Where the person is now",
    "Name, birth, papers, phone",
    "Needs, risk, notes, what was done",
    "What happened to them",
    "Health, and what must be looked after",
    "Whom they love, gender and body, as only they may tell it",
    "Files",
)
PARTNER, NGO = "Open Harbour", "Share with a named partner NGO"


def export_a_table(day: Day) -> None:
    day.lev.follow("Cases")
    day.lev.follow("Export a table")
    day.lev.choose("Which cases", "Abroad")
    day.lev.choose("For what", "Count me in statistics, no details")
    day.lev.press("Look who allows it")
    day.lev.sees("Who allows it", "cases can go into the table", "yes", "The person was not asked about this.")
    allowed = day.lev.page.get_by_text("yes", exact=True).count()
    rows = list(csv.reader(io.StringIO(day.lev.take("Give it out").decode("utf-8-sig"))))
    assert 1 < len(rows) == allowed + 1


def write_a_summary_on_paper(day: Day) -> None:
    _give_something_out(day.lev, CALLED)
    day.lev.choose("For what", NGO)
    day.lev.type("To whom", PARTNER)
    day.lev.tick("Summary on paper (PDF)")
    day.lev.press("Give it out")
    day.lev.sees("The limits that the person set", "Nobody who comes from Tamur may read it.")
    day.lev.picture("limits", at="The limits that the person set")
    day.lev.tick("I have read the limits")
    paper = pypdfium2.PdfDocument(day.lev.take("Give it out"))
    text = paper[0].get_textpage().get_text_range()
    assert CALLED in text
    assert PARTNER in text
    assert "Вельтар" not in text


def take_a_whole_case_out(day: Day) -> None:
    _give_something_out(day.lev, "Blue Finch")
    day.kept["whole"] = _whole_case(day.lev)


def take_it_in_elsewhere(day: Day) -> None:
    there = day.partner
    there.open(f"{THERE}/staff/")
    there.sign_in("lev", day.there)
    there.follow("Cases")
    there.follow("Take a table in")
    there.follow("A whole case from a file (JSON)")
    there.upload("Case as JSON", "case.json", day.kept["whole"])
    there.press("Take it in")
    there.sees("The case is here now, under keys of its own.", "Blue Finch")
    _give_something_out(there, "Blue Finch")
    first, second = (json.loads(each) for each in (day.kept["whole"], _whole_case(there)))
    (case,) = (row for row in first["rows"] if row["kind"] == "casework.case")
    assert case["record"].pop("request")  # the thread stays where it is
    assert case["record"].pop("owner")  # nobody there
    for task in (row for row in first["rows"] if row["kind"] == "work.taskrow"):
        task["record"].pop("who", None)
    more = [row for row in second["rows"] if row not in first["rows"]]
    assert [row for row in first["rows"] if row not in second["rows"]] == []
    assert [row["kind"] for row in more] == ["casework.userow"]
    assert first | {"rows": []} == second | {"rows": []}


def make_the_partner_s_key_known(day: Day) -> None:
    day.partner.follow("Cases")
    day.partner.follow("Partners")
    day.partner.press("Make our key")
    key = day.partner.page.locator("main code").first.inner_text()
    fingerprint = day.partner.page.locator("main section strong").first.inner_text()
    day.lev.follow("Cases")
    day.lev.follow("Partners")
    day.lev.type("What the partner is called", PARTNER)
    day.lev.type("Their public key", key)
    day.lev.type("How the fingerprint was compared", "Read out on the telephone")
    day.lev.press("Pin the key")
    day.lev.sees(fingerprint)


def hand_the_case_on(day: Day) -> None:
    day.at_case(day.lev)
    day.lev.follow("What left, and to whom")
    day.lev.follow("Hand on to a partner")
    day.lev.tick("Referral", "Needs, risk, notes, what was done")
    day.lev.choose("For what", NGO)
    day.lev.type("What the partner must know", "A doctor for the brother, by Friday.")
    day.lev.press("Make the bundle")
    day.lev.tick("I have read the limits")
    day.kept["bundle"] = day.lev.take("Make the bundle")
    assert b"Silver" not in day.kept["bundle"]


def take_it_on(day: Day) -> None:
    there = day.partner
    there.follow("Cases")
    there.follow("Partners")
    there.follow("From partners")
    there.upload("Bundle of the partner", "bundle.age", day.kept["bundle"])
    there.press("Open the bundle")
    there.sees("Nobody who comes from Tamur may read it.", "A doctor for the brother, by Friday.")
    there.press("Take it on")
    there.sees("Tell the partner")
    there.picture("bundle")
    day.kept["code"] = there.page.locator("main section strong").last.inner_text()
    there.follow("Open the case")
    there.sees(CALLED, "A doctor for the brother, by Friday.", "Nobody who comes from Tamur may read it.")


def note_the_answer(day: Day) -> None:
    day.at_case(day.lev)
    day.lev.follow("What left, and to whom")
    day.lev.follow("Hand on to a partner")
    day.lev.follow(PARTNER)
    day.lev.tick("Taken on")
    day.lev.type("The partner's code", day.kept["code"])
    day.lev.press("Save")
    day.lev.sees("by the partner's code")


def let_him_take_his_consent_back(day: Day) -> None:
    day.phone.page.goto(day.address(f"{HERE}/en/"))
    day.phone.follow("I have twelve words")
    day.phone.type("Your twelve words", day.kept["words"])
    day.phone.press("Open")
    day.phone.follow("What did I allow you to do?")
    day.phone.sees("What was done with it:", NGO)
    day.phone.press("Take this consent back", near=f"{NGO}: {PARTNER}")
    day.at_case(day.lev)
    day.lev.sees("Nothing more may be done with it.", PARTNER)
    day.lev.picture("taken-back", at=f"{NGO}: {PARTNER}")


def _give_something_out(window: Window, case: str) -> None:
    window.find(case.partition(" ")[0], case)
    window.follow("What left, and to whom")
    window.follow("Give something out")


def _whole_case(window: Window) -> bytes:
    window.choose("For what", "Use my information to help me")
    window.tick(*EVERY_PART, "The whole case")
    return window.take("Give it out")
