"""Morning: what must not wait, and a table that a partner sent."""

from __future__ import annotations

from tests.e2e.web import Browser
from tests.tutorial import book
from tests.tutorial.day import HERE, Day


def sign_in(day: Day) -> None:
    day.lev.open(f"{HERE}/staff/")
    day.lev.sign_in("lev", day.here)
    day.lev.sees("Today")


def read_what_must_not_wait(day: Day) -> None:
    day.lev.waits_for("did not check in")
    day.lev.sees("is compromised", "Why it stands here")
    day.lev.picture("today", menu=True)
    day.lev.follow("Mine")
    day.lev.follow("Everybody's")


def take_on_a_missed_check_in(day: Day) -> None:
    day.lev.follow("Take it on")
    day.lev.sees("If they stay silent", "Second channel")
    day.lev.type("What you do now", "I write to her on the second channel, then I call the driver.")
    day.lev.picture("check-in")
    day.lev.press("I am on it")
    day.lev.sees("Lev is on it")


def look_ahead(day: Day) -> None:
    day.lev.follow("Today")
    day.lev.follow("Calendar")
    day.lev.follow("Week")
    day.lev.sees("today")
    day.lev.picture("calendar")


def let_your_calendar_program_ask(day: Day) -> None:
    day.lev.press("Give me an address: days alone")
    address = day.lev.field("The address of your feed").input_value()
    feed = Browser(day.here.facts["public"]).get("/staff/" + address.partition("/staff/")[2])
    said = feed.body.decode()
    assert "BEGIN:VEVENT" in said
    words = {line for line in said.splitlines() if line.startswith(("SUMMARY", "DESCRIPTION", "LOCATION"))}
    assert len(words) == 1


def read_a_table(day: Day) -> None:
    day.lev.follow("Cases")
    day.lev.follow("Take a table in")
    day.lev.upload("Table", "people.csv", book.table())
    day.lev.press("Read the table")
    day.lev.sees("What would be done", "New cases: 0.", "It says no stage.")


def say_which_column_is_what(day: Day) -> None:
    day.lev.choose("Note", "Remarks")
    day.lev.choose("Where rows stand that say no stage", "Accepted for support")
    day.lev.press("Keep, and look again")
    day.lev.sees("New cases: 2.", "This is no year of birth.")
    day.lev.picture("table")


def take_the_rows_in(day: Day) -> None:
    day.lev.press("Take it in")
    day.lev.sees("2 cases made")
    day.lev.follow("Cases")
    day.lev.follow("Take a table in")
    day.lev.upload("Table", "people.csv", book.table())
    day.lev.press("Read the table")
    day.lev.choose("Note", "Remarks")
    day.lev.choose("Where rows stand that say no stage", "Accepted for support")
    day.lev.press("Keep, and look again")
    day.lev.sees("New cases: 0.")
