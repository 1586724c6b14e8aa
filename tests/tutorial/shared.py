"""Work that several share: tasks, flags, approvals, hand-over, who stands in."""

from __future__ import annotations

from datetime import date, timedelta

from tests.tutorial.arrival import CALLED
from tests.tutorial.day import Day


def take_the_tasks_of_the_stage(day: Day) -> None:
    day.lev.sees("This stage proposes 2 tasks.")
    day.lev.follow("Look at it", near="This stage proposes")
    day.lev.untick("Ask about health and medicines")
    day.lev.press("Make what is ticked a task")
    day.lev.sees("Ask which papers there are")
    day.lev.sees_not("This stage proposes")


def end_a_task(day: Day) -> None:
    day.lev.press("Done", near="Ask which papers there are")
    day.at_case(day.lev)
    day.lev.sees("What is over")


def raise_a_flag(day: Day) -> None:
    day.at_case(day.dina)
    day.dina.follow("Raise a flag")
    day.dina.type("What somebody must look at", "A cousin asks around where the two are.")
    day.dina.press("Raise a flag")


def resolve_it(day: Day) -> None:
    day.at_case(day.lev)
    day.lev.sees("A cousin asks around where the two are.")
    day.lev.follow("Resolve")
    day.lev.type("What was found or done", "He was told that they went to the coast.")
    day.lev.press("Resolve")


def ask_for_approval(day: Day) -> None:
    day.at_case(day.dina)
    day.dina.follow("Ask for approval")
    day.dina.choose("What for", "Money")
    day.dina.type("What you ask somebody to agree to", "120 for a telephone and shoes")
    day.dina.press("Ask")
    day.at_case(day.dina)
    day.dina.follow("Money", near="120 for a telephone")
    day.dina.sees("A coordinator who is somebody else answers.")


def approve(day: Day) -> None:
    day.lev.follow("Today")
    day.lev.follow(CALLED, near="120 for a telephone")
    day.lev.press("Approve")


def hand_the_case_over(day: Day) -> None:
    day.at_case(day.lev)
    day.lev.follow("Change", near="Responsible")
    day.lev.choose("Who is responsible", "Dina")
    day.lev.type("What they must know", "He whispers. Let him speak first.")
    day.lev.press("Save")
    day.dina.follow("Today")
    day.dina.follow("Read the note", near="hands the case over to Dina")
    day.dina.press("I take it over")
    day.dina.sees("You are responsible for this case now.")


def name_who_stands_in(day: Day) -> None:
    day.lev.follow("Cases")
    day.lev.follow("Who is away, and who stands in")
    day.lev.choose("Who stands in", "Oleg")
    monday = date.today() + timedelta(days=7 - date.today().weekday())
    day.lev.field("First day").fill(monday.isoformat())
    day.lev.field("Last day").fill((monday + timedelta(days=4)).isoformat())
    day.lev.press("Save")
    day.lev.sees("Oleg")
