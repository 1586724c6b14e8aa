"""The hotline as the database sees it: sealed rows, random ids, keyed digests, coarse days."""

from django.db import models

from waystation.hotline import records
from waystation.vault.models import Sealed, today


class Request(Sealed):
    """One thread. `caller` is where a web caller's code phrase finds it; nobody else's requests have one."""

    record_type = records.RequestStub
    anyone_may_post = True
    set_column = "id"
    caller = models.UUIDField(null=True, unique=True)


class Message(Sealed):
    """One message of a thread; its body is sealed under a key that stands in the record."""

    record_type = records.MessageRecord
    anyone_may_post = True
    stamped_by = set_column = "thread"
    uncounted = ("body",)  # its key and what it is bound to stand in the record
    thread = models.UUIDField(db_index=True)
    body = models.BinaryField()


class MessageFile(models.Model):
    """That a message has this file in the store; what the file is stands in the message's record."""

    names_files = "id"
    id = models.UUIDField(primary_key=True)
    message = models.ForeignKey(Message, models.CASCADE)


class CallerMessage(Sealed):
    """The caller's own copy: only the code phrase opens it. Nobody without a key can put words into our mouth."""

    record_type = records.CallerMessageRecord
    newest_key_only = False  # the caller's own words and our answers have a key each


class Seen(models.Model):
    """A message that was stored, by keyed digest: it is never stored twice."""

    digest = models.BinaryField(unique=True, max_length=16)
    day = models.DateField(default=today)


class Sent(models.Model):
    """A Message-ID of ours, by keyed digest: an answer to it belongs to this thread. `mark` proves that."""

    digest = models.BinaryField(unique=True, max_length=16)
    thread = models.UUIDField(db_index=True)
    mark = models.BinaryField(max_length=16, default=b"")


class MailKey(Sealed):
    """An OpenPGP key of the hotline's own; only who holds the duty team's keys can open it."""

    record_type = records.MailKeyRecord


class PublishedKey(Sealed):
    """The public half, under the same id, as this installation may hand it out by itself: under the vault half."""

    record_type = records.PublishedKeyRecord


class MessageCode(models.Model):
    """A code by which somebody may ask whether we sent a message: see codes.py. It leads to no thread."""

    digest = models.BinaryField(unique=True, max_length=16)
    day = models.DateField(db_index=True)


class ContactRow(Sealed):
    """How somebody may be reached. It has the id of the thread, and stands and moves under the same key."""

    record_type = records.SafeContact
    set_column = "id"


class DraftRow(Sealed):
    """An answer that is not sent yet. It has the id of the thread, and stands and moves under the same key."""

    record_type = records.Draft
    set_column = "id"


class TriageRow(Sealed):
    """The organisation's own rules of triage, for the duty team; coordinators write them."""

    record_type = records.OwnRules


class Outgoing(Sealed):
    """One e-mail on its way out. While it is being sent, `next_try` is when somebody has to ask what became of it."""

    record_type = records.Letter
    thread = models.UUIDField(null=True, db_index=True)
    state = models.CharField(max_length=8, default="waiting", db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField()


class Waiting(Sealed):
    """When the duty team is called because of one thread, and how often it was; see waiting.py. It names no thread."""

    record_type = records.WaitingRecord
    kept_open = False
    due = models.DateTimeField(db_index=True)
    told = models.PositiveSmallIntegerField(default=0)


class ClockRow(Sealed):
    """The only one of its kind, under the vault half: it is read with nobody signed in."""

    record_type = records.Clock


class CannedRow(Sealed):
    """A text to answer with, for the duty team; coordinators write them."""

    record_type = records.CannedRecord
