"""Attack 12, its basis: whoever can write to the database forges a record. Public keys lie there for the taking.

Only what anybody may say can be posted, and pages show it as what it is. Every kind of row: test_12_every_kind.
"""

import pytest
from django.apps import apps

from tests.attacks.forge import posted
from tests.stage import Organisation
from tests.vault.rows.models import Diary, Entry
from waystation.staff.actor import Actor
from waystation.staff.models import ProfileRow
from waystation.staff.records import Profile
from waystation.staff.teams import DUTY, EVERYONE, locator
from waystation.vault import directory, records
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Tampered
from waystation.vault.models import Sealed


def forge(row: Sealed, record: records.Record) -> None:
    """Seals to the published address of the row's place, as only the product's own code would."""
    _, public = directory.address(row.locator, Compartment(row.compartment))
    row.sealed = posted(row, record, public)


def test_a_forged_note_is_refused(dina: Actor) -> None:
    row = records.create(Diary, Entry(text="what Dina wrote"), dina.keys.key(locator(DUTY)))
    forge(row, Entry(text="what nobody wrote"))
    with pytest.raises(Tampered):
        records.read(row, dina.keys)


def test_a_forged_profile_gives_no_role(organisation: Organisation, out: Actor) -> None:
    row = ProfileRow.objects.get(pk=out.account)
    assert row.locator == locator(EVERYONE)
    forge(row, Profile(persona="Sam", roles=["coordinator"]))
    row.save()
    with pytest.raises(AssertionError):
        organisation.actor("out")


def test_without_that_rule_the_forgery_would_be_read(dina: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    row = records.create(Diary, Entry(text="what Dina wrote"), dina.keys.key(locator(DUTY)))
    forge(row, Entry(text="what nobody wrote"))
    monkeypatch.setattr(Diary, "anyone_may_post", True)
    assert records.read(row, dina.keys).text == "what nobody wrote"


def test_what_anybody_may_post_is_a_short_list() -> None:
    open_to_all = {
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, Sealed) and model.anyone_may_post and model._meta.app_label != "rows"
    }
    said_by_strangers = {"hotline.Request", "hotline.Message", "hotline.CallerMessage", "trust.FakeRow"}
    said_by_strangers |= {"briefings.ReportRow", "exchange.ArrivedRow"}
    assert open_to_all <= said_by_strangers | {"staff.NoticeRow", "staff.ClosingRow"}
