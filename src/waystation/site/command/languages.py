"""`waystation languages`: how much each language says, and what a translator needs. Opens nothing sealed."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from waystation.site import folder
from waystation.site.commands import open_installation, parser

PSEUDO = ("en-xa", "ar-xb")


def options() -> argparse.ArgumentParser:
    made = parser("languages")
    made.add_argument("--json", action="store_true", help="print one line of JSON")
    deeds = made.add_subparsers(dest="deed", metavar="DEED", help="without one: the coverage of each language")
    template = deeds.add_parser("template", help="write every text without a translation, as a .po file, to begin with")
    template.add_argument("code", metavar="CODE", help="of the language, such as uk or ar")
    check = deeds.add_parser("check", help="say which translations of a .po or .mo file are not taken, and why")
    check.add_argument("file", type=Path, metavar="FILE", help="named by its language, such as uk.po")
    pseudo = deeds.add_parser("pseudo", help="write a pseudo-locale as a .mo file: what is not translatable shows")
    pseudo.add_argument("code", choices=PSEUDO, help="longer with accents, or from right to left")
    pseudo.add_argument("file", type=Path, metavar="FILE", help="where to, such as DIR/languages/ar-xb.mo")
    return made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    if chosen.deed == "template":
        return _template(chosen.code)
    if chosen.deed == "check":
        return _check(chosen.file)
    if chosen.deed == "pseudo":
        return _pseudo(chosen.code, chosen.file)
    if folder.exists(chosen.data):
        open_installation(chosen.data)
    told = coverage(_added(chosen.data) if folder.exists(chosen.data) else [])
    if chosen.json:
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        _print(told)
    return int(any(each["fault"] for each in told))


def _added(data: Path) -> list[Any]:
    from django.conf import settings

    found: list[Any] = settings.WAYSTATION_LANGUAGES
    return found


def coverage(added: list[Any]) -> list[dict[str, Any]]:
    """Of each language how many texts it has, of how many; and of one that is not offered, why not."""
    from waystation.web.catalogues import texts

    rows = [_row(code, texts.about(code)[0], texts.own(code)) for code in ("en", "ru", "ce")]
    for each in added:
        if each.added is None:
            rows.append(_row(each.code, each.code, texts.coverage({}), fault=each.fault))
            continue
        said = texts.read(each.source.read_bytes(), each.code)
        rows.append(_row(each.code, each.added.name, said.coverage, len(said.left_out)))
    return rows


def _row(code: str, name: str, covered: Any, left_out: int = 0, fault: str = "") -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "callers": covered.callers,
        "of_callers": covered.of_callers,
        "texts": covered.texts,
        "of_texts": covered.of_texts,
        "left_out": left_out,
        "fault": fault,
    }


def _print(told: list[dict[str, Any]]) -> None:
    sys.stdout.write(f"{'':8}{'callers’ pages':>22}{'all pages':>22}{'left out':>10}\n")
    for each in told:
        callers, every = _part(each["callers"], each["of_callers"]), _part(each["texts"], each["of_texts"])
        said = each["fault"] and f"not offered: {each['fault']}"
        sys.stdout.write(f"{each['code']:8}{callers:>22}{every:>22}{each['left_out']:>10}  {said or each['name']}\n")


def _part(some: int, of: int) -> str:
    return f"{some} of {of} {100 * some // max(of, 1):>3} %"


def _template(code: str) -> int:
    from waystation.web.catalogues import texts
    from waystation.web.languages import is_code

    if not is_code(code):
        sys.stderr.write("waystation: that is no language's code, such as uk or zh-hans.\n")
        return 64
    sys.stdout.buffer.write(texts.template(code))
    return 0


def _check(file: Path) -> int:
    from waystation.web.catalogues import adding, texts

    try:
        read = texts.read(file.read_bytes(), adding.code_of(file.stem))
    except OSError as error:
        sys.stderr.write(f"waystation: the file cannot be read: {error.strerror}.\n")
        return 66
    except texts.NotACatalogue as error:
        sys.stderr.write(f"waystation: {error}.\n")
        return 65
    for english, why in read.left_out:
        sys.stdout.write(f"left out: {english!r}: {why}\n")
    covered = read.coverage
    sys.stdout.write(
        f"callers' pages {_part(covered.callers, covered.of_callers)}, all pages "
        f"{_part(covered.texts, covered.of_texts)}; {len(read.left_out)} left out, {read.unknown} of no text of this "
        "version\n"
    )
    return int(bool(read.left_out))


def _pseudo(code: str, file: Path) -> int:
    from waystation.web.catalogues import pseudo, texts

    try:
        file.write_bytes(texts.compiled(pseudo.catalogue(code), english_for_the_rest=False))
    except OSError as error:
        sys.stderr.write(f"waystation: the file cannot be written: {error.strerror}.\n")
        return 73
    return 0
