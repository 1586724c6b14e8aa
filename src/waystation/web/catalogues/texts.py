"""The texts of this program, and a catalogue held against them: which it has, which it may not say as it does."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, read_po, write_po

from waystation.vocabulary import vocabularies
from waystation.web.catalogues import checking

LOCALE = Path(__file__).resolve().parents[2] / "locale"
AT_MOST = 8 * 2**20  # bytes of a catalogue: several times the largest of ours
ENTRIES = 50_000
MAGIC = b"\xde\x12\x04\x95"  # a compiled catalogue begins so, or with the same bytes turned round
CALLERS = (
    "hotline/briefings/",
    "hotline/callers",
    "hotline/consent_pages",
    "hotline/consent_words",
    "hotline/contact_forms",
    "hotline/contact_rules",
    "hotline/crowd_page",
    "hotline/forms",
    "hotline/public_views",
    "hotline/templates/public/",
    "trust/forms",
    "trust/public_views",
    "trust/rules",
    *(f"trust/templates/trust/{page}.html" for page in ("_statement", "ask", "card", "check", "ours", "report")),
    "files/wording",
    "web/context",
    "web/templates/",
    "web/templatetags/",
)
"""Where texts stand that callers read, by how the path of the source begins."""
CALLERS_TERMS = ("consent_purposes", "safe_contact")
Key = tuple[str | None, str]


class NotACatalogue(Exception):
    """The file is not one that gettext's tools would write. The message says what is wrong, and nothing of the file."""


@dataclass(frozen=True)
class Text:
    """One text of the program: its English words (singular and plural where it counts), and whether callers read it."""

    context: str | None
    english: tuple[str, ...]
    callers: bool


@dataclass(frozen=True)
class Coverage:
    """How many texts a language has, of how many: on the callers' pages, and on all pages."""

    callers: int
    of_callers: int
    texts: int
    of_texts: int

    @property
    def whole(self) -> bool:
        return self.callers == self.of_callers

    @property
    def mostly(self) -> bool:
        return 2 * self.callers >= self.of_callers


@dataclass(frozen=True)
class Read:
    """A catalogue held against the texts. `left_out`: the English words, and why their translation is not taken."""

    said: dict[Key, tuple[str, ...]]
    plural: tuple[int, str]
    coverage: Coverage
    left_out: list[tuple[str, str]]
    unknown: int


@cache
def texts() -> dict[Key, Text]:
    """Every text that can be translated, by context and English words: Chechen's list has all, and says few."""
    with (LOCALE / "ce" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file, locale=None)
    found = {}
    for message in catalogue:
        if message.id:
            english = _several(message.id)
            callers = any(str(place).startswith(CALLERS) for place, _line in message.locations)
            found[(message.context, english[0])] = Text(message.context, english, callers)
    return found | _terms()


def _terms() -> dict[Key, Text]:
    """The labels of the vocabularies, which are written in Russian and English beside their codes."""
    found = {}
    for vocabulary in vocabularies.names():
        context, callers = vocabularies.context_of(vocabulary), vocabulary in CALLERS_TERMS
        for term in vocabularies.terms(vocabulary):
            found[(context, term.en)] = Text(context, (term.en,), callers)
    return found


def own(code: str) -> Coverage:
    """How much of it the program itself says in one of its languages: "en", "ru", "ce"."""
    if code == "en":
        return coverage(texts())
    said = read((LOCALE / code / "LC_MESSAGES" / "django.po").read_bytes(), code).said
    return coverage({**said, **_terms()} if code == "ru" else said)


