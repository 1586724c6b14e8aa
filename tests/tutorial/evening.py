"""Evening: what the day comes to, and what ends."""

from __future__ import annotations

from tests.tutorial.day import Day


def look_at_the_pictures(day: Day) -> None:
    day.lev.follow("Counts")
    day.lev.follow("Pictures")
    day.lev.sees("The numbers")
    day.lev.picture("pictures")


def close_a_case(day: Day) -> None:
    day.lev.search("Khamzat")
    day.lev.page.locator("tbody th a").filter(has_not_text="Silver Kestrel").click()
    day.lev.follow("Move on")
    day.lev.choose("Stage", "Closed: outside mandate")
    day.lev.choose("Reason for closing", "The same person as in another case")
    day.lev.type("What happened, how we know", "It is Silver Kestrel.")
    day.lev.press("Save")
    day.lev.sees("Closed: outside mandate", "The case is closed.")


def see_to_aftercare(day: Day) -> None:
    day.lev.follow("Cases")
    day.lev.follow("Abroad")
    day.lev.follow("Grey Wren")
    day.lev.sees("Check-ups", "Aftercare until")
    day.lev.follow("Move on")
    day.lev.sees("Aftercare lasts a year")


def sign_out(day: Day) -> None:
    day.lev.press("Sign out")
    day.lev.sees("Passphrase")
