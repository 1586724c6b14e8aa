"""All commands with their arguments, as their own parsers have them: for shell completion and the manual page."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from waystation.site.commands import COMMANDS


@dataclass(frozen=True)
class Argument:
    """An option, or what stands by its place (`names` is empty). `value` is what is written behind it, or nothing."""

    names: tuple[str, ...]
    value: str
    help: str
    choices: tuple[str, ...]
    is_path: bool


@dataclass(frozen=True)
class Command:
    """One command, or one below it: `words` are how it is called."""

    words: tuple[str, ...]
    purpose: str
    usage: str
    arguments: tuple[Argument, ...]
    below: tuple["Command", ...] = ()


def commands() -> list[Command]:
    """Every command, in the order of the help."""
    return [_command((name,), purpose, _parser(name)) for name, purpose in COMMANDS.items()]


def flat(found: list[Command] | tuple[Command, ...]) -> Iterator[Command]:
    """Each command and each one below it."""
    for command in found:
        yield command
        yield from flat(command.below)


def _parser(name: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = import_module(f"waystation.site.command.{name}").options()
    return made


def _command(words: tuple[str, ...], purpose: str, parser: argparse.ArgumentParser) -> Command:
    arguments, below = [], []
    for action in parser._actions:  # argparse has no public way to ask a parser what it takes
        if isinstance(action, argparse._SubParsersAction):
            below += [_command((*words, name), _purpose_of(action, name), one) for name, one in action.choices.items()]
        else:
            arguments.append(_argument(action, parser))
    return Command(words, purpose, parser.format_usage(), tuple(arguments), tuple(below))


def _purpose_of(action: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str) -> str:
    return next((each.help or "" for each in action._choices_actions if each.dest == name), "")


def _argument(action: argparse.Action, parser: argparse.ArgumentParser) -> Argument:
    takes = not action.option_strings or action.nargs != 0
    value = action.metavar or action.dest.upper() if takes else ""
    shown = value if isinstance(value, str) else " ".join(value)
    help_ = parser._get_formatter()._expand_help(action) if action.help else ""
    is_path = action.type is Path or "." in shown
    return Argument(tuple(action.option_strings), shown, help_, tuple(map(str, action.choices or ())), is_path)
