"""A mail provider's token endpoint (RFC 6749 6) and introspection (RFC 7662) on 127.0.0.1."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

USER = "hotline"


class Provider:
    """Gives a token for each good refresh token; `rotates`: and a new refresh token in its place."""

    def __init__(self) -> None:
        self.refresh, self.rotates, self.lasts = "first-refresh", False, 3600
        self.asked: list[dict[str, str]] = []
        self.good: set[str] = set()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                form = {name: values[0] for name, values in parse_qs(self.rfile.read(size).decode()).items()}
                status, answer = provider.token(form) if self.path == "/token" else provider.introspect(form)
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(form)
        if form.get("grant_type") != "refresh_token" or form.get("refresh_token") != self.refresh:
            return 400, {"error": "invalid_grant"}
        token = f"token-{len(self.asked)}"
        self.good.add(token)
        answer: dict[str, Any] = {"access_token": token, "token_type": "Bearer", "expires_in": self.lasts}
        if self.rotates:
            self.refresh = f"refresh-{len(self.asked)}"
            answer["refresh_token"] = self.refresh
        return 200, answer

    def introspect(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        good = form.get("token") in self.good
        return 200, {"active": "true", "username": USER} if good else {"active": "false"}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
