"""One connection to the listener: SMTP (RFC 5321) or, after LHLO, LMTP (RFC 2033)."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import re
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP

from waystation.mail.envelope import Accept, Envelope
from waystation.mail.errors import Refused, TryAgain, too_large

CHUNK_BYTES = 64 * 1024
COMMAND_BYTES = 2048
COMMANDS = 100_000  # of one kind; a sending server may keep its connection for long
_PATIENCE = 4  # how many times the size limit is read and thrown away before the connection is cut
_STOP_SECONDS = 10

_LATER = "451 4.3.0 The message could not be stored just now. Please send it again later."
_NOT_HERE = "550 5.1.1 There is no such mailbox here. Please check the address."
_MALFORMED = "553 5.1.3 This address cannot be read. Please check the address."
_DOMAIN = r"""@[^\s"<>@\x00-\x1f]{1,255}"""
_ADDRESS = re.compile(rf"""[^\s"<>@\x00-\x1f]{{1,64}}({_DOMAIN})?|"[^"\\\x00-\x1f]{{1,64}}"{_DOMAIN}""")
_WORD, _LABEL = r"[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]{1,64}", r"[0-9A-Za-z-]{1,63}"
_USUAL_PATH = re.compile(rf"<({_WORD}(?:\.{_WORD}){{0,9}}@{_LABEL}(?:\.{_LABEL}){{0,9}})>(?:[ ]+(.*))?")
_PLAIN_REPLY = re.compile(r"([245])\d\d (?!\d\.\d)")


@dataclass
class Gate:
    """What all connections of a listener share: the settings, and how much is going on."""

    accept: Accept
    name: str
    max_bytes: int
    is_local: Callable[[str], bool] | None
    tls: ssl.SSLContext | None
    connections: int
    from_one: int
    recipients: int
    idle_seconds: float
    session_seconds: float
    pool: ThreadPoolExecutor
    sessions: set[Session] = field(default_factory=set)
    held_bytes: int = 0

    def is_full(self, network: str) -> bool:
        """Whether one more connection from this network is one too many, over all or for it."""
        same = sum(session.network == network for session in self.sessions)
        return len(self.sessions) >= self.connections or same >= self.from_one

    @property
    def budget_bytes(self) -> int:
        """How much of unfinished messages may be in memory at once."""
        return 4 * self.max_bytes

    async def drain(self) -> None:
        """Waits for what is being accepted, then closes every connection."""
        deadline = asyncio.get_running_loop().time() + _STOP_SECONDS
        while any(session.accepting for session in self.sessions):
            if asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(0.02)
        for session in list(self.sessions):
            session.close()


def network_of(peer: object) -> str:
    """The address that a connection comes from; of IPv6 the /64, which is one household or one machine."""
    try:
        address = ipaddress.ip_address(str(peer[0]).partition("%")[0])  # type: ignore[index]
    except (TypeError, IndexError, ValueError):
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    plain = address.ipv4_mapped
    return str(plain) if plain else str(ipaddress.ip_network((address, 64), strict=False))


class Session(SMTP):
    """aiosmtpd's command loop with our own greeting, checks, and reading of the message."""

    line_length_limit = CHUNK_BYTES
    command_size_limit = COMMAND_BYTES
    command_size_limits = defaultdict(lambda: COMMAND_BYTES)

    def __init__(self, gate: Gate, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            self,
            data_size_limit=None,  # checked here, with a sentence that helps
            enable_SMTPUTF8=True,
            hostname=gate.name,
            ident="ESMTP",
            tls_context=gate.tls,
            timeout=gate.idle_seconds,
            command_call_limit=COMMANDS,
            loop=loop,
        )
        self.gate = gate
        self.lmtp = False
        self.accepting = False
        self.network = ""
        self._greeting = True
        self._ends: asyncio.TimerHandle | None = None

    # the connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self not in self.gate.sessions:
            self.network = network_of(transport.get_extra_info("peername"))
        if self not in self.gate.sessions and self.gate.is_full(self.network):
            assert isinstance(transport, asyncio.Transport)
            transport.write(f"421 4.3.2 {self.gate.name} is busy. Please try again later.\r\n".encode())
            transport.close()
            self.transport = None
            return
        self.gate.sessions.add(self)
        if self._ends is None:
            self._ends = self.loop.call_later(self.gate.session_seconds, self.close)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self not in self.gate.sessions:
            return
        self.gate.sessions.discard(self)
        if self._ends:
            self._ends.cancel()
        super().connection_lost(error)

    def eof_received(self) -> bool | None:
        return super().eof_received() if self in self.gate.sessions else None

    def _reset_timeout(self, duration: float | None = None) -> None:
        """As aiosmtpd's, with one timer for a connection instead of one for each line that arrives."""
        self._heard, self._patience = self.loop.time(), duration or self.gate.idle_seconds
        if self._timeout_handle is None:
            self._timeout_handle = self.loop.call_later(self._patience, self._timeout_cb)

    def _timeout_cb(self) -> None:
        left = self._heard + self._patience - self.loop.time()
        if left <= 0:
            self.close()
        else:
            self._timeout_handle = self.loop.call_later(left, self._timeout_cb)

    def close(self) -> None:
        """Cuts the connection; a message that was not finished is forgotten."""
        if self.transport is not None:
            assert isinstance(self.transport, asyncio.Transport)
            self.transport.close()

    async def push(self, status: str | bytes) -> None:
        """Adds the enhanced status code (RFC 2034) where aiosmtpd has none."""
        text = status if isinstance(status, str) else status.decode("ascii", "replace")
        if not self._greeting and (plain := _PLAIN_REPLY.match(text)):
            text = f"{plain[0]}{plain[1]}.0.0 {text[plain.end() :]}"
        await super().push(text.encode("ascii", "replace"))
        self._greeting = False

    async def handle_exception(self, error: Exception) -> str:
        """A command that cannot be read; what the client sent is not repeated."""
        return "500 5.5.2 This command could not be understood."

    # greetings

    async def smtp_HELO(self, hostname: str) -> None:
        self.lmtp = False
        self._greeting = True
        await super().smtp_HELO(hostname)

    async def smtp_EHLO(self, hostname: str) -> None:
        await self._greet("EHLO", hostname)

    async def smtp_LHLO(self, hostname: str) -> None:
        """The greeting of LMTP; from here on every recipient gets an answer of its own."""
        await self._greet("LHLO", hostname)

    async def _greet(self, command: str, hostname: str) -> None:
        if not hostname:
            await self.push(f"501 Syntax: {command} hostname")
            return
        self.envelope = self._create_envelope()
        assert self.session is not None
        self.session.extended_smtp = True
        self.session.host_name = hostname
        self.lmtp = command == "LHLO"
        starttls = ["STARTTLS"] if self.tls_context and not self._tls_protocol else []
        size = f"SIZE {self.gate.max_bytes}"
        offers = [self.gate.name, "PIPELINING", size, "8BITMIME", *starttls, "ENHANCEDSTATUSCODES"]
        self._greeting = True
        await self.push("\r\n".join([*(f"250-{offer}" for offer in offers), "250 SMTPUTF8"]))

    # the envelope

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Address and parameters. aiosmtpd's own reading, as costly as storing a message, is for unusual ones alone."""
        usual = _USUAL_PATH.fullmatch(arg)
        return (usual[1], usual[2] or "") if usual else super()._getaddr(arg)

    async def handle_MAIL(
        self, server: SMTP, session: object, envelope: object, address: str, options: list[str]
    ) -> str:
        """Refuses what is declared too large; remembers the sender."""
        declared = next((int(option[5:]) for option in options if option.startswith("SIZE=")), 0)
        if declared > self.gate.max_bytes:
            return _reply(too_large(self.gate.max_bytes))
        if address != "<>" and not _readable(address):
            return _MALFORMED
        assert self.envelope is not None
        self.envelope.mail_from = address
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: object, envelope: object, address: str, options: list[str]
    ) -> str:
        """Takes only addresses of this installation, and only so many."""
        assert self.envelope is not None
        if not _readable(address):
            return _MALFORMED
        if len(self.envelope.rcpt_tos) >= self.gate.recipients:
            return "452 4.5.3 Too many recipients. Please send to fewer at once."
        if self.gate.is_local is not None and not self.gate.is_local(address):
            return _NOT_HERE
        self.envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def smtp_VRFY(self, arg: str) -> None:
        await self.push("252 2.5.2 Send the message and see.")

    async def smtp_EXPN(self, arg: str) -> None:
        await self.push("502 5.5.1 Not offered.")

    async def smtp_HELP(self, arg: str) -> None:
        await self.push("214 2.0.0 See RFC 5321.")

    async def smtp_AUTH(self, arg: str) -> None:
        await self.push("502 5.5.1 Not offered.")

    # the message

    async def smtp_DATA(self, arg: str) -> None:
        assert self.envelope is not None
        if not self.envelope.rcpt_tos or arg:
            await self.push("501 5.5.4 Syntax: DATA" if arg else "503 5.5.1 There is no valid recipient.")
            return
        envelope = Envelope(
            via="lmtp" if self.lmtp else "smtp",
            sender="" if self.envelope.mail_from in (None, "<>") else str(self.envelope.mail_from),
            recipients=tuple(self.envelope.rcpt_tos),
        )
        self.envelope = self._create_envelope()
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        reply = await self._message(envelope)
        for _ in envelope.recipients if self.lmtp else ("one for all",):
            await self.push(reply)

    async def _message(self, envelope: Envelope) -> str:
        """Reads the message, hands it over, and says what came of it."""
        message = bytearray()
        total = held = 0
        outcome = ""
        try:
            async for chunk in self._chunks():
                total += len(chunk)
                if not outcome:
                    message += chunk
                    held += len(chunk)
                    self.gate.held_bytes += len(chunk)
                    outcome = self._objection(total)
                if outcome:
                    self.gate.held_bytes -= held
                    held = 0
                    message.clear()
                if total > _PATIENCE * self.gate.max_bytes:
                    await self.push(outcome)
                    self.close()
                    raise ConnectionResetError
            return outcome or await self._handed_over(_without_dots(message), envelope)
        finally:
            self.gate.held_bytes -= held

    def _objection(self, total: int) -> str:
        if total > self.gate.max_bytes + 3:  # the closing dot is not part of the message
            return _reply(too_large(self.gate.max_bytes))
        if self.gate.held_bytes > self.gate.budget_bytes:
            return _LATER
        return ""

    async def _chunks(self) -> AsyncIterator[bytes]:
        """The bytes after DATA up to and with the line that is a dot.

        Only CRLF . CRLF ends a message, so that no other reading of line ends smuggles a second one in.
        """
        tail = b"\r\n"
        while True:
            try:
                chunk = await self._reader.readuntil(b".\r\n")
            except asyncio.LimitOverrunError as overrun:
                chunk = await self._reader.read(overrun.consumed)
            self._reset_timeout()
            yield chunk
            tail = (tail + chunk)[-5:]
            if tail == b"\r\n.\r\n":
                return

    async def _handed_over(self, message: bytes, envelope: Envelope) -> str:
        self.accepting = True
        try:
            await self.loop.run_in_executor(self.gate.pool, self.gate.accept, message, envelope)
        except Refused as refusal:
            return _reply(refusal)
        except (TryAgain, Exception):  # a fault of ours must never lose a message
            return _LATER
        finally:
            self.accepting = False
        return "250 2.0.0 Stored."


def _without_dots(message: bytearray) -> bytes:
    """Ends the message before its closing dot and undoes dot-stuffing (RFC 5321 4.5.2)."""
    del message[-3:]
    if message.startswith(b"."):
        del message[:1]
    return bytes(message.replace(b"\r\n.", b"\r\n") if b"\r\n." in message else message)


def _reply(refusal: Refused) -> str:
    sentence = " ".join(refusal.sentence.split())
    coded = sentence if re.match(r"5\.\d{1,3}\.\d{1,3} ", sentence) else f"5.0.0 {sentence}"
    return f"{refusal.code} {coded}"


def _readable(address: str) -> bool:
    """Whether it is one address in UTF-8, or a bare name such as postmaster."""
    with contextlib.suppress(UnicodeError):
        return len(address.encode("utf-8")) <= 320 and bool(_ADDRESS.fullmatch(address))
    return False
