"""An invented organisation gets invented people out, day by day, through the same actions as the pages call.

`scenario` draws what happens, `operation` acts on it with a clock of its own, `stored` reads what is there in the end,
and `checker` looks for what must never be. Nothing of it touches an installation that is in use.
"""
