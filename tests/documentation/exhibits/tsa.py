"""A time-stamping authority of our own on 127.0.0.1: OpenSSL's, with a key made for one test."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ordering = no
tsa_name = no
"""
EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def _make(folder: Path) -> None:
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc")
    root = ("-keyout", f"{folder}/root.key", "-out", f"{folder}/root.pem", "-subj", "/CN=Root of a test")
    _openssl("req", "-x509", *key, *root, "-days", "30", "-addext", "keyUsage=critical,keyCertSign")
    leaf = ("-keyout", f"{folder}/tsa.key", "-out", f"{folder}/tsa.csr", "-subj", "/CN=Authority of a test")
    _openssl("req", "-new", *key, *leaf)
    (folder / "extensions").write_text(EXTENSIONS)
    signed = ("-CA", f"{folder}/root.pem", "-CAkey", f"{folder}/root.key", "-CAcreateserial", "-days", "30")
    _openssl(
        "x509",
        "-req",
        "-in",
        f"{folder}/tsa.csr",
        *signed,
        "-out",
        f"{folder}/tsa.pem",
        "-extfile",
        f"{folder}/extensions",
    )
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))


@dataclass
class Authority:
    """Where it answers and what it heard. `says`: what it answers instead; `last`: its last true answer."""

    folder: Path
    address: str = ""
    heard: list[bytes] = field(default_factory=list)
    says: tuple[int, bytes] | None = None
    last: bytes = b""

    @property
    def roots(self) -> Path:
        return self.folder / "root.pem"

    def answer(self, question: bytes) -> tuple[int, bytes]:
        self.heard.append(question)
        if self.says is not None:
            return self.says
        query, reply = self.folder / "query", self.folder / "reply"
        query.write_bytes(question)
        _openssl("ts", "-reply", "-config", f"{self.folder}/tsa.cnf", "-queryfile", f"{query}", "-out", f"{reply}")
        self.last = reply.read_bytes()
        return 200, self.last


@contextmanager
def serving(folder: Path) -> Iterator[Authority]:
    """An authority that answers meanwhile."""
    folder.mkdir()
    _make(folder)
    one = Authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, said = one.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.address = f"http://127.0.0.1:{server.server_address[1]}/tsr"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
