"""HTML to text for hostile HTML: linear in its length, fetches nothing, renders nothing.

Not a validator: a tokenizer that follows the HTML standard closely enough to never show a script or style
as text and never to lose text after an unclosed quote or comment. Links are shown, defanged.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_DROPPED = {"script", "style", "title", "template", "iframe", "noembed", "noframes", "object", "svg", "math"}
_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure")
    + ("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p")
    + ("pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul")
)
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre", "dl"))
_ADDRESSES = ("mailto:", "tel:", "#", "/")
_QUOTE_DEPTH = 5
_LINK = 500
_NAME = re.compile(r"[a-zA-Z][^\s/>]{0,40}")
_VALUE = re.compile(r"""[^\s"'>]{0,4000}""")
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>="']{1,60})\s{0,20}(=?)\s{0,20}""")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SCHEME = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)


class Tag(NamedTuple):
    """A start tag with the attributes that carry text, or an end tag."""

    name: str
    closes: bool
    attributes: dict[str, str]


def to_text(markup: str) -> str:
    """The text of an HTML document or fragment."""
    renderer = _Renderer()
    for token in tokens(markup):
        if isinstance(token, str):
            renderer.text(token)
        else:
            renderer.tag(token)
    return renderer.result()


def tokens(markup: str) -> Iterator[str | Tag]:
    """Text (entities resolved) and tags, without comments, declarations and dropped elements."""
    scanner = _Scanner(markup)
    position = 0
    while position < len(markup):
        opening = markup.find("<", position)
        opening = len(markup) if opening < 0 else opening
        if opening > position:
            yield _unescape(markup[position:opening])
        if opening == len(markup):
            return
        token, position = scanner.markup_at(opening)
        if token is None:
            continue
        yield token
        if isinstance(token, Tag) and not token.closes and token.name in _DROPPED:
            position = scanner.after_element(token.name, position)


class _Scanner:
    """Searches forward only; what was not found once is not searched for again, which keeps it linear."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._absent: set[str] = set()

    def _find(self, needle: str, position: int) -> int:
        if needle in self._absent:
            return -1
        found = self._markup.find(needle, position)
        if found < 0:
            self._absent.add(needle)
        return found

    def markup_at(self, opening: int) -> tuple[str | Tag | None, int]:
        """The token that starts with the `<` at `opening`, and where the next one starts."""
        markup = self._markup
        if markup.startswith("<!--", opening):
            return None, self._end("-->", opening + 2)
        if markup.startswith(("<!", "<?"), opening):
            return None, self._end(">", opening)
        closes = markup.startswith("</", opening)
        name = _NAME.match(markup, opening + 1 + closes)
        if not name:
            return "<", opening + 1
        attributes, position = self._attributes(name.end())
        return Tag(name[0].lower(), closes, attributes), position

    def _end(self, needle: str, position: int) -> int:
        """After the next `needle`; if there is none, what follows is text rather than lost."""
        found = self._find(needle, position)
        return found + len(needle) if found >= 0 else position + 2

    def _attributes(self, position: int) -> tuple[dict[str, str], int]:
        attributes: dict[str, str] = {}
        while match := _ATTRIBUTE.match(self._markup, position):
            value, position = self._value(match.end()) if match[2] else ("", match.end())
            if match[1].lower() in ("href", "alt") and len(attributes) < 4:
                attributes.setdefault(match[1].lower(), _unescape(value))
        return attributes, self._end_of_tag(position)

    def _value(self, position: int) -> tuple[str, int]:
        quote = self._markup[position : position + 1]
        if quote in ('"', "'") and quote:
            end = self._find(quote, position + 1)
            if end >= 0:
                return self._markup[position + 1 : end], end + 1
            return "", position + 1
        match = _VALUE.match(self._markup, position)
        return (match[0], match.end()) if match else ("", position)

    def _end_of_tag(self, position: int) -> int:
        found = self._find(">", position)
        return found + 1 if found >= 0 else len(self._markup)

    def after_element(self, name: str, position: int) -> int:
        """Behind the end tag of an element that is dropped with everything in it."""
        end = re.compile(f"</{name}[\\s/>]", re.IGNORECASE | re.ASCII).search(self._markup, position)
        return end.start() if end else len(self._markup)


class _Renderer:
    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._wanted = 0  # newlines wanted before the next text
        self._space = False
        self._quotes = 0
        self._verbatim = 0
        self._link = ""
        self._link_text: list[str] = []

    def text(self, text: str) -> None:
        if self._verbatim:
            for number, line in enumerate(text.split("\n")):
                self._wanted = max(self._wanted, 1 if number else 0)
                self._put(line)
            return
        text = _SPACE.sub(" ", text)
        self._space = self._space or text.startswith(" ")
        if stripped := text.strip(" "):
            self._put(stripped)
            self._space = text.endswith(" ")

    def tag(self, tag: Tag) -> None:
        if tag.name == "br" or tag.name in _BLOCKS:
            self._space = False
            least = 2 if tag.name in _PARAGRAPHS else 1
            self._wanted = min(2, self._wanted + 1) if tag.name == "br" else max(self._wanted, least)
        change = -1 if tag.closes else 1
        if tag.name == "blockquote":
            self._quotes = max(0, self._quotes + change)
        elif tag.name == "pre":
            self._verbatim = max(0, self._verbatim + change)
        elif tag.name == "a":
            self._anchor(tag)
        elif tag.closes:
            return
        elif tag.name == "li":
            self._put("- ")
        elif tag.name in ("td", "th"):
            self._space = True
        elif tag.name == "img" and tag.attributes.get("alt", "").strip():
            self.text(" [" + tag.attributes["alt"][:200].strip() + "] ")

    def _anchor(self, tag: Tag) -> None:
        target, shown = self._link, "".join(self._link_text).strip()
        self._link, self._link_text = tag.attributes.get("href", "").strip(), []
        if target and target != shown and target.rstrip("/") != shown.rstrip("/"):
            self.text(f" <{defang(target)}>" if target.partition(":")[2] != shown else "")

    def _put(self, text: str) -> None:
        if self._wanted and self._pieces:
            self._pieces.append("\n" * self._wanted)
            self._space = False
        if (self._wanted or not self._pieces) and self._quotes:
            self._pieces.append("> " * min(self._quotes, _QUOTE_DEPTH))
        elif self._space and self._pieces and not self._pieces[-1].endswith((" ", "\n")):
            self._pieces.append(" ")
        self._wanted, self._space = 0, False
        self._pieces.append(text)
        if self._link and len(self._link_text) < 50:
            self._link_text.append(text)

    def result(self) -> str:
        return "".join(self._pieces).strip()


def defang(target: str) -> str:
    """A link nobody opens by accident: `hxxps://example[.]org/path`. Of odd schemes only the name."""
    target = "".join(target.split())[:_LINK]
    scheme = _SCHEME.match(target)
    if not scheme:
        return target if target.lower().startswith(_ADDRESSES) else target.split(":")[0] + ":…"
    host, slash, rest = target[scheme.end() :].partition("/")
    name = scheme[0].lower().replace("http", "hxxp").replace("ftp", "fxp")
    return name + host.replace(".", "[.]") + slash + rest


def _unescape(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # a numeric reference of thousands of digits
        return text
