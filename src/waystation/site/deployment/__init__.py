"""What a server needs around an installation: systemd units, a web server's and tor's configuration, one page of steps.

The texts stand in `files`, with names in double braces for what differs from server to server.
"""

import os
import pwd
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from waystation.site import folder, onion
from waystation.site.commands import CALLED, CHECKOUT, IN_CHECKOUT

_FILES = Path(__file__).with_name("files")
_NAME = re.compile(r"\{\{(\w+)\}\}")
_INCLUDED = ("hardening",)
UNITS = (
    "waystation.service",
    "waystation-serve.service",
    "waystation-worker.service",
    "waystation-backup.service",
    "waystation-backup.timer",
)
_WEB = ("Caddyfile", "nginx.conf")
_MEGABYTE = 2**20
_SOUND = re.compile(r"[\w./@:+-]+")
USER = "waystation"
"""Whom the service runs as, where root makes the installation."""


class NoName(Exception):
    """A path that no unit can name as it is: the sentence says what to do."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """Where everything is on one server, as whole paths. `half` is named where it does not lie in the data folder."""

    program: Path
    data: Path
    user: str
    settings: Mapping[str, Any]
    half: Path | None = None
    port: int = 8000
    mail_port: int = 8025
    onion_service: Path = onion.SERVICE

    @property
    def host(self) -> str:
        return urlsplit(str(self.settings.get("origin", ""))).hostname or "localhost"

    @property
    def is_behind_tls(self) -> bool:
        return str(self.settings.get("origin", "")).startswith("https://")


def this_server(data: Path, settings: Mapping[str, Any]) -> Server:
    """The one that this runs on, as whoever asks would run it; root would not, so that it is another user then."""
    half = folder.half(data, settings)
    user = pwd.getpwuid(os.geteuid()).pw_name
    return Server(
        program=program(),
        data=data.absolute(),
        user=USER if user == "root" else user,
        settings=settings,
        half=None if half.is_relative_to(data.absolute()) else half,
    )


def program() -> Path:
    """The command, as a unit can name it: a link in a folder of programs lasts longer than the place it leads to."""
    if IN_CHECKOUT:
        return CHECKOUT / "waystation"
    beside = Path(sys.executable).with_name("waystation")
    found = shutil.which("waystation")
    return Path(found).absolute() if found and Path(found).resolve() == beside.resolve() else beside


def files(server: Server) -> dict[str, str]:
    """Each file's text by its name. A web server's are made where the pages' address begins with https.

    Raises NoName.
    """
    for path in filter(None, (server.program, server.data, server.half, *_written(server))):
        if not _SOUND.fullmatch(str(path)):
            raise NoName(
                f"{path} has signs in it that units and scripts take for something else: choose another place."
            )
    names = (*UNITS, *(_WEB if server.is_behind_tls else ()), "STEPS.md")
    values = _values(server)
    made = {name: _filled(name, values) for name in names}
    return made | {"waystation.torrc": onion.lines(server.onion_service, server.port)}


def _values(server: Server) -> dict[str, str]:
    limits = server.settings.get("mail", {}), server.settings.get("files", {})
    message, file = (table.get("limit_bytes", usual) for table, usual in zip(limits, (25 * 2**20, 2**30), strict=True))
    values = {
        "program": str(server.program),
        "called": CALLED,
        "data": str(server.data),
        "user": server.user,
        "port": str(server.port),
        "mail_port": str(server.mail_port),
        "host": server.host,
        "writes": " ".join(_written(server)),
        "backups": str(server.data.parent / "backups"),
        "half": f"Environment=WAYSTATION_VAULT_HALF={server.half}" if server.half else "",
        # A home that is hidden would hide an installation or a program in it, too.
        "home": f"ProtectHome={'read-only' if _is_at_home(server) else 'yes'}",
        "database_unit": "postgresql.service" if server.settings.get("database") else "",
        "certificates": f"/etc/letsencrypt/live/{server.host}",
        "message_megabytes": str(message // _MEGABYTE + 7),
        "file_megabytes": str(file // _MEGABYTE + 76),
        "web_server": _filled("web-server.md", {"host": server.host}) if server.is_behind_tls else "",
    }
    return values | {name: _filled(name, values) for name in _INCLUDED}


def _written(server: Server) -> list[str]:
    """The folders that it writes to: what lies beside the data folder, or where the settings put it, counts too."""
    audit, mail = server.settings.get("audit", {}), server.settings.get("mail", {})
    named = [audit.get("witness"), audit.get("cosigned"), mail.get("maildir"), server.half]
    places = [server.data.parent, *(Path(each).parent for each in named if each)]
    return [str(each) for each in dict.fromkeys(places) if each == places[0] or not each.is_relative_to(places[0])]


def _is_at_home(server: Server) -> bool:
    homes = (Path("/home"), Path("/root"))
    return any(path.is_relative_to(home) for path in (server.program, server.data) for home in homes)


def _filled(name: str, values: Mapping[str, str]) -> str:
    """Raises KeyError for a name without a value: a text that nobody filled in must reach nobody."""
    text = _NAME.sub(lambda found: values[found[1]], (_FILES / name).read_text())
    return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
