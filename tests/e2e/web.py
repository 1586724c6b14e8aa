"""A browser without scripts for tests: cookies, redirects, and the forms that stand on a page."""

from __future__ import annotations

import http.client
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

REDIRECTS = (301, 302, 303, 307, 308)
TEXT_TYPES = ("text", "email", "search", "tel", "url", "password", "textarea")


@dataclass
class Field:
    """One control: `type` is the input's, or "select" or "textarea". `choices` are what may be sent."""

    name: str
    type: str
    value: str = ""
    checked: bool = False
    multiple: bool = False
    limit: int = 0
    choices: list[str] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        return self.type in TEXT_TYPES


@dataclass
class Form:
    """One form of a page: its address and method, its controls, its buttons."""

    action: str
    method: str
    multipart: bool = False
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def names(self) -> set[str]:
        return {control.name for control in self.fields}

    def values(self) -> list[tuple[str, str]]:
        """What a browser would send if nobody touched the form."""
        sent = []
        for control in self.fields:
            if control.type in ("checkbox", "radio") and not control.checked:
                continue
            if control.type != "file":
                sent.append((control.name, control.value))
        return sent


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._select: Field | None = None
        self._area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "form":
            multipart = given.get("enctype", "").startswith("multipart")
            self._form = Form(given.get("action", ""), given.get("method", "get").lower(), multipart)
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, given, self._form)

    def _control(self, tag: str, given: dict[str, str], form: Form) -> None:
        name, limit = given.get("name", ""), int(given.get("maxlength") or 0)
        if tag == "input" and given.get("type") in ("submit", "image"):
            form.buttons.append((name, given.get("value", "")))
        elif tag == "input" and name:
            kind = "hidden" if "hidden" in given else given.get("type", "text")
            value = given.get("value", "on" if kind == "checkbox" else "")
            form.fields.append(Field(name, kind, value, "checked" in given, limit=limit))
        elif tag == "textarea" and name:
            self._area = Field(name, "textarea", limit=limit)
            form.fields.append(self._area)
        elif tag == "select" and name:
            self._select = Field(name, "select", multiple="multiple" in given)
            form.fields.append(self._select)
        elif tag == "option" and self._select is not None:
            self._select.choices.append(given.get("value", ""))
            if "selected" in given or (len(self._select.choices) == 1 and not self._select.multiple):
                self._select.value = given.get("value", "")
        elif tag == "button" and given.get("type", "submit") == "submit":
            form.buttons.append((name, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data.removeprefix("\r").removeprefix("\n") if not self._area.value else data


@dataclass
class Page:
    """An answer. `url` is the path that gave it, after redirects."""

    status: int
    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @cached_property
    def _parsed(self) -> _Forms:
        parser = _Forms()
        parser.feed(self.text)
        return parser

    @property
    def links(self) -> list[str]:
        """The paths of this site that the page links to."""
        found = (urljoin(self.url, link) for link in self._parsed.links)
        return [link for link in dict.fromkeys(found) if link.startswith("/")]

    @property
    def target(self) -> str:
        """The path of this site to which the answer sends its browser; empty where it sends it nowhere."""
        if self.status not in REDIRECTS or "location" not in self.headers:
            return ""
        found = urlsplit(urljoin(self.url, self.headers["location"]))
        return found.path + (f"?{found.query}" if found.query else "")

    @property
    def forms(self) -> list[Form]:
        forms = self._parsed.forms
        for form in forms:
            form.action = urljoin(self.url, form.action) if form.action else self.url
        return forms

    def form(self, *names: str, action: str = "") -> Form:
        """The first form that has all these fields and this in its address."""
        for form in self.forms:
            if set(names) <= form.names() and action in form.action:
                return form
        known = [(form.action, sorted(form.names())) for form in self.forms]
        raise AssertionError(f"no form with {names} at {self.url} ({self.status}): {known}")


class Browser:
    """Keeps cookies and follows redirects on one address; after a form that is posted, only where it `follows`."""

    follows = True

    def __init__(self, url: str, timeout: float = 60) -> None:
        parts = urlsplit(url)
        self.host, self.port, self.timeout = parts.hostname or "", parts.port or 80, timeout
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Page:
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: list[tuple[str, str]]) -> Page:
        body = urlencode(fields).encode()
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def upload(self, path: str, fields: list[tuple[str, str]], files: list[tuple[str, str, bytes]]) -> Page:
        """Posts as multipart; files are (field, file name, bytes)."""
        edge = secrets.token_hex(16)
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields
        ]
        for name, file, data in files:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
            parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + data + b"\r\n")
        body = b"".join([*parts, f"--{edge}--\r\n".encode()])
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def submit(self, form: Form, button: tuple[str, str] | None = None, **values: Any) -> Page:
        """Sends a form with these values changed; a list sends a field several times."""
        fields = [(name, value) for name, value in form.values() if name not in values]
        files = {control.name for control in form.fields if control.type == "file"}
        for name, value in values.items():
            if name not in files:
                fields += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
        if button is not None:
            fields.append(button)
        if form.method == "get":
            return self.get(f"{form.action.split('?')[0]}?{urlencode(fields)}")
        if not form.multipart:
            return self.post(form.action, fields)
        # What is given for a file is its name and what is in it.
        chosen = [(name, f"{values[name]}.txt", str(values[name]).encode()) for name in files & values.keys()]
        return self.upload(form.action, fields, chosen)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Page:
        for _ in range(6):
            page = self._once(method, path, body, headers)
            if not page.target or (method == "POST" and not self.follows):
                return page
            method, path, body, headers = "GET", page.target, None, {}
        raise AssertionError("too many redirects")

    def _once(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Page:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
        try:
            cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            connection.request(method, path.split("#")[0], body, headers | (cookies if self.cookies else {}))
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = line.split(";")[0].partition("=")
                self.cookies[name.strip()] = value.strip()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Page(answer.status, path.split("#")[0], found, answer.read())
        finally:
            connection.close()
