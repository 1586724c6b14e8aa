"""Two mail providers on 127.0.0.1 and the road between them: SMTP with TLS in, LMTP into a Dovecot for each domain."""

from __future__ import annotations

import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tests.mail.dovecot import Dovecot, free_port

OURS, THEIRS = "waystation.example", "mail.example"
REPORT = """Reporting-MTA: dns; {domain}

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
"""


class Post:
    """What each domain's users get; a letter to an unknown address of `THEIRS` comes back with a report."""

    def __init__(self, base: Path) -> None:
        for name in ("ours", "theirs"):
            (base / name).mkdir(parents=True)
        self.ours, self.theirs = Dovecot(base / "ours"), Dovecot(base / "theirs")
        self.known: set[str] = set()
        self.carried: list[tuple[str, str, bytes]] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.theirs.certificate)
        self.smtp = free_port()
        self._road = Controller(
            self, hostname="127.0.0.1", port=self.smtp, tls_context=context, require_starttls=True, ready_timeout=20
        )
        self._road.start()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        for recipient in envelope.rcpt_tos:
            self.carry(envelope.mail_from or "", recipient, envelope.original_content)
        return "250 2.0.0 Taken"

    def carry(self, sender: str, recipient: str, message: bytes) -> None:
        """One letter to one address."""
        self.carried.append((sender, recipient, message))
        if recipient.endswith(f"@{OURS}"):
            self.ours.deliver(message)
        elif recipient in self.known:
            self.theirs.deliver(message)
        elif sender:
            self.carry("", sender, _report(sender, recipient, message))

    def close(self) -> None:
        self._road.stop()
        self.ours.close()
        self.theirs.close()


def _report(sender: str, recipient: str, message: bytes) -> bytes:
    """What a mail server says of a letter that it could not deliver (RFC 3464)."""
    domain = recipient.rpartition("@")[2]
    boundary = "report"
    head = EmailMessage()
    head["From"], head["To"] = f"MAILER-DAEMON@{domain}", sender
    head["Subject"], head["Message-ID"] = "Undelivered Mail Returned to Sender", f"<{len(message)}.bounce@{domain}>"
    head["Auto-Submitted"] = "auto-replied"
    lines = head.as_string().rstrip() + (
        "\nMIME-Version: 1.0\n"
        f"Content-Type: multipart/report; report-type=delivery-status; boundary={boundary}\n\n"
        f"--{boundary}\nContent-Type: text/plain\n\nNo such mailbox.\n"
        f"--{boundary}\nContent-Type: message/delivery-status\n\n{REPORT.format(domain=domain, recipient=recipient)}\n"
        f"--{boundary}\nContent-Type: message/rfc822\n\n"
    )
    return lines.replace("\n", "\r\n").encode() + message + f"\r\n--{boundary}--\r\n".encode()
