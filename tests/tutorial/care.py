"""How dangerous it is, what is needed, and what the person allows."""

from __future__ import annotations

from tests.tutorial.arrival import CALLED
from tests.tutorial.day import Day


def assess_the_risk(day: Day) -> None:
    day.at_case(day.lev)
    day.lev.follow("Assess")
    day.lev.tick("Family knows", "No passport", "Travels with children")
    day.lev.tick("Within weeks", "They have said what they will do")
    day.lev.press("Save")
    day.lev.sees("Risk", "Sum", "Family knows")


def raise_it(day: Day) -> None:
    day.dina.follow("Cases")
    day.dina.follow(CALLED)
    day.dina.follow("Assess again")
    day.dina.tick("Family told to kill, or threatened to", "Within days")
    day.dina.press("Save")
    day.dina.sees("The risk rose", "It stays on the page of today until somebody else has seen it.")


def see_the_rise(day: Day) -> None:
    day.lev.follow("Today")
    day.lev.follow("Look at it", near=f"{CALLED}: the risk rose")
    day.lev.picture("risk", at="Risk")
    day.lev.press("I have seen it")
    day.lev.sees_not("The risk rose")


def add_a_need(day: Day) -> None:
    day.lev.follow("Add", near="Needs and services")
    day.lev.choose("What is needed", "Medical care")
    day.lev.type("In a few words", "A broken finger, two weeks old")
    day.lev.press("Save")
    day.lev.sees("A broken finger, two weeks old")


def plan_a_service(day: Day) -> None:
    day.lev.follow("Plan a service", near="A broken finger")
    day.lev.choose("By whom", "Northern Clinic")
    day.lev.type("What is agreed", "Tuesday at nine, ask for the doctor with the glasses")
    day.lev.press("Save")
    day.lev.sees("Planned.", "Northern Clinic")


def say_what_came_of_it(day: Day) -> None:
    day.lev.follow("It is done")
    day.lev.tick("Done, it helped", "The need is met by it")
    day.lev.press("Save")
    day.lev.sees("The place at the provider is free again.")


def ask(day: Day) -> None:
    day.lev.follow("Use my information to help me")
    day.lev.sees("Read this to them")
    day.lev.tick("Given")
    day.lev.type("How they told us", "In a call")
    day.lev.press("Save")
    day.lev.sees("Given")


def write_down_limits(day: Day) -> None:
    day.lev.follow("All purposes")
    day.lev.follow("Share with a named partner NGO")
    day.lev.type("To whom", "Open Harbour")
    day.lev.tick("Given with limits", "Health and other things that only they may tell")
    day.lev.type("Limits", "Nobody who comes from Tamur may read it.")
    day.lev.picture("consent")
    day.lev.press("Save")
    day.lev.sees("Saved.")
