"""Addresses that are not to be used, as people write them down: with a name, in brackets, several in a line. Pure."""

import re
import unicodedata

_ADDRESS = re.compile(r"[^\s<>\"'(),;:@\[\]]{1,64}@[^\s<>\"'(),;:@\[\]]{1,253}")
_DIGITS = 3  # from which a line is a number
_ACCOUNT = re.compile(r"@\w{2,64}")


def names(line: str, address: str) -> bool:
    """Whether a line names this e-mail address."""
    wanted = _one_form(address.strip())
    return any(_one_form(found) == wanted for found in _addresses(line))


def is_understood(line: str) -> bool:
    """Whether it names an address, a number, or an account of a messenger; nothing else can hold anything back."""
    if _addresses(line):
        return True
    if "@" in line:
        return _ACCOUNT.fullmatch(_seen(line).strip()) is not None
    return sum(map(str.isdecimal, line)) >= _DIGITS


def _addresses(line: str) -> list[str]:
    return _ADDRESS.findall(_seen(line))


def _seen(text: str) -> str:
    """Without the letters that nobody sees."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def _one_form(address: str) -> str:
    """In lower case, with the domain as mail servers write it (RFC 3490); as it is where it is none."""
    local, _, domain = address.casefold().rpartition("@")
    try:
        return f"{local}@{domain.rstrip('.').encode('idna').decode()}"
    except UnicodeError:
        return f"{local}@{domain}"
