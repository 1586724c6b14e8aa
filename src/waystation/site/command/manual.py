"""`waystation manual`: the manual page, for man(1), out of the same parsers that read the arguments."""

import argparse
import sys
from datetime import UTC, datetime

from waystation import __version__
from waystation.site.arguments import Argument, Command, commands, flat
from waystation.site.commands import COMMANDS, MACHINE

_CODES = {
    0: "done",
    1: "the answer is no, or something is wrong: it is said",
    2: "the arguments, or a file that they name, cannot be read",
    64: "the arguments contradict each other, or an answer is missing",
    65: "what was given is damaged or wrong: a share, a passphrase, a backup",
    66: "there is no installation in that folder",
    69: "something else that is needed is not there: a port, a database",
    73: "there is something in that folder already, or nothing can be made there",
    74: "reading or writing failed",
    75: "somebody else is at it; try again later",
    78: "the installation cannot do it as it is: the sentence says why",
    86: "stopped by a panic: nothing may start it again by itself",
}
_ENVIRONMENT = {
    "WAYSTATION_DATA": "The installation's folder, where no --data is given.",
    "WAYSTATION_VAULT_HALF": "The file of the vault half, in place of what `half` of `[vault]` in the settings says.",
    "DATABASE_URL": "A PostgreSQL database, in place of the one that the settings name.",
}


def options() -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog="waystation manual", description=f"{COMMANDS['manual']}.")


def main(arguments: list[str]) -> int:
    options().parse_args(arguments)
    sys.stdout.write(page(commands(), datetime.now(UTC)))
    return 0


def page(found: list[Command], now: datetime) -> str:
    """The page in the macros of man(7)."""
    lines = [
        f'.TH WAYSTATION 1 {now:%Y-%m-%d} "waystation {__version__}" "User Commands"',
        *_section("Name"), "waystation \\- the system behind a hotline that gets hunted people out",
        *_section("Synopsis"), ".B waystation", ".I command", "[options]",
        *_section("Description"),
        "Serves the pages of a hotline, takes its mail in, seals what comes and keeps it. The guide for whoever runs "
        "it is docs/administrators.md.",
        *_section("Commands"),
    ]  # fmt: skip
    for command in flat(found):
        lines += [f'.SS "{_text(" ".join(command.words))}"', _text(_sentence(command.purpose)), *_usage(command)]
        for argument in command.arguments:
            lines += [".TP", _name(argument), _text(argument.help or _chosen(argument))]
    lines += _section("Exit status")
    for code, meaning in _CODES.items():
        lines += [".TP", f".B {code}", _text(f"{meaning}.")]
    lines += _section("Environment")
    for name, meaning in _ENVIRONMENT.items():
        lines += [".TP", f".B {name}", _text(meaning)]
    lines += [
        *_section("Files"),
        ".TP", f".I {_text(f'{MACHINE}/data')}",
        "The installation of an installed program, where that folder is this user's.",
        ".TP", ".I \\(ti/.local/share/waystation", "The same where it is not.",
        ".TP", ".I waystation.toml", "In the installation's folder: its settings.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _section(name: str) -> list[str]:
    return [f'.SH "{name.upper()}"']


def _usage(command: Command) -> list[str]:
    usage = " ".join(command.usage.removeprefix("usage: ").split())
    return [".PP", f"\\fB{_text(usage)}\\fR"] if command.arguments else []


def _name(argument: Argument) -> str:
    value = f"\\fI{_text(argument.value)}\\fR"
    if not argument.names:
        return value
    names = ", ".join(f"\\fB{_text(name)}\\fR" for name in argument.names)
    return f"{names} {value}" if argument.value else names


def _chosen(argument: Argument) -> str:
    return f"One of: {', '.join(argument.choices)}." if argument.choices else "See above."


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _text(text: str) -> str:
    """Text that no macro and no escape is read in."""
    escaped = (
        " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq").replace("~", "\\(ti")
    )
    return f"\\&{escaped}" if escaped[:1] in (".", "'") else escaped
