"""Finding one among many, changing many at once, and two who change one."""

from __future__ import annotations

from tests.tutorial.arrival import CALLED
from tests.tutorial.day import Day


def search_in_another_spelling(day: Day) -> None:
    day.lev.search("Гамзат")
    day.lev.sees(CALLED, "2 cases have these words, in one spelling or another")
    day.lev.picture("search")


def save_a_view(day: Day) -> None:
    day.lev.follow("Cases")
    day.lev.choose("Stage", "Waiting for visa or admission")
    day.lev.press("Show")
    day.lev.type("Name of the view", "Visas")
    day.lev.press("Save this view")
    day.lev.sees("The view is saved.", "Saved views:")


def change_several_at_once(day: Day) -> None:
    day.lev.press("Change all that are listed")
    day.lev.type("What we do next", "Write to the embassy before the holidays")
    day.lev.press("Show what will change")
    day.lev.sees("cases will change")
    day.lev.picture("change-together")
    day.lev.press("Change them")
    day.lev.sees("It can be taken back on this page for a week.")


def take_it_back(day: Day) -> None:
    day.lev.press("Take back", near="Changed together before")
    day.lev.sees("The cases are as they were before.")


def save_at_the_same_time_as_a_colleague(day: Day) -> None:
    for window in (day.lev, day.dina):
        window.find("Silver", CALLED)
        window.follow("Change", near="What we do next")
    day.dina.type("What we do next", "Buy a telephone")
    day.dina.press("Save")
    day.lev.type("What we do next", "Meet him at the clinic")
    day.lev.press("Save")
    day.lev.sees("Where the two differ", "Buy a telephone")
    day.lev.picture("two-at-once")
    day.lev.press("Save")
    day.lev.sees("Meet him at the clinic")


def read_the_history(day: Day) -> None:
    day.lev.follow("History: who changed what")
    day.lev.sees("Buy a telephone", "Meet him at the clinic", "Who opened it", "Dina")
