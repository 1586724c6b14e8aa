"""A language that an installation adds, for the time of a test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import locale
from django.test import override_settings
from django.utils import translation
from django.utils.translation import trans_real

from waystation.vocabulary import written
from waystation.web import languages
from waystation.web.catalogues import adding, pseudo, texts

LOCALE = texts.LOCALE


@contextmanager
def offered(data: Path, code: str, catalogue: bytes, **said: Any) -> Iterator[adding.Found]:
    """Puts a catalogue into a data folder, takes it in as the settings do, and offers it on all pages."""
    folder = data / adding.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{code}.{'mo' if catalogue[:4] == texts.MAGIC else 'po'}").write_bytes(catalogue)
    (found,) = adding.take_in(data, {code: said})
    before, infos = list(languages.LANGUAGES), dict(locale.LANG_INFO)
    languages.add([found.added] if found.added else [])
    names = [(each, each) for each, _name in languages.available()]
    try:
        with override_settings(LANGUAGES=names, LOCALE_PATHS=[LOCALE, adding.compiled_to(data)]):
            yield found
    finally:
        languages.LANGUAGES[:] = before
        languages._ADDED.pop(code, None)
        written._INSTEAD.pop(code, None)
        locale.LANG_INFO.clear()
        locale.LANG_INFO.update(infos)
        vars(trans_real)["_translations"].clear()
        translation.activate("ru")


def po(said: dict[str, str]) -> bytes:
    """A small catalogue out of English words and what is said for them."""
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    quoted = {english: json.dumps(words, ensure_ascii=False) for english, words in said.items()}
    return (head + "\n".join(f'msgid "{english}"\nmsgstr {words}\n' for english, words in quoted.items())).encode()


def pseudo_locale(*, callers_alone: bool = False) -> bytes:
    """The pseudo-locale that runs from right to left; of the texts of callers' pages alone, if one likes."""
    whole = pseudo.catalogue(pseudo.TURNED)
    kept = {key: words for key, words in whole.said.items() if not callers_alone or texts.texts()[key].callers}
    read = texts.Read(kept, whole.plural, texts.coverage(kept), [], 0)
    return texts.compiled(read, english_for_the_rest=False)