def _several(words: str | Sequence[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def read(data: bytes, code: str) -> Read:
    """A .po or .mo file. Raises NotACatalogue. What is not a text of this version is counted and left out."""
    catalogue = _opened(data)
    plural = _plural(catalogue, code)
    said: dict[Key, tuple[str, ...]] = {}
    left_out, unknown = [], 0
    for message in catalogue:
        words = _several(message.string)
        if not message.id or not all(words) or message.fuzzy:
            continue
        english = _several(message.id)
        key = (message.context, english[0])
        if key not in texts():
            unknown += 1
            continue
        wrong = checking.faults(texts()[key].english, words) or _wrong_number(texts()[key], words, plural)
        if wrong:
            left_out.append((english[0], "; ".join(wrong)))
        else:
            said[key] = words
    return Read(said, plural, coverage(said), left_out, unknown)


def _wrong_number(text: Text, words: Sequence[str], plural: tuple[int, str]) -> list[str]:
    wanted = plural[0] if len(text.english) > 1 else 1
    return [] if len(words) == wanted else [f"{len(words)} forms where there are {wanted}"]


def coverage(said: Mapping[Key, object]) -> Coverage:
    """How much of this program's texts is there."""
    known = texts()
    callers = {key for key, text in known.items() if text.callers}
    return Coverage(len(callers & said.keys()), len(callers), len(known.keys() & said.keys()), len(known))


def _opened(data: bytes) -> Catalog:
    if len(data) > AT_MOST:
        raise NotACatalogue("it is larger than any catalogue")
    compiled = data[:4] in (MAGIC, MAGIC[::-1])
    try:
        if compiled:
            _bounded(data)
            return read_mo(io.BytesIO(data))
        return read_po(io.BytesIO(data), abort_invalid=True)
    except NotACatalogue:
        raise
    except PoFileError as error:
        raise NotACatalogue(f"line {error.lineno + 1} is not as gettext writes it") from None
    except (OSError, ValueError, LookupError, struct.error, TypeError, AttributeError, AssertionError):
        raise NotACatalogue("it is not as gettext's tools write it") from None


def _bounded(data: bytes) -> None:
    """Refuses a compiled catalogue whose tables say more than its bytes are."""
    order = "<" if data[:4] == MAGIC else ">"
    try:
        _version, count, ids, strings = struct.unpack_from(f"{order}4I", data, 4)
        if count > ENTRIES:
            raise NotACatalogue("it has more texts than any catalogue")
        places = [at + 8 * each for at in (ids, strings) for each in range(count)]
        told = sum(struct.unpack_from(f"{order}I", data, place)[0] for place in places)
    except struct.error:
        raise NotACatalogue("it ends before it should") from None
    if told > len(data):
        raise NotACatalogue("its tables say more than it holds")


def _plural(catalogue: Catalog, code: str) -> tuple[int, str]:
    """The rule of plurals that the file names, where it is sound; else the language's own by the CLDR."""
    try:
        if "plural-forms" in {name.lower() for name, _value in catalogue.mime_headers}:
            named = (catalogue.num_plurals, catalogue.plural_expr)
            if checking.sound_plural(*named):
                return named
    except (ValueError, AttributeError, TypeError):
        pass
    known = get_plural(_locale_name(code))
    return known.num_plurals, known.plural_expr


def _locale_name(code: str) -> str:
    first, *rest = code.split("-")
    return "_".join([first, *(each.upper() if len(each) == 2 else each.title() for each in rest)])


def about(code: str) -> tuple[str, bool]:
    """A language's own name and whether it is written from right to left, by the CLDR; else its code."""
    for name in (_locale_name(code), code.split("-")[0]):
        try:
            found = Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
        own = found.get_display_name() or code
        return own[:1].upper() + own[1:], found.text_direction == "rtl"
    return code, False


def compiled(found: Read, *, english_for_the_rest: bool) -> bytes:
    """A .mo file of what may be said. With `english_for_the_rest`, English stands where nothing is, and not Russian."""
    made = Catalog(locale=None, charset="utf-8")
    for key, text in texts().items():
        words = found.said.get(key) or (_in_english(text, found.plural[0]) if english_for_the_rest else ())
        if words:
            several = len(text.english) > 1
            made.add(text.english if several else text.english[0], words if several else words[0], context=text.context)
    forms, expression = found.plural
    made.mime_headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Plural-Forms", f"nplurals={forms}; plural={expression};"),
    ]
    written = io.BytesIO()
    write_mo(written, made)
    return written.getvalue()


def _in_english(text: Text, forms: int) -> tuple[str, ...]:
    """English plural forms in the other language's number of them: its first is the one thing, as in nearly all."""
    if len(text.english) == 1:
        return text.english
    return (text.english[0] if forms > 1 else text.english[1], *[text.english[1]] * (forms - 1))


def template(code: str) -> bytes:
    """A .po file to begin with: every text in English, without a translation, those of the callers' pages first."""
    forms, expression = _plural(Catalog(), code)
    made = Catalog(
        locale=None,
        project="waystation",
        charset="utf-8",
        fuzzy=False,
        header_comment=f"# Waystation in {about(code)[0]}.",
    )
    made.mime_headers = [
        ("Language", code),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", f"nplurals={forms}; plural={expression};"),
    ]
    for text in sorted(texts().values(), key=lambda text: not text.callers):
        several = len(text.english) > 1
        made.add(
            text.english if several else text.english[0],
            [""] * forms if several else "",
            context=text.context,
            auto_comments=["read by callers"] if text.callers else [],
        )
    written = io.BytesIO()
    write_po(written, made, width=None)
    return written.getvalue()
