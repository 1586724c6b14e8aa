"""Walks the guide's evening in a bare Debian and prints how it went: what stands in docs/evening.md.

    debootstrap --variant=minbase bookworm ROOT
    python3 scripts/evening.py ROOT OLDER.whl NEWER.whl > evening.txt

As root, on Linux. NEWER is installed, served, lost with its disk and restored; then OLDER takes its place, with an
installation of its own, and is upgraded to NEWER. Answers are typed on a terminal of its own, as by a person; shares, passphrases and the words of the backup are given, and left out of what is
printed. Without systemd in the root, the service is started by the command in its unit. Ends with 1 where a line of the
guide did not do what it says.
"""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

USER, HOME = "waystation", "/var/lib/waystation"
PIPX = {"PIPX_HOME": "/opt/pipx", "PIPX_BIN_DIR": "/usr/local/bin"}
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PYTHON = "/opt/pipx/venvs/waystation/bin/python"
ANSWERS = ["https://help.example.org", "help@example.org"]  # to the first questions; to all others, Enter
SECRETS = re.compile(r"(?s)(kept nowhere\.\n\n).*?(\nRehearse it)")
WORD = "a phrase of seven words is enough here"
LETTER = """
import smtplib, sys
with smtplib.SMTP("127.0.0.1", 8025, local_hostname="mail.example") as smtp:
    smtp.sendmail("caller@mail.example", ["help@example.org"],
        f"From: caller@mail.example\\r\\nTo: help@example.org\\r\\nMessage-ID: <{sys.argv[2]}@mail.example>\\r\\n\\r\\n"
        f"{sys.argv[1]}\\r\\n")
print("taken")
"""


