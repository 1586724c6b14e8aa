"""The rules of the second factor: codes of an app, recovery codes, and how long wrong ones make somebody wait. Pure."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import pyotp
from msgspec.structs import replace

from waystation.staff.records import Own, Tries

STEP = 30  # seconds, RFC 6238 section 5.2
WINDOW = 1  # steps that a clock may be early or late
CODE_DIGITS, RECOVERY_DIGITS, RECOVERY_CODES = 6, 12, 10
FREE_TRIES = 5
LONGEST_PAUSE = timedelta(hours=1)
SET_BACK = timedelta(minutes=5)  # more than requests overtake each other by: the clock was set back


def digits(typed: str) -> str:
    """What was meant by a typed code: its digits, whatever stands between them."""
    return "".join(str(int(sign)) for sign in typed if sign.isdecimal())


def new_app() -> str:
    """A fresh secret for an authenticator app: 160 bits, as RFC 4226 section 4 recommends, in Base32."""
    return pyotp.random_base32()


def app_address(secret: str, issuer: str) -> str:
    """The otpauth address that an app reads from a QR code. It names the site's neutral title and no person."""
    return pyotp.TOTP(secret, name=issuer, issuer=issuer).provisioning_uri()


def matching_step(secret: str, code: str, now: datetime, after: int = 0) -> int | None:
    """The time step whose code this is, if it lies in the window and is newer than `after`; None otherwise."""
    current, made = int(now.timestamp()) // STEP, pyotp.TOTP(secret)
    found = None
    for step in range(current - WINDOW, current + WINDOW + 1):
        if hmac.compare_digest(made.generate_otp(step), code) and step > after:
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Ten codes of 40 bits: digits alone, so that they can be typed on any keyboard."""
    numbers = (f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}" for _ in range(RECOVERY_CODES))
    return [" ".join(number[start : start + 4] for start in range(0, RECOVERY_DIGITS, 4)) for number in numbers]


def code_digest(account: UUID, code: str) -> bytes:
    """What is kept of a recovery code, inside the person's own record."""
    return hashlib.sha256(b"recovery code" + account.bytes + digits(code).encode()).digest()[:16]


def after_code(own: Own, account: UUID, typed: str, now: datetime) -> Own | None:
    """The record once a code of the app or a recovery code was accepted, which it is only once; None if it is wrong."""
    code = digits(typed)
    if len(code) == RECOVERY_DIGITS:
        digest = code_digest(account, code)
        left = [kept for kept in own.codes if not hmac.compare_digest(kept, digest)]
        return replace(own, codes=left) if len(left) < len(own.codes) else None
    step = matching_step(own.app, code, now, own.step) if own.app and len(code) == CODE_DIGITS else None
    return None if step is None else replace(own, step=step)


def pause(tries: Tries) -> timedelta:
    """How long after the last wrong code the next one is looked at."""
    beyond = tries.count - FREE_TRIES
    return timedelta() if beyond < 0 else min(timedelta(minutes=2 ** min(beyond, 10)), LONGEST_PAUSE)


def must_wait(tries: Tries, now: datetime) -> bool:
    """Wrong codes that were given while the clock went ahead keep nobody waiting until it is that late."""
    return tries.last is not None and tries.last - SET_BACK < now < tries.last + pause(tries)


def tries_from(own: Own, device: bytes) -> Tries:
    """Wrong codes from this browser. All that are unknown count together; a known one is not hit by what they do."""
    return next((known.tries for known in own.devices if known.digest == device), own.strangers)


def with_tries(own: Own, device: bytes, tries: Tries) -> Own:
    """The record with the wrong codes from this browser counted anew."""
    if not any(known.digest == device for known in own.devices):
        return replace(own, strangers=tries)
    devices = [replace(known, tries=tries) if known.digest == device else known for known in own.devices]
    return replace(own, devices=devices)
