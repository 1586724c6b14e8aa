"""Seals a form as browser/page.js does, by the vault's own functions: for tests of what the server makes of it."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from waystation.hotline import sealing
from waystation.vault import suite
from waystation.vault.content import seal_content
from waystation.vault.padding import pad

_OFFER = re.compile(r'data-seal-key="([^"]+)" data-seal-form="([^"]+)"')


def offered(page: str) -> tuple[bytes, bytes]:
    """The key and the form that a page gives to the browser."""
    found = _OFFER.search(page)
    assert found, "the page offers no sealing"
    key, form = map(base64.b64decode, found.groups())
    return key, form


def box(key: bytes, label: bytes, form: bytes, said: Any) -> str:
    """One sealed field of a form."""
    raw = said if isinstance(said, bytes) else json.dumps(said).encode()
    return base64.b64encode(suite.seal_to(key, suite.bind(label, form), pad(raw))).decode()


def message(page: str, text: str = "Help me.", **told: Any) -> dict[str, Any]:
    """The fields that a browser sends for the form of this page, but for its token."""
    key, form = offered(page)
    return {"sealed": box(key, b"browser message", form, {"text": text} | told)}


def files(page: str, *given: tuple[str, bytes]) -> dict[str, Any]:
    """The same for files: their sealed contents, and the sealed list of them."""
    key, form = offered(page)
    contents = [seal_content(data, sealing.file_context(form)) for _, data in given]
    listed = [
        {"name": name, "type": "text/plain", "size": len(data), "key": base64.b64encode(opening).decode()}
        for (name, data), (opening, _) in zip(given, contents, strict=True)
    ]
    sent = [SimpleUploadedFile("file", sealed, "application/octet-stream") for _, sealed in contents]
    return {"listed": box(key, b"browser files", form, listed), "files": sent}


def post(client: Client, path: str = "/en/write", text: str = "Help me.", **told: Any) -> Any:
    """Opens a form, seals the words and sends it."""
    page = client.get(path)
    token = page.context["form"].token
    return client.post(path, {"once": token, **message(page.content.decode(), text, **told)})
