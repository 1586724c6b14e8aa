"""`waystation completion`: what a shell needs to complete this program's commands and options."""

import argparse
import shlex
import sys
from collections.abc import Iterable

from waystation.site.arguments import Argument, Command, commands, flat
from waystation.site.commands import COMMANDS

_HINT = {
    "bash": "/etc/bash_completion.d/waystation",
    "zsh": "source it in ~/.zshrc, after compinit",
    "fish": "~/.config/fish/completions/waystation.fish",
}


def options() -> argparse.ArgumentParser:
    where = "; ".join(f"{shell}: {place}" for shell, place in _HINT.items())
    made = argparse.ArgumentParser(
        prog="waystation completion", description=f"{COMMANDS['completion']}. Where it goes: {where}."
    )
    made.add_argument("shell", choices=_HINT)
    return made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    sys.stdout.write({"bash": _bash, "zsh": _zsh, "fish": _fish}[chosen.shell](commands()))
    return 0


def _bash(found: list[Command]) -> str:
    """One function that walks to the command, and then offers what may stand there."""
    every = list(flat(found))
    paths = "|".join(shlex.quote(" ".join(command.words)) for command in every)
    return f"""\
# Completion of waystation for bash, as `waystation completion bash` writes it.
_waystation() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} path= word offered=
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "${{path:+$path }}$word" in
        {paths}) path=${{path:+$path }}$word ;;
        esac
    done
    COMPREPLY=()
    case "$path|$before" in
{_bash_values(every)}    esac
    case "$path" in
    '') offered={_words(COMMANDS)} ;;
{_bash_offers(every)}    esac
    COMPREPLY=($(compgen -W "$offered" -- "$current"))
    case "$path" in
    {_takes_files(every)}) [[ $current == -* ]] || COMPREPLY+=($(compgen -f -- "$current")) ;;
    esac
}}
complete -o filenames -F _waystation waystation ./waystation
"""


def _bash_values(every: Iterable[Command]) -> str:
    lines = ""
    for command in every:
        for argument in command.arguments:
            if argument.names and argument.value:
                pattern = "|".join(shlex.quote(f"{' '.join(command.words)}|{name}") for name in argument.names)
                lines += f"    {pattern}) {_bash_value(argument)}return ;;\n"
    return lines


def _bash_value(argument: Argument) -> str:
    if argument.choices:
        return f'COMPREPLY=($(compgen -W {_words(argument.choices)} -- "$current")); '
    return 'COMPREPLY=($(compgen -f -- "$current")); ' if argument.is_path else ""


def _bash_offers(every: Iterable[Command]) -> str:
    return "".join(f"    {shlex.quote(' '.join(each.words))}) offered={_words(_offered(each))} ;;\n" for each in every)


def _offered(command: Command) -> list[str]:
    """What may come next: a command below, an option, or one of the words that may stand there."""
    names = [name for argument in command.arguments for name in argument.names]
    words = [choice for argument in command.arguments if not argument.names for choice in argument.choices]
    return [*(each.words[-1] for each in command.below), *words, *names]


def _takes_files(every: Iterable[Command]) -> str:
    """Those with a file by its place. There is always one: backup create."""
    paths = [command for command in every if any(each.is_path and not each.names for each in command.arguments)]
    return "|".join(shlex.quote(" ".join(command.words)) for command in paths)


def _words(words: Iterable[str]) -> str:
    return shlex.quote(" ".join(words))


def _zsh(found: list[Command]) -> str:
    return f"# For zsh, by its bash emulation.\nautoload -U +X bashcompinit && bashcompinit\n{_bash(found)}"


def _fish(found: list[Command]) -> str:
    lines = [
        "# Completion of waystation for fish, as `waystation completion fish` writes it.",
        "complete -c waystation -f",
    ]
    for command in found:
        lines.append(_fish_line("__fish_use_subcommand", command.words[0], command.purpose))
        here = f"__fish_seen_subcommand_from {command.words[0]}"
        below = " ".join(each.words[-1] for each in command.below)
        for each in command.below:
            lines.append(
                _fish_line(f"{here}; and not __fish_seen_subcommand_from {below}", each.words[-1], each.purpose)
            )
        for each in flat([command]):
            within = here if each is command else f"{here}; and __fish_seen_subcommand_from {each.words[-1]}"
            lines += [_fish_argument(within, argument) for argument in each.arguments]
    return "\n".join(filter(None, lines)) + "\n"


def _fish_line(condition: str, words: str, purpose: str) -> str:
    return f"complete -c waystation -n {_fish_quoted(condition)} -a {_fish_quoted(words)} -d {_fish_quoted(purpose)}"


def _fish_argument(condition: str, argument: Argument) -> str:
    line = f"complete -c waystation -n {_fish_quoted(condition)}"
    for name in argument.names:
        line += f" -l {name[2:]}" if name.startswith("--") else f" -s {name[1:]}"
    if argument.choices:
        line += f" {'-xa' if argument.names else '-a'} {_fish_quoted(' '.join(argument.choices))}"
    elif argument.is_path:
        line += " -rF" if argument.names else " -F"
    elif argument.names:
        line += " -x" if argument.value else ""
    else:
        return ""
    return f"{line} -d {_fish_quoted(argument.help)}" if argument.help else line


def _fish_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
