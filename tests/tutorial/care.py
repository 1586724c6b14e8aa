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
    day.dina.find("Silver", CALLED)
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
    day.lev.choose("What is needed", "Psychological support")
    day.lev.type("In a few words", "He has not slept since Sunday")
    day.lev.press("Save")
    day.lev.sees("He has not slept since Sunday")


def plan_a_service(day: Day) -> None:
    day.lev.follow("Plan a service", near="He has not slept")
    day.lev.choose("By whom", "The listening room")
    day.lev.type("What is agreed", "Tonight at nine; she calls him")
    day.lev.press("Save")
    day.lev.sees("Planned.", "The listening room")


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
    day.lev.tick(
        "Given with limits",
        "Health, and what must be looked after",
        "Whom they love, gender and body, as only they may tell it",
    )
    day.lev.type("Limits", "Nobody who comes from Tamur may read it.")
    day.lev.picture("consent", at="Read this to them")
    day.lev.press("Save")
    day.lev.sees("Saved.")
