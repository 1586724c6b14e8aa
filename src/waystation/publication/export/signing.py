"""Signs the public site: a coordinator's session does it, with the key that signs the list of our channels.

The signature is one that minisign and signify read (Ed25519 over the list of hashes itself, not over a hash of it). It
is kept in clear beside what is public, so that whoever exports the site without a key hands it on.
"""

import base64
import hashlib
from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction

from waystation import __version__
from waystation.audit.log import log
from waystation.hotline.protection import fingerprint
from waystation.publication import access, people, public
from waystation.publication.export import pages
from waystation.publication.models import SignatureRow
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.trust.statements import signing_secret
from waystation.vault import signatures
from waystation.vault.errors import Tampered
from waystation.vault.order import in_order

ALGORITHM = b"Ed"
TRUSTED = "file:SHA256SUMS signed:{day}"
"""What the signature says besides: the day tells which of two copies is the newer one."""
_PRETENDED = "publication:site"
_SUMS: dict[bytes, bytes] = {}  # of the site as it stood when it was last asked, by what it was made of


def signature(secret: bytes, signed: bytes, day: date) -> bytes:
    """A signature file over some bytes, with the day on which they are signed."""
    trusted_comment = TRUSTED.format(day=day.isoformat())
    made = signatures.sign_with(secret, signed)
    trusted = signatures.sign_with(secret, made + trusted_comment.encode())
    lines = (
        "untrusted comment: signature of the public site",
        _base64(ALGORITHM + _number(signatures.public_of(secret)) + made),
        f"trusted comment: {trusted_comment}",
        _base64(trusted),
    )
    return "".join(f"{line}\n" for line in lines).encode()


def public_key(secret: bytes) -> bytes:
    """The file of the public key, with the fingerprint by which people compare it with the one that is printed."""
    key = signatures.public_of(secret)
    mark = fingerprint(hashlib.sha256(key).hexdigest()[:40])
    return f"untrusted comment: key of the public site, {mark}\n{_base64(ALGORITHM + _number(key) + key)}\n".encode()


def _number(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:8]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def signed(found: pages.Files) -> pages.Files:
    """The files with the newest signature and its key; as they are where it is of other ones."""
    row = _newest()
    if row is None or bytes(row.sums) != hashlib.sha256(found[pages.SUMS]).digest():
        return found
    return found | {pages.SIGNATURE: bytes(row.signature), pages.KEY: bytes(row.key)}


def _newest() -> SignatureRow | None:
    return SignatureRow.objects.order_by("-pk").first()


def _made_of(site: pages.Site) -> bytes:
    """The digest of all that the files follow from: what is public, the mirrors, our address, this version."""
    return hashlib.sha256(msgspec.json.encode((site.publications, site.mirrors, site.origin, __version__))).digest()


@transaction.atomic
def sign(actor: Actor) -> pages.Files:
    """Asks for the consents that this session can ask for once more, signs the site, and returns it.

    From an innocent view nothing is signed for others to read: what is given out is what is public already, and this
    session's page says that it is signed. Raises Absent; Tampered where something stands in it that nobody released.
    """
    require(actor, "publication.release")
    if actor.apart:
        return _pretended(actor)
    in_order()
    _look_again(actor)
    site = pages.now()
    found, made_of = pages.files(site), _made_of(site)
    secret, listed = signing_secret(actor), found[pages.SUMS]
    if pages.SIGNATURE not in signed(found):
        row = SignatureRow(
            sums=hashlib.sha256(listed).digest(), made_of=made_of, signature=signature(secret, listed, actor.today),
            key=public_key(secret),
        )  # fmt: skip
        row.save(force_insert=True)
        log(actor.account, "publication.site_signed")
    elif (there := _newest()) and bytes(there.made_of) != made_of:  # another version makes the same files
        SignatureRow.objects.filter(pk=there.pk).update(made_of=made_of)
    return signed(found)


def is_signed(actor: Actor, found: pages.Files) -> bool:
    """Whether these files are signed as they stand, as far as this person is told."""
    return pages.SIGNATURE in signed(found) or actor.memory.get(_PRETENDED) == found[pages.SUMS]


def is_current(actor: Actor) -> bool:
    """Whether the site is signed as it stands now, as far as this person is told. Raises Tampered, NotReady.

    What the site is made of is compared with what was signed, and none is made; where they differ, a process makes it
    once for each state.
    """
    site, row = pages.now(), _newest()
    made_of = _made_of(site)
    if row is not None and bytes(row.made_of) == made_of:
        return True
    if made_of not in _SUMS:
        _SUMS.clear()
        _SUMS[made_of] = pages.files(site)[pages.SUMS]
    return is_signed(actor, {pages.SUMS: _SUMS[made_of]})


def _pretended(actor: Actor) -> pages.Files:
    """The site with a signature by the key of the innocent view, which proves nothing to anybody and is not kept."""
    found = pages.files(pages.now())
    if pages.SIGNATURE in signed(found):
        return signed(found)
    secret, listed = signing_secret(actor), found[pages.SUMS]
    if not is_signed(actor, found):
        log(actor.account, "publication.site_signed")
        actor.memory[_PRETENDED] = listed
    return found | {pages.SIGNATURE: signature(secret, listed, actor.today), pages.KEY: public_key(secret)}


def _look_again(actor: Actor) -> None:
    """Each that is public was released by us in these words; whoever took a consent back is not in it any more."""
    known = access.publications(actor)
    for publication_id, said in public.everything().items():
        released = known.get(publication_id)
        if released is None or released.released_at is None:
            raise Tampered
        if said.out is None and not public.is_of(said, released):
            raise Tampered
        if said.out is None and (released.recalled_at is not None or people.taken_back(actor, released)):
            _take_out(actor, publication_id)


def _take_out(actor: Actor, publication_id: UUID) -> None:
    public.empty(actor, publication_id)
    log(actor.account, "publication.taken_out", subject=publication_id)
