"""A mail server that lets in whoever brings a good token, by XOAUTH2 and OAUTHBEARER."""

from __future__ import annotations

import base64
from collections.abc import Container
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class SmtpAuth:
    """Takes messages on 127.0.0.1 from `user` with one of the `good` tokens."""

    def __init__(self, good: Container[str], user: str) -> None:
        self.taken: list[bytes] = []
        self.mechanisms: list[str] = []
        self._good, self._user = good, user
        self._controller = Controller(
            self, hostname="127.0.0.1", port=0, auth_required=True, auth_require_tls=False, auth_exclude_mechanism=[]
        )

    @property
    def port(self) -> int:
        server: Any = self._controller.server
        return int(server.sockets[0].getsockname()[1])

    def __enter__(self) -> Self:
        look = self._controller._trigger_server

        def look_at_the_right_port() -> None:  # and not at the one that was asked for: 0
            self._controller.port = self.port
            look()

        self._controller._trigger_server = look_at_the_right_port
        self._controller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope.original_content)
        return "250 2.0.0 Taken"

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:
        return await self._judge(server, args, f"user={self._user}\1auth=Bearer ", "")

    async def auth_OAUTHBEARER(self, server: Any, args: list[str]) -> AuthResult:
        return await self._judge(server, args, f"n,a={self._user},\1auth=Bearer ", "\1")

    async def _judge(self, server: Any, args: list[str], before: str, gives_up: str) -> AuthResult:
        self.mechanisms.append(args[0])
        said = base64.b64decode(args[1]).decode()
        if said.startswith(before) and said.endswith("\1\1") and said[len(before) : -2] in self._good:
            return AuthResult(success=True, auth_data=self._user)
        answered = await server.challenge_auth(b'{"status":"invalid_token"}')
        assert answered == gives_up.encode()
        return AuthResult(success=False, handled=False)
