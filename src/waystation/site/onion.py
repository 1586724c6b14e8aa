"""The onion service in front of the pages: its lines for tor, and what an address says of itself.

Names and meanings of the lines are those of tor(1); addresses are those of rend-spec-v3, "Encoding onion addresses".
"""

import base64
import binascii
import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

SERVICE = Path("/var/lib/tor/waystation")
_VERSION = b"\x03"


def host(said: str) -> str:
    """The name alone, of an address as people write it into the settings."""
    return (urlsplit(said if "//" in said else f"//{said}").hostname or "") if said else ""


def is_address(name: str) -> bool:
    """Whether it is an address of version 3 without a slip of the pen: it carries a checksum."""
    label = name.removesuffix(".onion").rpartition(".")[2]
    try:
        raw = base64.b32decode(label.upper())
    except (ValueError, binascii.Error):
        return False
    is_whole = name.endswith(".onion") and len(raw) == 35 and raw[34:] == _VERSION
    return is_whole and raw[32:34] == hashlib.sha3_256(b".onion checksum" + raw[:32] + _VERSION).digest()[:2]


def lines(service: Path, port: int) -> str:
    """What goes into torrc.

    A single hop would be faster, and would tell everybody where the server stands: the last two lines forbid it. The
    proof of work lets those through a flood of connections who take the trouble (proposal 327); tor must be built with
    it, as Debian's is.
    """
    return (
        f"HiddenServiceDir {service}\n"
        "HiddenServiceVersion 3\n"
        f"HiddenServicePort 80 127.0.0.1:{port}\n"
        "HiddenServicePoWDefensesEnabled 1\n"
        "HiddenServiceEnableIntroDoSDefense 1\n"
        "HiddenServiceMaxStreams 64\n"
        "HiddenServiceMaxStreamsCloseCircuit 0\n"
        "HiddenServiceSingleHopMode 0\n"
        "HiddenServiceNonAnonymousMode 0\n"
    )


def verified(text: str) -> str | None:
    """What tor says against these lines, empty if nothing; None where there is no tor to ask."""
    tor = shutil.which("tor", path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    if tor is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        torrc = Path(folder) / "torrc"
        torrc.write_text(f"DataDirectory {folder}/data\nSocksPort 0\n{text}")
        command = [tor, "--verify-config", "--defaults-torrc", f"{folder}/none", "-f", str(torrc)]
        done = subprocess.run([*command, "--hush"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    loud = [line for line in done.stdout.splitlines() if "[warn]" in line or "[err]" in line]
    said = [line for line in loud if "running Tor as root" not in line]  # as whom the service runs is not asked here
    return "\n".join(said) or ("" if done.returncode == 0 else "tor does not take it, and does not say why")


def of_directory(service: Path) -> str | None:
    """The address that tor made there, empty if it has made none yet; None where we may not look."""
    try:
        return (service / "hostname").read_text().strip()
    except FileNotFoundError:
        return "" if service.is_dir() else None
    except OSError:
        return None
