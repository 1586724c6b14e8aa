"""What the vault costs an organisation with very many cases, each figure beside its floor, in one run.

    .venv/bin/python -m benchmarks.vault [--cases 100000] [--rounds 7] [--cipher NAME] [--folder DIR]

Pages are asked for inside this process, through the whole program but the web server, and told in processor time: our
own time. Signing in, removal, panic and the log are told in time that passed. The floor of a page is the template
engine's work on an empty one; of a sign-in Argon2id; of the first list, as many records opened by the library; of
what is sealed, the library's own cipher or HPKE; of what is stored, a bare SQLite commit; of a removal, the same
ciphers and one commit; of a panic, a small file that is written over and removed; of the log's check, SHA-256 of its
file.
Minimum, median and maximum; --folder keeps the installation and uses it again.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.organisation import PASSPHRASE, installation, resident  # noqa: E402
from benchmarks.table import Row, beside, each, head, own, show, timed  # noqa: E402

LIST_PAGE, WARM_SEARCH, CRYPTO, LOG, PANIC = 30.0, 50.0, 2.5, 1.2, 1000.0


class Staff:
    """One signed-in person: the pages as a browser asks for them, without a browser's time."""

    def __init__(self, name: str) -> None:
        from django.test import Client

        from waystation.staff import opening
        from waystation.staff.middleware import cookie_name

        opening.MANY = sys.maxsize  # measured is the page itself, not the one that says that it is coming
        self.client = Client(enforce_csrf_checks=False)
        self.client.cookies[cookie_name()] = sign_in(name)

    def get(self, path: str) -> float:
        return own(lambda: self._checked(self.client.get(path)))

    def search(self, words: str) -> float:
        return own(lambda: self._checked(self.client.post("/staff/cases/", {"words": words})))

    def _checked(self, answer: Any) -> None:
        if answer.status_code != 200:
            raise AssertionError(f"answered with {answer.status_code}")

    @property
    def actor(self) -> Any:
        from waystation.staff import actions
        from waystation.staff.actor import utc_now
        from waystation.staff.middleware import cookie_name

        return actions.resume(self.client.cookies[cookie_name()].value, now=utc_now())


def sign_in(name: str) -> str:
    from waystation.staff import actions
    from waystation.staff.actor import utc_now

    return actions.sign_in(name, PASSPHRASE, now=utc_now())


def pages(rounds: int, cases: int) -> list[Row]:
    """A coordinator, who may open everything, signs in, lists, searches."""
    first_fold = timed(lambda: sign_in("lev"))
    argon = [timed(_stretch) for _ in range(3)]
    signing = [timed(lambda: sign_in("lev")) for _ in range(min(rounds, 3))]
    to_page = [timed(lambda: Staff("lev").get("/staff/")) for _ in range(min(rounds, 2))]
    gc.collect()
    rows = [
        Row(what, took, floor=argon, floor_name="Argon2id")
        for what, took in {
            "sign-in, the first ever: every granted page is folded": [first_fold],
            "sign-in (passphrase, rings, log)": signing,
            "sign-in to first page, which opens what it shows": to_page,
        }.items()
    ]
    raw = [own(lambda: _opened(cases)) for _ in range(2)]
    firsts: dict[str, list[float]] = {"first list of cases in a session": [], "first search in a session": []}
    for _ in range(min(rounds, 2)):
        staff = Staff("lev")
        firsts["first list of cases in a session"].append(staff.get("/staff/cases/"))
        firsts["first search in a session"].append(staff.search("журавль"))
        staff.client.post("/staff/sign-out")
        gc.collect()
    rows += [Row(what, took, floor=raw, floor_name=f"{cases:,} {_cipher().__name__}") for what, took in firsts.items()]
    staff, empty = Staff("lev"), "/staff/sign-in"
    for path, what in _WARM:
        first = Row(f"{what}, first in a session", [staff.get(path)])
        warm = beside(what, lambda path=path: staff.get(path), lambda: staff.get(empty), rounds * 3,  # type: ignore[misc]
                      floor_name="empty page", limit=LIST_PAGE if path in _LISTS else None)  # fmt: skip
        rows += [first, warm]
    for words in ("журавль 77", "нет такого", "позвонить казань", "о"):
        took = [staff.search(words) for _ in range(rounds)]
        rows.append(Row(f"search, warm, whole page: {len(words.split())} words, {_found(staff, words):,} found", took,
                        limit=WARM_SEARCH))  # fmt: skip
    return rows + changes(staff, rounds)


