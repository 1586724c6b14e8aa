"""Texts that are taken for each other: names of people, of bodies, addresses. Pure.

Unicode Technical Standard 39 calls two texts with one skeleton confusable. The table is its share for the alphabets in
which people write to us: Latin, Cyrillic, Greek.
"""

import re
import unicodedata

# Each letter with the one that it is taken for.
_LIKE = "аaвbгrеeз3иuкkмmнhоoпnрpсcтtуyхxьbѕsіlјjԁdһhӏlԛqԝwѵvαaβbγyεeηnιlκkνvοoρpτtυuχxωwϲcɡgɑaılłløođdil|l0o1l5s"
_SHAPES = str.maketrans(_LIKE[::2], _LIKE[1::2])
_PAIRS = (("rn", "m"), ("vv", "w"))
BETWEEN = re.compile(r"[-._]")


def skeleton(text: str) -> str:
    """What a text looks like: texts of one skeleton are taken for each other."""
    shape = (text.casefold() if text.isascii() and text.isprintable() else _bare(text)).translate(_SHAPES)
    for pair, one in _PAIRS:
        shape = shape.replace(pair, one)
    return BETWEEN.sub("", shape)


def _bare(text: str) -> str:
    """Without marks and what is not seen."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in apart if unicodedata.category(letter)[0] not in "MC")
