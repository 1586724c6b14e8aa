"""The whole file: one page that asks nobody for anything, runs nothing, and opens in any browser."""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Final

from waystation.planning.drawing.markup import Markup, document, style, tag

_SHEET: Final = (files("waystation.planning.drawing") / "style.css").read_text(encoding="utf-8")


def page(title: str, *sections: Markup, about: str, made_of: str) -> str:
    """The file. `about` says who may see it, `made_of` which problem and plan it shows."""
    body = tag(
        "body",
        tag("header", tag("h1", title), tag("p", about, class_="about")),
        tag("main", *sections),
        tag("footer", tag("p", made_of)),
    )
    return document(_head(title), body)


def _head(title: str) -> Markup:
    """Nothing may be loaded or run, whatever an id contains: not even a style but the one whose hash is given."""
    hashed = b64encode(sha256(_SHEET.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="robots", content="noindex, nofollow, noarchive"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        style(_SHEET),
    )


def fingerprint(raw: bytes) -> str:
    """So that two people know that they speak of the same file."""
    return sha256(raw).hexdigest()[:12]