_LISTS = (
    "/staff/cases/",
    "/staff/cases/?group=ended&page=300",
    "/staff/requests/",
    "/staff/requests/?show=all&page=900",
)
_WARM = [
    ("/staff/cases/", "list of open cases, 50"),
    ("/staff/cases/?group=ended&page=300", "list of ended cases, page 300"),
    ("/staff/requests/", "queue, 50"),
    ("/staff/requests/?show=all&page=900", "all requests, page 900"),
    ("/staff/", "today"),
    ("/staff/counts", "counts"),
    ("/staff/journeys/", "board of journeys"),
]


def _cipher() -> Any:
    """The library's own, of the suite that is written."""
    from waystation.vault import suite

    return type(suite.cipher(suite.written(), bytes(32)))


def _opened(number: int) -> None:
    """So many records of a stub's size by the library alone, each with a key of its own."""
    from waystation.vault.padding import padded_size

    cipher, nonce = _cipher(), os.urandom(12)
    keys = [os.urandom(32) for _ in range(64)]
    sealed = [cipher(key).encrypt(nonce, bytes(padded_size(400)), b"") for key in keys]
    for each_one in range(number):
        cipher(keys[each_one % 64]).decrypt(nonce, sealed[each_one % 64], b"")


def _stretch() -> None:
    from waystation.vault import passphrases

    passphrases.stretch(PASSPHRASE, os.urandom(16))


def _found(staff: Staff, words: str) -> int:
    from waystation.casework.register import register
    from waystation.staff.access import personas

    return len(register(staff.actor).search(words, personas(staff.actor)))


def changes(staff: Staff, rounds: int) -> list[Row]:
    """A colleague changes one case between two looks."""
    from waystation.casework import actions
    from waystation.casework.register import register

    colleague = Staff("mark").actor
    case = next(iter(register(colleague).group("open"))).id

    def change(number: int) -> float:
        actions.set_next(colleague, case, next_action=f"step {number}")
        return staff.get("/staff/cases/")

    after = Row("list of open cases, after a colleague's change", [change(n) for n in range(rounds)], limit=LIST_PAGE)
    staff.get("/staff/counts")
    actions.set_next(colleague, case, next_action="call")
    return [after, Row("counts, after a colleague's change", [staff.get("/staff/counts")])]


def crypto(rounds: int) -> list[Row]:
    """What is sealed and opened beside the library's own functions on the same bytes."""
    return [*opening(400, rounds), *opening(2000, rounds), *sealing(rounds)]


def opening(size: int, rounds: int) -> list[Row]:
    """A record of so many bytes, whose key is derived from its compartment's; and what the library takes of that."""
    from hashlib import blake2b

    from waystation.vault import records, suite
    from waystation.vault.padding import padded_size

    secret, place = suite.new_secret(), records.Place(os.urandom(16), os.urandom(16), 1, 0, 1)
    cipher, key, nonce, context = _cipher(), os.urandom(32), os.urandom(12), bytes(120)
    raw = cipher(key).encrypt(nonce, bytes(padded_size(size)), context)
    sealed = b"W" + suite.encrypt_beside(
        records._record_key(place.id, secret), records._bound_to("t", place, b"W"), bytes(padded_size(size))
    )

    def derived() -> None:
        blake2b(place.id, digest_size=32, key=secret, person=b"record").digest()
        cipher(key).decrypt(nonce, raw, context)

    jobs: dict[str, tuple[Callable[[], object], float | None]] = {
        f"open a record of {size:,} bytes": (lambda: records._open_written("t", place, sealed, secret), CRYPTO),
        f"  of which BLAKE2b and {cipher.__name__} alone": (derived, None),
    }
    return [
        beside(what, lambda job=job: each(job), lambda: each(lambda: cipher(key).decrypt(nonce, raw, context)),  # type: ignore[misc]
               rounds * 3, unit="µs", floor_name=cipher.__name__, limit=limit, of_floor=True)
        for what, (job, limit) in jobs.items()
    ]  # fmt: skip


