"""The staff as the database sees them: random ids, a keyed digest to find a sign-in name, login slots."""

import uuid

from django.db import models

from waystation.staff.records import Closing, Diary, Feed, Holders, Notice, Own, Profile
from waystation.vault.models import Sealed, today


class Team(models.Model):
    """A holder of keys with a name that says nothing of its members. `mark` proves that they belong together."""

    name = models.CharField(max_length=40, unique=True)
    locator = models.UUIDField(unique=True, default=uuid.uuid4)
    mark = models.BinaryField(max_length=16, default=b"")


class Account(models.Model):
    """Found by a keyed digest of the sign-in name. Who it is stands in the sealed profile."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name_digest = models.BinaryField(unique=True, max_length=16)
    slots = models.BinaryField()
    day = models.DateField(default=today)


class ProfileRow(Sealed):
    """One member of staff, readable by all staff. Its id is the account's."""

    record_type = Profile


class HolderRow(Sealed):
    """Who holds a compartment, under the very key that it is about: nobody else can read it or write themselves in.

    Teams have one each; a compartment of a case only where it is held by others than the policy says. While `pending`,
    whoever holds the key has to look whether it is to be replaced: the row is the job.
    """

    record_type = Holders
    uncounted = ("pending",)
    pending = models.BooleanField(default=False, db_index=True)


class ClosingRow(Sealed):
    """Somebody was taken off this case by a colleague who does not hold this part of it, or not all of its teams' keys.

    Whoever holds them replaces the teams on the part's list by their members, before they let anybody into a team: the
    row is the job. Anybody may post one, since it lets nobody in.
    """

    record_type = Closing
    anyone_may_post = True


class NoticeRow(Sealed):
    """Posted to the duty team by every sign-in, so that one row more says only that somebody signed in."""

    record_type = Notice
    anyone_may_post = True


class DiaryRow(Sealed):
    """The log of one person's innocent view, which everybody has. Its id is the view's."""

    record_type = Diary


class OwnRow(Sealed):
    """How one person signs in beyond the passphrase, readable by that person alone. Its id is the account's.

    Everybody has one from the start: where it is missing, nobody signs in.
    """

    record_type = Own


class FeedRow(Sealed):
    """Times for a calendar program, under a key that is the feed's address. Whose they are takes the vault half."""

    record_type = Feed
    kept_open = False
