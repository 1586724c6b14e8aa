"""Bytes to text when the declared charset may be absent, unknown or wrong.

The usual wrongs of Russian mail: windows-1251 or koi8-r labelled as utf-8, us-ascii or iso-8859-1, or not
labelled. A guess among the Cyrillic charsets scores letter frequencies of Russian.
"""

from __future__ import annotations

import codecs
import re

_TEXT_CODECS = re.compile(
    r"(utf[-_]?(8|16|32|7)|ascii|cp\d|iso8859|latin|koi8|mac|gb|big5|euc|iso2022|shift|johab|hz|ptcp154|kz1048|tis)"
)
_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
_WESTERN = {"ascii", "iso8859-1", "iso8859-15", "cp1252"}
_PERCENT = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (11, 8.5, 8, 7.4, 6.7, 6.3, 5.5, 4.7, 4.5, 4.4, 3.5, 3.2, 3, 2.8, 2.6, 2, 1.9, 1.7, 1.7, 1.6, 1.6)
        + (1.4, 1.2, 1, 0.9, 0.7, 0.6, 0.5, 0.4, 0.3, 0.3, 0.1, 0.1),
        strict=True,
    )
)
_SAMPLE = 4000
_PLAUSIBLE = 3.0  # mean score per letter; Russian in the right charset scores about 5
_FAR_BETTER = 1.4


for _codec in ("utf-8-sig", "utf-16", "cp1252", "raw-unicode-escape", *_CYRILLIC):
    codecs.lookup(_codec)  # loads what is guessed at with this module, as long as files may still be read


def load(*labels: str) -> None:
    """Loads the charsets that are named here, as long as files may still be read."""
    for label in labels:
        codec_name(label)


def decode(data: bytes, declared: str | None) -> tuple[str, bool]:
    """The text, and whether the charset had to be guessed. Never raises."""
    codec = codec_name(declared)
    if codec == "ascii" and data.isascii():
        return data.decode("ascii"), False
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _by_mark(data), False
    if declared is None and data.isascii():
        return data.decode("ascii"), False
    if codec:
        text = _strict(data, codec)
        if text is not None and (data.isascii() or not _mislabelled(data, codec)):
            return text, False
    return _guess(data, codec), True


def codec_name(label: str | None) -> str | None:
    """Python's name of a declared charset, or None if it is unknown or not a charset of text."""
    if not label or not re.fullmatch(r"[A-Za-z0-9_:.+-]{1,40}", label):
        return None
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return name if _TEXT_CODECS.match(name) else None


def _by_mark(data: bytes) -> str:
    codec = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-16"
    return data.decode(codec, "replace")


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _mislabelled(data: bytes, codec: str) -> bool:
    """Whether a one-byte charset was declared that decodes, but to something less like language."""
    if codec not in _WESTERN and codec not in _CYRILLIC:
        return False
    if _strict(data, "utf-8") is not None:
        return True
    best, score = _best_cyrillic(data)
    if codec in _WESTERN:
        return score > _PLAUSIBLE and _share_of_high_bytes(data) > 0.4
    return best != codec and score > _PLAUSIBLE and score > _FAR_BETTER * _score(data, codec)


def _guess(data: bytes, declared: str | None) -> str:
    for codec in ("utf-8", declared):
        text = _strict(data, codec) if codec and codec not in _WESTERN | set(_CYRILLIC) else None
        if text is not None:
            return text
    best, score = _best_cyrillic(data)
    broken_utf8 = data.decode("utf-8", "replace")
    if broken_utf8.count("\ufffd") * 10 < len(broken_utf8) - len(broken_utf8.encode("ascii", "ignore")):
        return broken_utf8  # mostly valid UTF-8, a few damaged characters
    if score > _PLAUSIBLE:
        return data.decode(best, "replace")
    return data.decode("cp1252" if declared in (None, "ascii") else declared, "replace")


def _best_cyrillic(data: bytes) -> tuple[str, float]:
    scores = {codec: _score(data, codec) for codec in _CYRILLIC}
    best = max(scores, key=lambda codec: scores[codec])
    return best, scores[best]


def _share_of_high_bytes(data: bytes) -> float:
    """High bytes among the letters: most in Cyrillic, few in Western languages."""
    letters = re.sub(rb"[^A-Za-z\x80-\xff]+", b"", data[:_SAMPLE])
    return len(re.sub(rb"[\x00-\x7f]+", b"", letters)) / max(1, len(letters))


def _score(data: bytes, codec: str) -> float:
    """How much like Russian the high bytes read: mean frequency of the letters, less for odd case."""
    words = re.findall(rb"[\x80-\xff]+", data[: 16 * _SAMPLE])[: _SAMPLE // 4]
    total, letters, shouted = 0.0, 0, 0
    for word in words:
        text = word[:40].decode(codec, "replace")
        letters += len(text)
        total += sum(_PERCENT.get(letter.lower(), -4.0) for letter in text)
        shouted += sum(a.islower() and b.isupper() for a, b in zip(text, text[1:], strict=False))
    return (total - 6.0 * shouted) / max(1, letters)