def sealing(rounds: int) -> list[Row]:
    """To a public key, and opened again."""
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    from waystation.vault import suite

    aead = {"AESGCM": AEAD.AES_256_GCM, "ChaCha20Poly1305": AEAD.CHACHA20_POLY1305}[_cipher().__name__]
    library, seed = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, aead), suite.new_secret()
    public, private = suite.public_bytes(seed), suite.private_key(seed)
    known, packed = suite._public_key(public), bytes(517)
    shut = library.encrypt(packed, known, info=b"benchmark")
    ours = suite.seal_to(public, b"benchmark", packed)
    return [
        beside(what, lambda job=mine: each(job, 100), lambda job=theirs: each(job, 100), rounds * 3,  # type: ignore[misc]
               unit="µs", floor_name="HPKE", limit=CRYPTO, of_floor=True)
        for what, mine, theirs in (
            ("seal to a public key", lambda: suite.seal_to(public, b"benchmark", packed),
             lambda: library.encrypt(packed, known, info=b"benchmark")),
            ("open what was sealed to a key", lambda: suite.open_from(private, b"benchmark", ours),
             lambda: library.decrypt(shut, private, info=b"benchmark")),
        )
    ]  # fmt: skip


def granting(rounds: int, cases: int) -> list[Row]:
    """A case for its teams, and everything a team holds for another team."""
    from django.db import transaction

    from waystation.staff import teams
    from waystation.staff.policy import COMPARTMENT_TEAMS
    from waystation.vault import grants, suite
    from waystation.vault.compartments import CASE_COMPARTMENTS
    from waystation.vault.keyring import Key, Keyring
    from waystation.vault.padding import pad

    case = uuid.uuid4()
    keys = {kind: Key.new(case, kind) for kind in CASE_COMPARTMENTS}
    locators = {team: teams.locator(team) for team in teams.TEAMS}
    public, packed = suite.public_bytes(suite.new_secret()), pad(bytes(300))

    def undone(job: Callable[[], object]) -> None:
        with transaction.atomic():
            job()
            transaction.set_rollback(True)

    def one() -> None:
        for team in teams.TEAMS:
            held = [key for kind, key in keys.items() if team in COMPARTMENT_TEAMS[kind]]
            if held:
                grants.grant(held, to=locators[team])

    raw = lambda: [suite.seal_to(public, b"", packed) for _ in range(3)]  # noqa: E731
    granted = beside("grant one case to its three teams, without the commit", lambda: own(lambda: undone(one)),
                     lambda: own(raw), rounds * 3, floor_name="3 KEM")  # fmt: skip
    ring = Keyring(Key.new(uuid.uuid4(), kind) for kind in CASE_COMPARTMENTS[:6] for _ in range(1))
    ring.take([(os.urandom(16), ring.groups()[0][1] * 6) for _ in range(cases)])
    pages = -(-cases * (17 + 6 * 37) // (64 * 1024))
    whole = lambda: grants.hand_on(ring, to=locators[teams.DOCUMENTATION])  # noqa: E731
    floor = lambda: [suite.seal_to(public, b"", bytes(64 * 1024 + 5)) for _ in range(pages)]  # noqa: E731
    everything = beside(f"grant {cases:,} cases to one more team", lambda: own(lambda: undone(whole)),
                        lambda: own(floor), 2, floor_name="KEM, AEAD")  # fmt: skip
    return [granted, everything]


def log(folder: Path, rounds: int, lines: int) -> list[Row]:
    """The audit log beside a bare commit; see benchmarks/audit_log.py for more."""
    from benchmarks import audit_log

    bare, sync = audit_log.bare(folder / "bare.sqlite3"), audit_log.fsync(folder / "fsync")
    sides: dict[str, list[float]] = {"line": [], "bare": [], "fsync": []}
    for number in range(rounds):
        jobs = [("line", audit_log.append), ("bare", bare), ("fsync", sync)]
        for name, job in jobs[:: 1 if number % 2 == 0 else -1]:
            sides[name].append(audit_log.microseconds(job))
    append = Row("log append and commit", sides["line"], unit="µs", floor=sides["bare"], floor_name="SQLite commit",
                 limit=LOG, of_floor=True)  # fmt: skip
    if lines:
        audit_log.checks(folder, lines)
    return [append, Row("  raw fsync", sides["fsync"], unit="µs")]


def removing(folder: Path, rounds: int) -> list[Row]:
    """An operator is taken off some open cases, which get new keys for those who stay."""
    from benchmarks import removal
    from waystation.casework.register import register
    from waystation.staff.access import profiles

    lev = Staff("lev").actor
    person = next(one for one, profile in profiles(lev).items() if profile.persona == "Oleg")
    cases = random.sample(register(lev).group("open").ids(), rounds + 1)
    found = removal.measure(lev, [uuid.UUID(bytes=each) for each in cases], person, 4, folder)
    took, floor = ([seconds * 1000 for seconds in found[name][1:]] for name in ("removal", "floor"))
    return [Row("removal of a member from a case", took, floor=floor, floor_name="ciphers, commit")]


def panicking(folder: Path, rounds: int) -> list[Row]:
    """The last thing here that needs the installation in this process."""
    from django.conf import settings

    from benchmarks import panic

    found = panic.measure(Path(settings.WAYSTATION_VAULT_HALF), folder / "spare", rounds)
    took, floor = ([seconds * 1000 for seconds in found[name]] for name in ("panic", "floor"))
    return [Row("panic, in this process", took, floor=floor, floor_name="file, fsync", limit=PANIC)]


def server(folder: Path) -> list[Row]:
    """One of its own: its memory with nobody, one and five people who have looked at all lists; and its panic."""
    from urllib.parse import urlencode

    from benchmarks.intake import memory as of
    from benchmarks.load import Visitor
    from benchmarks.organisation import STAFF
    from benchmarks.panic import of_server
    from tests.e2e.harness import Program

    program = Program(folder, ("run", "--port", "0", "--mail-port", "0")).start(timeout=120)
    try:
        rows = [Row("memory of the server, nobody signed in", of(program.pid).values, unit="MB")]
        port = int(program.facts["public"].rstrip("/").rpartition(":")[2])
        for number, name in enumerate(STAFF, 1):
            visitor = Visitor(port)
            visitor.connection.timeout = 600  # the first page of a session opens the whole list
            form = visitor.ask("GET", "/staff/sign-in").form("name", "passphrase")
            known = {"name": name, "passphrase": PASSPHRASE}
            fields = [(field, known.get(field, value)) for field, value in form.values()]
            began = time.perf_counter()
            visitor.ask("POST", form.action, urlencode(fields).encode())
            visitor.ask("GET", "/staff/")
            shown = (time.perf_counter() - began) * 1000
            _whole(visitor, "/staff/")
            if number == 1:
                rows.append(Row("sign-in until something is shown", [shown]))
                rows.append(Row("sign-in until the page of today is whole", [(time.perf_counter() - began) * 1000]))
            for path in ("/staff/", "/staff/cases/", "/staff/requests/", "/staff/counts"):
                _whole(visitor, path)
            search = visitor.ask("GET", "/staff/cases/")
            if search.status == 200:  # not for documenters
                form = search.form("words")
                fields = [(field, "журавль" if field == "words" else value) for field, value in form.values()]
                visitor.ask("POST", form.action or "/staff/cases/", urlencode(fields).encode())
            if number in (1, 2, 5):
                rows.append(Row(f"memory of the server, {number} signed in", of(program.pid).values, unit="MB"))
        ended = of_server(program) * 1000
        return [*rows, Row("panic of this server, by signal, until it has ended", [ended], limit=PANIC)]
    finally:
        program.kill()


def _whole(visitor: Any, path: str) -> None:
    """A page itself: until it can come, another stands there that asks for it again."""
    # A new connection for each: while all is opened the server is busy for longer than it keeps one.
    visitor.connection.close()
    while b'http-equiv="refresh"' in visitor.ask("GET", path).body:
        time.sleep(1)
        visitor.connection.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--lines", type=int, default=0, help="fill the log up to so many lines, and verify it")
    options.add_argument("--cipher", default="", help="what a new installation is sealed with: chacha20-poly1305")
    options.add_argument("--folder", type=Path, help="where the installation is kept, or is already")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="waystation-vault-") as name:
        folder = chosen.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        installation(folder / "data", chosen.cases, cipher=chosen.cipher)
        print(f"sealed with {_cipher().__name__}")
        head()
        show(crypto(chosen.rounds))
        show(pages(chosen.rounds, chosen.cases))
        show([Row("memory of this process", [resident()], unit="MB")])
        show(granting(chosen.rounds, chosen.cases))
        show(log(Path(name), chosen.rounds, chosen.lines))
        show(removing(Path(name), chosen.rounds))
        show(panicking(Path(name), chosen.rounds))
        show(server(folder))


if __name__ == "__main__":
    main()
