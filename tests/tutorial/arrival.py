"""Somebody writes, and becomes a case: vetting, names, who belongs together."""

from __future__ import annotations

from tests.tutorial.day import HERE, Day

CALLED = "Silver Kestrel"


def write_as_somebody_in_danger(day: Day) -> None:
    phone = day.phone
    phone.open(f"{HERE}/en/")
    phone.follow("I want to write")
    phone.page.locator("textarea").first.fill(text := day.said("They held my cousin"))
    phone.type("How shall we call you?", "A. from Selnaya")
    day.typed.add(text)
    phone.press("Send")
    day.kept["words"] = " ".join(phone.page.locator("ol.phrase li").all_inner_texts())
    assert len(day.kept["words"].split()) == 12
    phone.picture("twelve-words")


def answer(day: Day) -> None:
    day.lev.follow("Requests")
    day.lev.waits_for("A. from Selnaya")
    day.lev.follow("A. from Selnaya")
    day.lev.sees("My brother is fourteen")
    day.lev.page.locator("#answer textarea").first.fill(text := day.said("We have your message"))
    day.typed.add(text)
    day.lev.press("Send the answer")
    day.lev.sees("The answer is written.")


def let_a_colleague_vet(day: Day) -> None:
    day.dina.page.goto(day.address(f"{HERE}/staff/"))
    day.dina.sign_in("dina", day.here)
    day.dina.follow("Requests")
    day.dina.follow("All")
    day.dina.follow("A. from Selnaya")
    day.dina.follow("Vetting")
    day.dina.choose("What you hold them to be", "Provisional")
    day.dina.type("Why", "Tells what others from there told us.")
    day.dina.press("Say so")
    day.dina.choose("What you hold them to be", "Cleared")
    day.dina.type("Why", "We spoke twice. It fits.")
    day.dina.press("Say so")
    day.dina.sees("Waits for a second person")


def be_the_second_person(day: Day) -> None:
    day.lev.follow("Vetting")
    day.lev.picture("vetting")
    day.lev.press("I hold the same: Cleared")
    day.lev.sees("Cleared")


def open_a_case(day: Day) -> None:
    day.lev.follow("Messages")
    day.lev.follow("Accept: open a case")
    day.lev.type("What we call the person", CALLED)
    day.lev.type("Region they come from", "Tamur")
    day.lev.tick("Soon")
    day.lev.type("What we do next", "Ask about papers")
    day.lev.press("Accept")
    day.lev.sees("The request is a case now.", CALLED)
    day.kept["case"] = day.lev.page.url.partition("?")[0]


def write_down_a_name(day: Day) -> None:
    day.lev.follow(CALLED, near="People")
    day.lev.follow("Change")
    day.lev.type("Name", "Хьамзат Вельтар")
    day.lev.choose("What is known of the birth date", "Only the year is known")
    day.lev.type("Year", "1998")
    day.lev.press("Save")
    day.lev.sees("Likely the same person", "Khamzat Veltar", "Nothing is kept yet.")
    day.lev.picture("likely")


def say_what_you_know_of_the_two(day: Day) -> None:
    day.lev.tick("The same person")
    day.lev.press("Save")
    day.lev.sees("Хьамзат Вельтар")


def add_who_comes_along(day: Day) -> None:
    day.lev.follow(CALLED)
    day.lev.follow("All, and who belongs together")
    day.lev.follow("Add a person")
    day.lev.type("What we call the person", "Young Siskin")
    day.lev.untick("Comes along")
    day.lev.tick("In the care of somebody who comes along")
    day.lev.choose("What is known of the birth date", "About that year, give or take two")
    day.lev.type("Year", "2012")
    day.lev.press("Save")
    day.lev.sees("may be under 18")


def say_who_belongs_together(day: Day) -> None:
    day.lev.follow("Say it of two")
    day.lev.choose("Who", "Young Siskin")
    day.lev.choose("And who", CALLED)
    day.lev.choose("Travel together", "Must")
    day.lev.choose("Who cannot be without the other", "The first one")
    day.lev.press("Save")
    day.lev.sees("Young Siskin cannot be without the other")
    day.lev.picture("together")