class Evening:
    """One root, and who has which passphrase and share there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.passphrases: dict[str, str] = {}
        self.shares: list[str] = []
        self.served: subprocess.Popen[str] | None = None
        self.letters = 0

    def inside(self, line: str, said: str = "", *, wrong: tuple[int, ...] = ()) -> str:
        """What a line of a shell says there, on either output. Another exit code than 0 must be among `wrong`."""
        environment = {"PATH": PATH, "HOME": "/root"}
        environment |= {"LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", **PIPX}
        environment |= {name: value for name, value in os.environ.items() if name == "PIP_CERT"}
        done = subprocess.run(
            ["chroot", str(self.root), "sh", "-c", f"cd /root; {line}"],
            input=said, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        if done.returncode not in (0, *wrong):
            raise SystemExit(f"{line}\nended with {done.returncode}\n{done.stdout[-3000:]}")
        return done.stdout + (f"(exit code {done.returncode})\n" if done.returncode else "")

    def told(self, line: str, said: str = "", *, quiet: bool = False, wrong: tuple[int, ...] = ()) -> None:
        found = self.inside(line, said, wrong=wrong)
        told(f"# {line}", "..." if quiet else found)

    def typed(self, line: str, answers: list[str]) -> str:
        """The same on a terminal, where each prompt gets its answer and what is typed shows."""
        process, terminal = pty.fork()
        if process == 0:
            os.execvp("chroot", ["chroot", str(self.root), "sh", "-c", line])
        seen, at = "", 0
        while True:
            ready, _, _ = select.select([terminal], [], [], 120)
            try:
                piece = os.read(terminal, 65536) if ready else b""
            except OSError:  # whoever spoke has gone
                piece = b""
            if not piece:
                break
            seen += piece.decode().replace("\r\n", "\n")
            if re.search(r": $", seen[at:]):
                at = len(seen)
                os.write(terminal, (answers.pop(0) if answers else "").encode() + b"\n")
        _, status = os.waitpid(process, 0)
        if os.waitstatus_to_exitcode(status):
            raise SystemExit(f"{line}\nended badly\n{seen[-3000:]}")
        return seen

    def init(self, *, quiet: bool = False) -> None:
        line = f"su - {USER} -c 'waystation init'"
        seen = self.typed(line, list(ANSWERS))
        secrets = SECRETS.search(seen)
        assert secrets is not None, seen
        self.passphrases = dict(re.findall(r"(?m)^  ([a-z]+)\s+((?:\S+ ){3,}\S+)$", secrets[0]))
        self.shares = [" ".join(each.split()) for each in re.findall(r"Share \d of 5\n((?:    .*\n)+)", secrets[0])]
        hidden = f"[{_number(len(self.passphrases))} passphrases and {_number(len(self.shares))} shares]\n"
        told(f"# {line}", "[as above]" if quiet else SECRETS.sub(rf"\g<1>{hidden}\g<2>", seen))

    def starts(self) -> None:
        unit = (self.root / "etc/systemd/system/waystation.service").read_text()
        line = re.search(r"(?m)^ExecStart=(.*)$", unit)
        assert line is not None, unit
        command = f"cd {HOME} && exec {line[1]}"
        out = open(self.root / "root/served", "w+")  # noqa: SIM115  # as long as the service
        self.served = subprocess.Popen(
            ["chroot", f"--userspec={USER}", str(self.root), "sh", "-c", command],
            env={"PATH": PATH, "HOME": HOME, "LANG": "C.UTF-8"},
            stdout=out, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        seen, until = "", time.monotonic() + 120
        while "answers stay" not in seen:
            if self.served.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"the service did not start\n{seen}")
            time.sleep(0.2)
            seen = Path(out.name).read_text()
        told("# waystation run    (as the unit does: there is no systemd in this root)", seen)

    def ends(self) -> None:
        if self.served is None:
            return
        self.served.terminate()
        if self.served.wait(60):
            raise SystemExit("the service ended badly")
        self.served = None
        told("# kill    (as systemctl stop does)", "")

    def writes(self, words: str) -> None:
        self.letters += 1
        line = shlex.join([PYTHON, "-c", LETTER, words, str(self.letters)])
        told(f"# a message arrives by mail: {words}", self.inside(line))

    def read_by_the_operator(self) -> None:
        asked = json.dumps({"name": "operator", "passphrase": self.passphrases["operator"]})
        line = f"su {USER} -s /bin/sh -c 'cd {HOME}; WAYSTATION_DATA={HOME}/data {PYTHON} /opt/opened.py'"
        found = json.loads(self.inside(line, asked).splitlines()[-1])
        assert found["first_break"] is None, found["first_break"]
        bodies = [message["content"].split("\r\n\r\n", 1)[1] for message in found["messages"]]
        told("# what the operator reads", "".join(sorted(body.replace("\r\n", "\n") for body in bodies)))


def told(line: str, found: str) -> None:
    """Without what is in order, and without how far pip is."""
    found = re.sub(r"(?m)^(?:creating|upgrading|installing) shared libraries.*\n", "", found.replace(" ✨ 🌟 ✨", ""))
    found = re.sub(r"(?m)(?:^ok .*\n)+", "...\n", found)
    lines = [line, *(each.rstrip() for each in found.strip().splitlines())]
    print("\n".join(lines) + "\n", flush=True)


def _number(count: int) -> str:
    return ("no", "one", "two", "three", "four", "five", "six", "seven")[count]


def walked(evening: Evening, older: str, newer: str) -> None:
    """From nothing to an upgrade."""
    step = evening.told
    step("apt install -y pipx chrony tor caddy curl", quiet=True)
    step(f"adduser --system --group --home {HOME} --shell /bin/sh {USER}", quiet=True)
    step(f"chmod 700 {HOME}")
    step("python3 --version")
    step(f"pipx install ./{newer}")
    step("install -d /usr/local/share/man/man1 /etc/bash_completion.d")
    step("waystation manual > /usr/local/share/man/man1/waystation.1")
    step("waystation completion bash > /etc/bash_completion.d/waystation")
    evening.init()
    papers = "".join(f"{share}\n" for share in evening.shares[:3])
    step(_own("waystation recover rehearse"), papers)
    step(_own("waystation doctor"), wrong=(1,))
    served_by_unit(evening)
    evening.starts()
    step(
        "curl -s -o /dev/null -w '%{http_code}\\n' -H 'Host: help.example.org' -H 'X-Forwarded-Proto: https' "
        "http://127.0.0.1:8000/en/write"
    )
    evening.writes("They came tonight.")
    evening.read_by_the_operator()
    lost_and_back(evening)
    upgraded(evening, older, newer)


def upgraded(evening: Evening, older: str, newer: str) -> None:
    """An older version with an installation of its own, and what is there after the newer one has started on it."""
    step = evening.told
    step(f"rm -rf {HOME}/data {HOME}/data.*    # an older version, to be upgraded")
    step(f"pipx install --force ./{older}")
    evening.init(quiet=True)
    evening.starts()
    evening.writes("This came before the upgrade.")
    evening.ends()
    step(f"pipx install --force ./{newer}")
    evening.starts()
    evening.writes("This came after the upgrade.")
    evening.read_by_the_operator()
    step(f"ls {HOME}/data/before")
    evening.ends()


def served_by_unit(evening: Evening) -> None:
    """What STEPS.md says, but for what needs systemd itself."""
    there = f"cd {HOME}/data.server; "
    for line in (
        "install -m 644 waystation.service waystation-backup.service waystation-backup.timer /etc/systemd/system/",
        f"install -d -m 700 -o {USER} {HOME}/backups",
        "install -m 644 Caddyfile /etc/caddy/Caddyfile; caddy validate --config /etc/caddy/Caddyfile 2>&1 | tail -1",
        "install -d /etc/tor/torrc.d && install -m 644 waystation.torrc /etc/tor/torrc.d/",
        "grep -qs torrc.d /etc/tor/torrc || echo '%include /etc/tor/torrc.d/*.torrc' >> /etc/tor/torrc",
        "tor --verify-config -f /etc/tor/torrc 2>&1 | tail -1",
    ):
        told(f"# {line}", evening.inside(there + line))


def lost_and_back(evening: Evening) -> None:
    """A backup, a message after it, the disk lost, and what came back."""
    step = evening.told
    step(_own("waystation backup create kept < /tmp/word"))
    step(_own("waystation backup verify kept/*.age < /tmp/word"))
    step(_own("install -d -m 700 apart && cp data/half/vault.half data.witness apart/"))
    evening.writes("This came after the backup.")
    evening.read_by_the_operator()
    evening.ends()
    step(f"rm -rf {HOME}/data {HOME}/data.witness    # the disk is lost")
    step(_own("cp apart/data.witness data.witness"))
    step(_own("waystation backup restore kept/*.data.age kept/*.keys.age < /tmp/word"))
    step(_own("install -d -m 700 data/half && install -m 600 apart/vault.half data/half/vault.half"))
    evening.starts()
    evening.read_by_the_operator()
    step(_own("waystation doctor | grep -v ^ok"))
    evening.ends()


def _own(line: str) -> str:
    return f"su - {USER} -c '{line}'"


def main() -> None:
    root, older, newer = (Path(each).resolve() for each in sys.argv[1:4])
    for wheel in (older, newer):
        shutil.copy(wheel, root / "root" / wheel.name)
    (root / "tmp/word").write_text(f"{WORD}\n")
    shutil.copy(Path(__file__).parent.parent / "tests/e2e/opened.py", root / "opt/opened.py")
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    for name in ("proc", "dev"):
        subprocess.run(["mount", "--bind", f"/{name}", str(root / name)], check=True)
    evening = Evening(root)
    try:
        walked(evening, older.name, newer.name)
    finally:
        if evening.served:
            evening.served.kill()
        for name in ("dev", "proc"):
            subprocess.run(["umount", "-l", str(root / name)], check=False)


if __name__ == "__main__":
    main()
