"""The judgements of the doctor: each takes the facts and gives one finding, in plain words with what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from waystation.site import onion, upkeep
from waystation.site.commands import CALLED, IN_CHECKOUT, S3
from waystation.site.doctor.facts import Facts

OK, WARNING, PROBLEM = "ok", "warning", "problem"
RELEASED = date(2026, 11, 1)
BACKUP_EVERY = timedelta(days=8)
BACKUP_AT_LEAST = timedelta(days=31)
REHEARSAL_EVERY = timedelta(days=365)
LITTLE_SPACE, NO_SPACE = 2 * 2**30, 200 * 2**20  # bytes
_HERE = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Finding:
    """One judgement. `do` says what helps; it is empty where all is well."""

    state: str
    said: str
    do: str = ""


def swap(facts: Facts) -> Finding:
    on_disk = [name for name in facts.swaps or () if "/zram" not in name]
    if facts.swaps is None:
        return Finding(
            WARNING, "Could not tell whether swap is on.", "Look with `swapon --show`; it should say nothing."
        )
    if not on_disk:
        return Finding(OK, "No swap on a disk: keys in memory stay in memory.")
    state = WARNING if facts.disk_encrypted else PROBLEM
    return Finding(
        state,
        "Swap is on: keys from memory can be written to the disk.",
        "`swapoff -a`, and take the swap line out of /etc/fstab (or encrypt the swap with a random key).",
    )


def core_dumps(facts: Facts) -> Finding:
    if not facts.dumpable:
        return Finding(OK, "A crash leaves no memory on the disk.")
    return Finding(
        PROBLEM,
        "A crash may write memory, with keys, to the disk.",
        "This system does not let a program forbid it: set LimitCORE=0 and a plain file as `kernel.core_pattern`.",
    )


def root(facts: Facts) -> Finding:
    if not facts.is_root:
        return Finding(OK, "It does not run as root.")
    return Finding(
        WARNING, "This runs as root.", "Make a user for it that owns the folder, and run everything as that."
    )


def permissions(facts: Facts) -> Finding:
    if not facts.open_to_others:
        return Finding(OK, "Only its owner may look into the folder.")
    places = ", ".join(facts.open_to_others[:3]) + (" and others" if len(facts.open_to_others) > 3 else "")
    return Finding(
        PROBLEM, f"Other users of this machine may read or change {places}.", "`chmod -R go=` on these places."
    )


def vault_half(facts: Facts) -> Finding:
    if facts.half in ("missing", "damaged"):
        return Finding(
            PROBLEM,
            f"The vault half is {facts.half}: nobody can sign in and no mail can be taken.",
            f"Put your copy back. If it is lost, with trustees: `{CALLED} recover person --everybody --new-half`.",
        )
    if facts.half_fits is False:
        return Finding(PROBLEM, "The vault half belongs to another installation.", "Put back the half of this one.")
    if facts.half == "beside":
        return Finding(
            WARNING,
            "The vault half lies beside the database: who takes the disk has both.",
            "Put it on another medium (a USB stick, another machine) and name it in waystation.toml: `half` under "
            "`[vault]`.",
        )
    return Finding(OK, "The vault half is there and lies apart from the database.")


def disk_encryption(facts: Facts) -> Finding:
    if facts.disk_encrypted:
        return Finding(OK, "The disk is encrypted.")
    if facts.disk_encrypted is None:
        return Finding(
            WARNING,
            "Could not tell whether the disk is encrypted.",
            "Ask whoever set up the machine; it should be (LUKS).",
        )
    return Finding(
        WARNING,
        "No encryption was seen beneath the folder.",
        "Move it to an encrypted disk (LUKS): overwriting a flash disk does not erase.",
    )


def clock(facts: Facts) -> Finding:
    today = facts.now.date()
    if today < RELEASED or today.year > RELEASED.year + 20 or any(day > today for day in facts.last.values()):
        return Finding(
            PROBLEM, f"The clock says {today}, which cannot be: check-ins would alarm at wrong times.", "Set it."
        )
    if facts.clock_behind:
        by = timedelta(minutes=facts.clock_behind // timedelta(minutes=1))
        return Finding(
            PROBLEM,
            f"The clock was set back: it is {by} (hours:minutes:seconds) behind the time by which alarms ring.",
            "If it is wrong now, set it. If the earlier time was wrong, stop the server, remove the file `clock` from "
            "the data folder, start again and tell the staff: alarms of what was set meanwhile ring late by so much.",
        )
    if facts.clock_ahead:
        return Finding(
            WARNING,
            f"The clock is {facts.clock_ahead.days} days ahead of what has passed while the server ran: it was set "
            "ahead, or the server stood still so long. What is old is deleted later, until that is made up for.",
            "If the clock is wrong, set it. If the server stood still, there is nothing to do.",
        )
    if facts.clock_synchronized:
        return Finding(OK, "The clock is kept right over the network.")
    said = "Could not tell whether" if facts.clock_synchronized is None else "It seems that nothing makes sure that"
    return Finding(WARNING, f"{said} the clock is right.", "`timedatectl set-ntp true`, or install chrony.")


def address(facts: Facts) -> Finding:
    origin = urlsplit(facts.settings.get("origin", "http://127.0.0.1:8000"))
    host = origin.hostname or ""
    if host in _HERE:
        return Finding(
            WARNING, "The pages' address is this machine itself.", "Set `origin` once others should reach it."
        )
    if origin.scheme != "https" and not host.endswith(".onion"):
        return Finding(
            PROBLEM, "The pages go over the network unencrypted.", "Use https, or an onion service, in `origin`."
        )
    if host not in facts.hosts and "*" not in facts.hosts:
        return Finding(PROBLEM, "The pages refuse their own address.", f'Set `hosts = ["{host}"]` in waystation.toml.')
    return Finding(OK, "The pages' address is encrypted on the way.")


def onion_service(facts: Facts) -> Finding:
    said, service = onion.host(str(facts.settings.get("onion", ""))), facts.settings.get("onion_service", "")
    if said and not onion.is_address(said):
        return Finding(PROBLEM, "The onion address in the settings is none: it has a slip.", "Copy it once more.")
    if said and service and facts.onion_made is None:
        do = f"As root, compare with {service}/hostname by hand."
        return Finding(WARNING, "Could not look whether the onion address is that of tor's keys.", do)
    if service and said != (facts.onion_made or ""):
        return Finding(
            PROBLEM,
            "The onion address in the settings is not the one that tor's keys make: callers would look elsewhere.",
            f"Set `onion` to what stands in {service}/hostname, or put the old keys back there.",
        )
    return Finding(OK, "The onion address is well-formed." if said else "No onion address is set.")


def proxy(facts: Facts) -> Finding:
    secure = str(facts.settings.get("origin", "")).startswith("https://")
    behind = bool(facts.settings.get("behind_proxy"))
    if secure and not behind:
        return Finding(
            PROBLEM,
            "TLS ends in another program, but the settings do not say so: every form would be refused.",
            "Set `behind_proxy = true`, and let the proxy set X-Forwarded-Proto.",
        )
    if behind and not secure:
        return Finding(
            WARNING,
            "The settings trust a proxy that a plain address does not need.",
            "Take `behind_proxy` out, or set the https address in `origin`.",
        )
    return Finding(OK, "The settings and the way to the pages agree.")


def mail_tls(facts: Facts) -> Finding:
    doors = []
    for table in _mail_tables(facts):
        doors += [(box.get("host", ""), box.get("tls", True)) for box in table.get("imap", [])]
        if smtp := table.get("smtp"):
            doors.append((smtp.get("host", ""), smtp.get("security", "tls") != "none"))
    if any(host not in _HERE and not encrypted for host, encrypted in doors):
        return Finding(
            PROBLEM,
            "A mail server would be talked to unencrypted.",
            'Use `tls = true` and `security = "starttls"` or "tls".',
        )
    if not doors:
        return Finding(OK, "No mail server is set that could be talked to unencrypted.")
    return Finding(OK, "Mail servers are talked to with verified TLS.")


def _mail_tables(facts: Facts) -> list[dict[str, Any]]:
    """[mail], and each [[mail.mailbox]]."""
    mail: dict[str, Any] = facts.settings.get("mail", {})
    return [mail, *mail.get("mailbox", [])]


_DOORS = {
    "sign-in-refused": "name and password are refused: correct them in waystation.toml, or ask the provider",
    "token-refused": "the provider gives no token: allow it anew, and put the new refresh_token into waystation.toml",
    "tls-failed": "the certificate is not right: it ran out, or somebody stands in between. Nothing was sent to it",
    "unreachable": "it does not answer: look at host and port, the provider and the network",
}


def mailboxes(facts: Facts) -> Finding:
    """As the server saw them last; each is tried again by itself."""
    if not any(table.get("imap") or table.get("smtp") for table in _mail_tables(facts)):
        return Finding(OK, "No account at a mail server is set.")
    if not facts.serving:
        return Finding(WARNING, "The server is not running, so nothing watches the mailboxes.", "Start it.")
    wrong = [f"{name}: {_DOORS[state]}" for name, state in sorted(facts.doors.items()) if state in _DOORS]
    if not wrong:
        return Finding(OK, "The mail servers can be reached, or were not tried yet.")
    return Finding(PROBLEM, f"A mail server cannot be used. {'; '.join(wrong)}.", "The others go on meanwhile.")


def outgoing_mail(facts: Facts) -> Finding:
    if facts.settings.get("mail", {}).get("smtp"):
        return Finding(OK, "Answers leave by a mail server.")
    return Finding(
        WARNING,
        "No mail server is set: answers to e-mail stay, readable, in the folder .mailbox beside the data folder.",
        "Set [mail.smtp] in waystation.toml.",
    )


def alarms(facts: Facts) -> Finding:
    if facts.settings.get("mail", {}).get("duty_address"):
        return Finding(OK, "Alarms are also told by e-mail, without content.")
    return Finding(
        WARNING,
        "An alarm shows on the pages only: with nobody signed in, nobody notices.",
        "Set `duty_address` under [mail].",
    )


def debug(facts: Facts) -> Finding:
    if not facts.debug:
        return Finding(OK, "Errors show nothing of what was written.")
    return Finding(
        PROBLEM, "Debugging is on: error pages show everything.", "Run it with the settings that come with it."
    )


def database(facts: Facts) -> Finding:
    if facts.strangers:
        return Finding(
            PROBLEM,
            f"The database holds what this program did not make: {', '.join(facts.strangers)}.",
            "Somebody changed it. Stop the server, keep a copy of the folder, and restore the last backup.",
        )
    if facts.database == "ok":
        return Finding(OK, "The database is whole.")
    return Finding(
        PROBLEM,
        "The database is missing, damaged or cannot be read.",
        "Stop the server, keep a copy of the folder as it is, and restore the last backup.",
    )


def left_over(facts: Facts) -> Finding:
    if not facts.left_over:
        return Finding(OK, "No older database lies about.")
    return Finding(
        WARNING,
        f"An older database lies there, and keeps what was erased since: {', '.join(facts.left_over)}.",
        "Once everything works with the new one: `shred -u` it.",
    )


def attached_files(facts: Facts) -> Finding:
    if facts.files_missing == 0:
        return Finding(OK, "Every attached file is in its place.")
    if facts.files_missing is None:
        return Finding(
            WARNING,
            "Could not tell whether all attached files are there.",
            "Look at the folder `files`, or the bucket.",
        )
    where = "the bucket" if facts.bucket else "the folder `files`"
    return Finding(
        PROBLEM,
        f"{facts.files_missing} attached files are missing from {where}.",
        "Copy them back out of the last backup (its .files.age), or out of the disk that was replaced.",
    )


_BUCKETS = {
    "unreachable": ("It does not answer.", "Look at `endpoint` in [files.s3], the provider and the network."),
    "certificate": (
        "Its certificate is not right: it ran out, or somebody stands in between.",
        "If its authority is your own, name the file of its certificate in `authority`.",
    ),
    "no-bucket": ("There is no bucket of that name.", "Make it, private and without versions, or correct `bucket`."),
    "credentials": ("It does not know the key, or the secret is wrong.", "Correct `access_key` and `secret_key`."),
    "refused": (
        "It knows the key, and refuses what is needed.",
        "Allow this key to write, read, list and delete objects, and to list and abort multipart uploads.",
    ),
    "clock": (
        "This machine's clock and the store's differ by more than the store takes.",
        "Set the clock: `timedatectl set-ntp true`.",
    ),
    "failing": ("It answers with errors.", "Ask the provider; nothing that was answered for is lost."),
    "no-client": ("The client of S3 is not installed.", S3),
    "differs": ("What was written there is not what is read.", "Do not use it: ask the provider."),
    "keeps": (
        "What is deleted there stays: what is erased would not be.",
        "Take object lock and retention off, or take another bucket.",
    ),
    "versions": (
        "It keeps versions: of what is erased, the sealed bytes would stay.",
        "Make a bucket without versions and move there; one that had them keeps the old ones.",
    ),
    "public": (
        "Anybody may look into it. What is there is sealed, but how much, how large and when would be told.",
        "Make it private: no policy and no list (ACL) for everybody.",
    ),
    "plain": ("It would be asked without encryption, and the key could be used by whoever listens.", "Take https."),
}


def bucket(found: str) -> Finding:
    """What `probing.probe` found, in words."""
    if found == "well":
        return Finding(OK, "The bucket takes, gives and deletes files, and nobody else may look into it.")
    said, do = _BUCKETS.get(found, _BUCKETS["failing"])
    return Finding(PROBLEM, f"The bucket for sealed files cannot be used. {said}", do)


def file_store(facts: Facts) -> Finding:
    if facts.bucket is None:
        return Finding(OK, "Attached files lie in the folder `files`.")
    if facts.bucket == "well" and facts.left_in_folder:
        return Finding(
            PROBLEM,
            "The settings name a bucket, but files still lie in the folder, where nothing looks for them.",
            f"Stop the server; `{CALLED} files move` brings them.",
        )
    return bucket(facts.bucket)


def viewing_files(facts: Facts) -> Finding:
    if facts.can_view:
        return Finding(OK, "Attached files are drawn in a process that can reach nothing else.")
    return Finding(
        WARNING,
        "The viewer of attached files cannot be held back here, so it shows none; mail is read with limits alone.",
        "Use Linux on x86-64 or aarch64, and let the service use seccomp (no SystemCallFilter without it).",
    )


def reading_aloud(facts: Facts) -> Finding:
    if facts.can_speak:
        return Finding(OK, "Publications can be heard, spoken by a program that can reach nothing else.")
    return Finding(
        WARNING,
        "Nothing here can speak, so no publication can be heard; all else works.",
        "If that is wanted: `apt install libespeak-ng1 libmp3lame0`.",
    )


def reading_pictures(facts: Facts) -> Finding:
    if not facts.pictures_lack:
        return Finding(OK, "Words and codes in pictures are read before a release, by a program that reaches nothing.")
    packages = {"words": "tesseract-ocr tesseract-ocr-rus", "codes": "libzbar0"}
    what = {"words": "words in pictures", "codes": "QR codes in pictures"}
    return Finding(
        WARNING,
        f"The check before a release does not read {' and '.join(what[each] for each in facts.pictures_lack)}: "
        "somebody must look at each; all else works.",
        f"`apt install --no-install-recommends {' '.join(packages[each] for each in facts.pictures_lack)}`.",
    )


def log_chain(facts: Facts) -> Finding:
    if facts.log_break is None:
        return Finding(OK, "The log follows line from line.")
    return Finding(
        PROBLEM,
        f"The log does not follow at line {facts.log_break}: somebody changed it, or the disk did.",
        "Tell the coordinators; compare with a backup and with the witness.",
    )


def log_witness(facts: Facts) -> Finding:
    if facts.witness is None:
        return Finding(WARNING, "Could not tell whether the log agrees with its witness.", "See the others.")
    if facts.witness == "disagrees":
        return Finding(
            PROBLEM,
            "The log is not the one of which heads are kept outside: an older database, or lines are gone.",
            "Tell the coordinators: the log page says from which line on. One of them answers for it there.",
        )
    if facts.witness == "none":
        return Finding(
            WARNING,
            "No head of the log is kept outside, so nobody notices an older database that is put back.",
            "Run the service: it keeps one within ten minutes. If it ran, somebody removed the witness file.",
        )
    return Finding(OK, "The log agrees with the heads of it that are kept outside.")


def rows(facts: Facts) -> Finding:
    do = "Tell the coordinators; keep the machine as it is; what is lost may be in a backup."
    if facts.differing is None:
        return Finding(WARNING, "Could not tell whether records were changed outside the program.", "See the others.")
    if facts.differing:
        said = f"In {facts.differing} cases, threads or teams, records were deleted or changed outside the program."
        return Finding(PROBLEM, said, do)
    if facts.put_back:
        return Finding(PROBLEM, "Whole cases or threads were deleted or put back as they were earlier.", do)
    return Finding(OK, "All records are those that were written.")


def public_keys(facts: Facts) -> Finding:
    if not facts.unmarked:
        return Finding(OK, "All public keys are those that this installation published.")
    return Finding(
        PROBLEM,
        f"{facts.unmarked} public keys were put there by somebody else: nothing is sealed to them.",
        "Tell the coordinators: one of them can put the true ones back on the log page.",
    )


def renewed_keys(facts: Facts) -> Finding:
    if not facts.keys_waiting:
        return Finding(OK, "Whoever was taken off has no key that is still in use.")
    return Finding(
        WARNING,
        "Somebody was taken off, and keys that they had are still being replaced.",
        "Ask the staff to sign in, of each role somebody: it goes on while they open pages.",
    )


def ciphers(facts: Facts) -> Finding:
    if not facts.sealed_before:
        return Finding(OK, "Everything of cases, teams and persons is sealed with the cipher of the settings.")
    return Finding(
        WARNING,
        f"{facts.sealed_before} records are still sealed with an earlier cipher.",
        "Ask each of the staff to open *Sign-in*, and there *Seal anew what my keys open*. "
        "What is left then are innocent views: each is made anew when its owner works, a week after it was made.",
    )


def free_space(facts: Facts) -> Finding:
    if facts.free_bytes >= LITTLE_SPACE:
        return Finding(OK, "There is room on the disk.")
    state = PROBLEM if facts.free_bytes < NO_SPACE else WARNING
    left = facts.free_bytes // 2**20
    return Finding(
        state, f"The disk has {left} MiB left: without room no message is taken.", "Make room, or enlarge it."
    )


def backup(facts: Facts) -> Finding:
    last = facts.last.get(upkeep.BACKUP)
    do = f"`{CALLED} backup create`, every day by a timer; keep it on another machine."
    if last is None:
        return Finding(PROBLEM, "No backup was ever made from here.", do)
    age = facts.now.date() - last
    if age > BACKUP_EVERY:
        return Finding(PROBLEM if age > BACKUP_AT_LEAST else WARNING, f"The last backup is {age.days} days old.", do)
    return Finding(OK, f"The last backup was made on {last}.")


def rehearsal(facts: Facts) -> Finding:
    last = facts.last.get(upkeep.REHEARSAL)
    do = f"Bring the trustees together: `{CALLED} recover rehearse`. It changes nothing."
    if last is None:
        return Finding(WARNING, "It was never tried whether the trustees' shares work.", do)
    if facts.now.date() - last > REHEARSAL_EVERY:
        return Finding(WARNING, f"The recovery was last rehearsed on {last}, more than a year ago.", do)
    return Finding(OK, f"The recovery was rehearsed on {last}.")


def dependencies(facts: Facts) -> Finding:
    if not facts.pinned:
        return Finding(WARNING, "Could not tell whether the packages are the tested ones.", "Install from the release.")
    wrong = sorted(name for name, version in facts.pinned.items() if facts.installed.get(name) != version)
    if not wrong:
        return Finding(OK, f"All {len(facts.pinned)} packages are the tested ones.")
    state = PROBLEM if any(facts.installed.get(name) is None for name in wrong) else WARNING
    return Finding(
        state,
        f"These packages are not the tested ones: {', '.join(wrong)}.",
        "Remove the folder .venv; the next start installs them anew."
        if IN_CHECKOUT
        else "`pipx reinstall waystation`.",
    )


def languages(facts: Facts) -> Finding:
    if not facts.languages:
        return Finding(OK, "Each language that was added is offered in all its words.")
    told = "; ".join(f"{code}: {why}" for code, why in facts.languages.items())
    do = f"`{CALLED} languages check FILE` says which translations, and why."
    return Finding(WARNING, f"Of the languages that were added, {told}.", do)


CHECKS: dict[str, Callable[[Facts], Finding]] = {
    "swap": swap,
    "core dumps": core_dumps,
    "user": root,
    "permissions": permissions,
    "vault half": vault_half,
    "disk encryption": disk_encryption,
    "clock": clock,
    "address": address,
    "onion service": onion_service,
    "proxy": proxy,
    "mail encryption": mail_tls,
    "mailboxes": mailboxes,
    "outgoing mail": outgoing_mail,
    "alarms": alarms,
    "debugging": debug,
    "database": database,
    "older databases": left_over,
    "file store": file_store,
    "attached files": attached_files,
    "viewing files": viewing_files,
    "reading aloud": reading_aloud,
    "reading pictures": reading_pictures,
    "log": log_chain,
    "witness": log_witness,
    "records": rows,
    "public keys": public_keys,
    "keys": renewed_keys,
    "cipher": ciphers,
    "disk space": free_space,
    "backup": backup,
    "recovery": rehearsal,
    "languages": languages,
    "packages": dependencies,
}


def judge(facts: Facts) -> dict[str, Finding]:
    """Every check's finding, by its name."""
    return {name: check(facts) for name, check in CHECKS.items()}
