"""`waystation doctor`: says what is wrong with an installation and what to do. Shows no content and no secret."""

import argparse
import json
import sys
import textwrap
import tomllib
from typing import Any

from waystation.site import folder
from waystation.site.commands import open_installation, parser


def options() -> argparse.ArgumentParser:
    made = parser("doctor")
    made.add_argument("--json", action="store_true", help="print one line of JSON")
    return made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    if not folder.exists(chosen.data):
        sys.stderr.write("waystation: there is no installation in that folder.\n")
        return 66
    findings = _findings(chosen)
    if chosen.json:
        told = [{"check": name, "state": f.state, "said": f.said, "do": f.do} for name, f in findings.items()]
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        _print(findings)
    return int(any(finding.state == "problem" for finding in findings.values()))


def _findings(chosen: Any) -> dict[str, Any]:
    from waystation.site.doctor import checks

    try:
        open_installation(chosen.data)
    except tomllib.TOMLDecodeError:
        # Without its text, which may quote a password.
        return {"settings": checks.Finding("problem", "waystation.toml cannot be read as TOML.", "Correct it.")}
    from waystation.site.doctor.facts import gather

    return checks.judge(gather(chosen.data))


def _print(findings: dict[str, Any]) -> None:
    for state in ("problem", "warning", "ok"):
        for name, finding in findings.items():
            if finding.state == state:
                _print_one(name, finding)
    problems = sum(finding.state == "problem" for finding in findings.values())
    warnings = sum(finding.state == "warning" for finding in findings.values())
    sys.stdout.write(f"\nProblems: {problems}, warnings: {warnings}, checks: {len(findings)}.\n")


def _print_one(name: str, finding: Any) -> None:
    said = f"{finding.state:<8} {name}: {finding.said}"
    do = f"         -> {finding.do}" if finding.do else ""
    for text, indent in ((said, " " * 9), (do, " " * 12)):
        if text:
            wrapped = textwrap.fill(text, 100, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
            sys.stdout.write(f"{wrapped}\n")
