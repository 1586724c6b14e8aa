"""Files of a case: added, kept out of a message, looked at, taken out. Each is a line in the log."""

from uuid import UUID, uuid4

from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access
from waystation.casework.models import FileRow
from waystation.casework.records import File
from waystation.files import source
from waystation.files.source import Source
from waystation.hotline import access as hotline_access
from waystation.mail.words import one_line
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault import files
from waystation.vault.compartments import Compartment
from waystation.vault.files import Stored
from waystation.vault.records import create


@transaction.atomic
def add_file(
    actor: Actor,
    case_id: UUID,
    stored: Stored,
    *,
    compartment: Compartment,
    name: str = "",
    kind: str = "",
    description: str = "",
    once: UUID | None = None,
    verb: str = "casework.file_added",
) -> UUID:
    """Records a stored file as one of the case. Returns the row's id. Raises Absent without the compartment's key."""
    require(actor, "casework.write")
    access.case(actor, case_id)
    row_id = once or uuid4()
    if FileRow.objects.filter(pk=row_id).exists():
        return row_id
    record = File(
        file=stored.id,
        content=stored.content,
        name=name,
        type=kind,
        description=description,
        at=actor.now(),
        by=actor.account,
    )
    create(FileRow, record, access.key(actor, case_id, compartment), id=row_id, file=stored.id)
    log(actor.account, verb, subject=row_id, case=case_id)
    return row_id


def keep_file(
    actor: Actor,
    case_id: UUID,
    place: tuple[UUID, UUID, int],
    *,
    compartment: Compartment,
    description: str = "",
    once: UUID | None = None,
) -> UUID:
    """Makes an attachment (request, message, index) a file of the case: the same bytes under a key of their own."""
    require(actor, "casework.write")
    access.case(actor, case_id)
    found = hotline_access.attachment(actor, *place)
    stored = files.keep(found.read())
    try:
        return add_file(
            actor,
            case_id,
            stored,
            compartment=compartment,
            name=one_line(found.name, 200),
            kind=one_line(found.type, 80),
            description=description,
            once=once,
            verb="casework.file_kept",
        )
    finally:
        files.forget(stored.id)


def view_file(actor: Actor, case_id: UUID, file_id: UUID) -> tuple[File, Source]:
    """A file to be shown. Raises Absent."""
    return _opened(actor, case_id, file_id, "casework.file_viewed")


def take_file(actor: Actor, case_id: UUID, file_id: UUID) -> tuple[File, Source]:
    """A file as it came. Raises Absent."""
    return _opened(actor, case_id, file_id, "casework.file_taken")


def _opened(actor: Actor, case_id: UUID, file_id: UUID, verb: str) -> tuple[File, Source]:
    found = access.file(actor, case_id, file_id)
    with transaction.atomic():
        log(actor.account, verb, subject=file_id, case=case_id)
    return found, bytes_of(found)


def bytes_of(found: File) -> Source:
    """The bytes of a file whose record is open."""
    return source.stored(found.file, found.content, found.name, found.type)
